package dev.steepest.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** An open CSV file: a row of names, then rows of numbers, all of the same length. */
final class CsvFile implements AutoCloseable {

    /** Characters that FastCSV may keep at once; a field must fit. Bounds what a file without an end of line costs. */
    private static final int BUFFER = 1 << 16;

    /** Values that wait for a bulk copy. */
    private static final int BLOCK = 8192;

    private static final CsvPlace START = new CsvPlace(0, 0);

    private static final int LONGEST_REASON = 120;

    private final CsvInput input;
    private final ReadOptions options;
    private final CsvHeader header;
    private final char separator;
    private final CsvRecords records;
    private final CsvReader<Boolean> csv;
    private final Iterator<Boolean> rows;

    private CsvFile(
            CsvInput input, ReadOptions options, CsvHeader header, CsvPlace begin, char separator, Reader text) {
        this.input = input;
        this.options = options;
        this.header = header;
        this.separator = separator;
        this.records = new CsvRecords(header, begin.lines());
        this.csv = CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(BUFFER)
                .build(records, text);
        this.rows = csv.iterator();
    }

    /** Opens a file and reads its header. */
    static CsvFile open(CsvInput input, ReadOptions options) {
        CsvFile csv;
        try {
            csv = of(input, options, CsvText.open(input, 0));
        } catch (CharacterCodingException e) {
            throw noText(input, 1, e);
        } catch (IOException e) {
            throw input.unreadable(e);
        }
        try {
            if (!csv.row()) {
                throw new DataException(csv.name() + " is empty: its first row must name the columns");
            }
            return csv;
        } catch (RuntimeException | Error e) {
            csv.close();
            throw e;
        }
    }

    private static CsvFile of(CsvInput input, ReadOptions options, PushbackReader text) throws IOException {
        try {
            CsvHeader header = new CsvHeader(input.name(), options.csv().header());
            char separator = input.hasTabs()
                    ? '\t'
                    : CsvText.separator(text, options.csv().decimal());
            return new CsvFile(input, options, header, START, separator, text);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Where the rows begin. */
    CsvPlace rows() throws IOException {
        return CsvText.behind(input, header.lines());
    }

    /** Opens the same file once more at a line behind the header. */
    CsvFile from(CsvPlace place) throws IOException {
        return new CsvFile(input, options, header, place, separator, CsvText.open(input, place.offset()));
    }

    /** Lines behind the header, which have been read already; they are counted from 1. */
    CsvFile of(Reader lines) {
        return new CsvFile(input, options, header, START, separator, lines);
    }

    /** How many rows of these columns are worth a bulk copy. */
    static int block(CsvColumns columns) {
        return Math.max(1, BLOCK / columns.features);
    }

    CsvInput input() {
        return input;
    }

    ReadOptions options() {
        return options;
    }

    /** For messages. */
    String name() {
        return input.name();
    }

    /** What its user should know. */
    List<String> notes() {
        return header.isNumbers()
                ? List.of(
                        name()
                                + ": its first row, all numbers, is taken for the names of the columns (--no-header makes it a row)")
                : List.of();
    }

    List<String> names() {
        return header.names();
    }

    /** From now on records are rows. */
    void rows(CsvRows rows) {
        records.rows(rows);
    }

    /** Hands a row on; false at the end. */
    boolean row() {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            return true;
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNull(e.getCause()));
        } catch (CsvParseException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException e) {
            throw input.unreadable(e);
        }
    }

    private DataException unreadable(IOException e) {
        return e instanceof CharacterCodingException
                ? noText(input, Math.max(1, records.line()), e)
                : input.unreadable(e);
    }

    private static DataException noText(CsvInput input, long line, IOException e) {
        return new DataException(input.name() + " line=" + line + " or later is not UTF-8 text: is it a CSV file?", e);
    }

    /** FastCSV wraps whatever its handler throws. */
    private RuntimeException unwrapped(CsvParseException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            return exception;
        }
        return new DataException(name() + " line=" + records.line() + " is not valid CSV: " + reason(e), e);
    }

    private static String reason(CsvParseException e) {
        String message = String.valueOf(e.getMessage());
        if (message.startsWith("The maximum buffer size")) {
            return "a field is longer than " + BUFFER + " characters: is a quote left open?";
        }
        int record = message.indexOf(" (record starting");
        return Text.shortened(record < 0 ? message : message.substring(0, record), LONGEST_REASON);
    }
}
