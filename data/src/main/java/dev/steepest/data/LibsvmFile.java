package dev.steepest.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Rows as LIBSVM and SVMlight write them: {@code label index:value index:value … # comment}, indices from 1 on and
 * ascending, what is not written is 0. A file whose name ends in {@code .gz} is unpacked as it is read.
 */
final class LibsvmFile implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final BufferedReader text;
    private long line;

    /** How much text there was, up to here. */
    long characters;

    /** Of the last row. */
    double label;

    /** How many values of the last row are written. */
    int count;

    int[] indices = new int[16];
    double[] values = new double[16];

    private LibsvmFile(Path file, BufferedReader text) {
        this.file = file;
        this.text = text;
    }

    static LibsvmFile open(Path file) {
        Disk.requireFile(file);
        try {
            // All that matters is ASCII; comments may be anything.
            Reader text = new InputStreamReader(bytes(file), StandardCharsets.ISO_8859_1);
            return new LibsvmFile(file, new BufferedReader(text, BUFFER));
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private static InputStream bytes(Path file) throws IOException {
        boolean zipped = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        return zipped ? GzipStream.open(file) : Files.newInputStream(file);
    }

    /** Reads the next row that is not empty; false at the end. */
    boolean next() {
        try {
            for (String row = text.readLine(); row != null; row = text.readLine()) {
                line++;
                characters += row.length() + 1;
                int comment = row.indexOf('#');
                char[] written = (comment < 0 ? row : row.substring(0, comment)).toCharArray();
                int begin = blank(written, 0);
                if (begin < written.length) {
                    parse(written, begin);
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private void parse(char[] row, int begin) {
        int end = word(row, begin);
        label = number(row, begin, end, "the label");
        count = 0;
        int last = 0;
        for (int at = blank(row, end); at < row.length; at = blank(row, end)) {
            end = word(row, at);
            int colon = at;
            while (colon < end && row[colon] != ':') {
                colon++;
            }
            if (colon == end) {
                throw refused(Text.quoted(new String(row, at, end - at)) + " is not index:value");
            }
            int index = index(row, at, colon);
            if (index <= last) {
                throw refused("index=" + index + " after index=" + last + ": indices ascend");
            }
            last = index;
            add(index, number(row, colon + 1, end, "the value of index=" + index));
        }
    }

    private int index(char[] row, int begin, int end) {
        long index = 0;
        for (int i = begin; i < end && index >= 0 && index <= CsvHeader.MOST_COLUMNS; i++) {
            index = row[i] >= '0' && row[i] <= '9' ? index * 10 + row[i] - '0' : -1;
        }
        if (begin == end || index < 1 || index > CsvHeader.MOST_COLUMNS) {
            throw refused("index " + Text.quoted(new String(row, begin, end - begin)) + " is none of 1 to "
                    + CsvHeader.MOST_COLUMNS);
        }
        return (int) index;
    }

    private double number(char[] row, int begin, int end, String what) {
        double value = Decimal.parse(row, begin, end);
        if (!Double.isFinite(value)) {
            throw refused(what + " is " + Text.quoted(new String(row, begin, end - begin)) + ", not a finite number");
        }
        return value;
    }

    private void add(int index, double value) {
        if (count == indices.length) {
            indices = Arrays.copyOf(indices, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
        }
        indices[count] = index;
        values[count++] = value;
    }

    private static int blank(char[] row, int from) {
        int i = from;
        while (i < row.length && (row[i] == ' ' || row[i] == '\t')) {
            i++;
        }
        return i;
    }

    private static int word(char[] row, int from) {
        int i = from;
        while (i < row.length && row[i] != ' ' && row[i] != '\t') {
            i++;
        }
        return i;
    }

    DataException refused(String reason) {
        return new DataException(Text.name(file) + " line=" + line + ": " + reason);
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }
}
