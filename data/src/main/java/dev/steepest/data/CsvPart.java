package dev.steepest.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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

    /** Files are read through direct memory of this size, which every thread keeps. */
    private static final int WINDOW = 1 << 16;

    private final CsvFile csv;
    private final CsvColumns columns;
    private byte[] bytes = {};
    private CsvValues values;
    private long begin;
    private long end;
    private boolean plain;

    CsvPart(CsvFile csv, CsvColumns columns) {
        this.csv = csv;
        this.columns = columns;
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
        try (CsvFile part = csv.of(new AsciiReader(bytes, length))) {
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
        try (InputStream in = CsvText.at(csv.file(), begin)) {
            for (int at = 0; at < length; ) {
                int count = in.read(bytes, at, Math.min(WINDOW, length - at));
                if (count < 0) {
                    throw new EOFException("it became shorter while it was read");
                }
                at += count;
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
