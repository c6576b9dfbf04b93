package dev.steepest.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/**
 * Some lines of a CSV file, with the memory to parse them, which is used for one part after the other.
 *
 * <p>A part is plain if it is ASCII without quotes, so that lines are what line ends divide, and every line is a row without
 * a fault. Of others nothing but that is known.
 */
final class CsvPart implements Callable<CsvPart> {

    /** A longer part is a line of a megabyte and more, and no part is worth that much memory. */
    private static final int LONGEST = 1 << 24;

    private final CsvFile csv;
    private final CsvColumns columns;
    private final FileChannel file;
    private byte[] bytes = {};
    private CsvValues values;
    private long begin;
    private long end;
    private boolean plain;

    CsvPart(CsvFile csv, CsvColumns columns, FileChannel file) {
        this.csv = csv;
        this.columns = columns;
        this.file = file;
        this.values = csv.block(columns, 1);
    }

    CsvPart between(long begin, long end) {
        this.begin = begin;
        this.end = end;
        return this;
    }

    @Override
    public CsvPart call() throws IOException {
        plain = end - begin <= LONGEST && parse((int) (end - begin));
        return this;
    }

    private boolean parse(int length) throws IOException {
        read(length);
        long lines = CsvText.lines(bytes, length);
        if (!CsvText.isPlain(bytes, length) || lines > columns.mostRows(length)) {
            return false;
        }
        if (values.block() < lines) {
            values = csv.block(columns, (int) lines);
        }
        try (CsvFile part =
                csv.of(new InputStreamReader(new ByteArrayInputStream(bytes, 0, length), StandardCharsets.US_ASCII))) {
            part.values(values);
            while (part.row()) {}
            return values.waiting() == lines;
        } catch (DataException e) {
            return false;
        }
    }

    private void read(int length) throws IOException {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, begin + buffer.position()) < 0) {
                throw new IOException("it became shorter while it was read");
            }
        }
    }

    boolean isPlain() {
        return plain;
    }

    int rows() {
        return values.waiting();
    }

    long end() {
        return end;
    }

    /** Copies the rows to the table, from this row on; returns how many. */
    int drain(CsvTable table, long row) {
        return table.take(values, row);
    }
}
