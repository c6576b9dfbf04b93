package dev.steepest.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
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

    private final Path file;
    private final CsvHeader header;
    private final char separator;
    private final CsvRecords records;
    private final CsvReader<Boolean> csv;
    private final Iterator<Boolean> rows;

    private CsvFile(Path file, CsvHeader header, CsvPlace begin, char separator, Reader text) {
        this.file = file;
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
    static CsvFile open(Path file) {
        Disk.requireFile(file);
        CsvFile csv;
        try {
            csv = of(file, CsvText.open(file, 0));
        } catch (CharacterCodingException e) {
            throw noText(file, 1, e);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
        try {
            if (!csv.row()) {
                throw new DataException(Text.name(file) + " is empty: its first row must name the columns");
            }
            return csv;
        } catch (RuntimeException | Error e) {
            csv.close();
            throw e;
        }
    }

    private static CsvFile of(Path file, PushbackReader text) throws IOException {
        try {
            return new CsvFile(file, new CsvHeader(file), START, CsvText.separator(text), text);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Where the rows begin. */
    CsvPlace rows() throws IOException {
        return CsvText.behind(file, header.lines());
    }

    /** Opens the same file once more at a line behind the header. */
    CsvFile from(CsvPlace place) throws IOException {
        return new CsvFile(file, header, place, separator, CsvText.open(file, place.offset()));
    }

    /** Lines behind the header, which have been read already; they are counted from 1. */
    CsvFile of(Reader lines) {
        return new CsvFile(file, header, START, separator, lines);
    }

    /**
     * Room for some of the file's rows, worth a bulk copy.
     *
     * @param capacity the most rows that the file can have
     */
    CsvValues values(CsvColumns columns, long capacity) {
        int block = (int) Math.max(1, Math.min(capacity, BLOCK / columns.features));
        return new CsvValues(file, names(), columns, capacity, block);
    }

    /** Room for so many rows. */
    CsvValues block(CsvColumns columns, int rows) {
        return new CsvValues(file, names(), columns, Long.MAX_VALUE, rows);
    }

    Path file() {
        return file;
    }

    List<String> names() {
        return header.names();
    }

    /** From now on records are rows. */
    void values(CsvValues values) {
        records.values(values);
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
            throw Disk.unreadable(file, e);
        }
    }

    private DataException unreadable(IOException e) {
        return e instanceof CharacterCodingException
                ? noText(file, Math.max(1, records.line()), e)
                : Disk.unreadable(file, e);
    }

    private static DataException noText(Path file, long line, IOException e) {
        return new DataException(
                Text.name(file) + " line=" + line + " or later is not UTF-8 text: is it a CSV file?", e);
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
        return new DataException(Text.name(file) + " line=" + records.line() + " is not valid CSV: " + reason(e), e);
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
