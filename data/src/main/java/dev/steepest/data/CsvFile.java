package dev.steepest.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Reads the numbers of a CSV file: a row of names, then rows of numbers, all of the same length. */
final class CsvFile {

    /** Tells from the header which columns are wanted. */
    interface Choice {
        CsvColumns of(List<String> names);
    }

    /** Characters that FastCSV may keep at once; a field must fit. Bounds what a file without an end of line costs. */
    private static final int BUFFER = 1 << 16;

    private static final int LONGEST_REASON = 120;

    private final Path file;
    private final Choice choice;
    private final Arena arena;
    private final CsvHeader header;
    private final CsvRecords records;

    private CsvFile(Path file, Choice choice, Arena arena) {
        this.file = file;
        this.choice = choice;
        this.arena = arena;
        this.header = new CsvHeader(file);
        this.records = new CsvRecords(header);
    }

    static CsvTable read(Path file, Choice choice, Arena arena) {
        Disk.requireFile(file);
        return new CsvFile(file, choice, arena).read();
    }

    private CsvTable read() {
        try (PushbackReader text = CsvText.open(file);
                CsvReader<Boolean> csv = CsvReader.builder()
                        .fieldSeparator(CsvText.separator(text))
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowUnclosedQuote(false)
                        .maxBufferSize(BUFFER)
                        .build(records, text)) {
            return read(csv.iterator());
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UncheckedIOException e) {
            throw unreadable(Objects.requireNonNull(e.getCause()));
        } catch (CsvParseException e) {
            throw unwrapped(e);
        }
    }

    private CsvTable read(Iterator<Boolean> rows) throws IOException {
        if (!rows.hasNext()) {
            throw new DataException(Text.name(file) + " is empty: its first row must name the columns");
        }
        rows.next();
        CsvColumns columns = choice.of(header.names());
        CsvValues values = new CsvValues(file, header.names(), columns, mostRows(columns), arena);
        records.values(values);
        while (rows.hasNext()) {
            rows.next();
        }
        return values.finish(columns);
    }

    /**
     * A row takes a line and, with one character a value and the separators, some bytes: no file makes us allocate much
     * more than its size.
     */
    private long mostRows(CsvColumns columns) throws IOException {
        long bytes = Files.size(file) / (columns.wanted() + columns.places.length) + 1;
        return Math.min(CsvText.lines(file), bytes);
    }

    private DataException unreadable(IOException e) {
        if (e instanceof CharacterCodingException) {
            return new DataException(
                    Text.name(file) + " line=" + Math.max(1, records.line())
                            + " or later is not UTF-8 text: is it a CSV file?",
                    e);
        }
        return Disk.unreadable(file, e);
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
