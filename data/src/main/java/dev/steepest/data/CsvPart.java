package dev.steepest.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

/**
 * Some lines of a CSV file, with the memory and the parser for them, which serve one part after the other.
 *
 * <p>A part is plain if it is ASCII without quotes, so that lines are what line ends divide, and every line is a row without
 * a fault. Of others nothing but that is known.
 */
final class CsvPart<R extends CsvRows> implements Callable<CsvPart<R>> {

    /** A longer part is a line of a megabyte and more, and no part is worth that much memory. */
    private static final int LONGEST = 1 << 24;

    private final CsvColumns columns;
    private final IntFunction<R> factory;
    private final AsciiReader text = new AsciiReader();
    private final CsvFile parser;
    private byte[] bytes;
    private int length;
    private R rows;
    private long end;
    private boolean plain;

    /** @param bytes how long a part is unless a line is longer */
    CsvPart(CsvFile csv, CsvColumns columns, int bytes, IntFunction<R> factory) {
        this.columns = columns;
        this.factory = factory;
        this.parser = csv.of(text);
        this.bytes = new byte[bytes];
        this.rows = factory.apply(1);
    }

    /**
     * Reads whole lines.
     *
     * @param begin where they begin in the file
     * @param rest what has been read of them already
     * @param in the bytes behind these
     * @return what was read of the line behind them
     */
    byte[] fill(long begin, byte[] rest, InputStream in) throws IOException {
        if (bytes.length < rest.length) {
            bytes = new byte[rest.length];
        }
        System.arraycopy(rest, 0, bytes, 0, rest.length);
        int read = rest.length;
        boolean isLast = false;
        length = 0;
        while (length == 0 && !isLast && read < LONGEST) {
            if (read == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * read, LONGEST));
            }
            read += in.readNBytes(bytes, read, bytes.length - read);
            isLast = read < bytes.length;
            length = isLast ? read : CsvText.behindLastLine(bytes, read);
        }
        end = begin + length;
        return Arrays.copyOfRange(bytes, length, read);
    }

    @Override
    public CsvPart<R> call() {
        plain = parse();
        return this;
    }

    /** As many rows as there are lines, and no attempt at one more: the parser would find the end and be of no further use. */
    private boolean parse() {
        long lines = CsvText.lines(bytes, length);
        if (length == 0 || !CsvText.isPlain(bytes, length) || lines > columns.mostRows(length)) {
            return false;
        }
        if (rows.block() < lines) {
            rows = factory.apply((int) (lines + lines / 4));
        }
        text.reset(bytes, length);
        parser.rows(rows);
        try {
            while (rows.count() < lines && parser.row()) {}
            return rows.count() == lines;
        } catch (DataException e) {
            return false;
        }
    }

    boolean isPlain() {
        return plain;
    }

    long end() {
        return end;
    }

    /** The rows, which whoever takes them drains. */
    R rows() {
        return rows;
    }
}
