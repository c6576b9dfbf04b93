package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Vector;
import dev.steepest.data.DataException.Remedy;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a CSV file, field by field, until some of them are worth a bulk copy. */
final class CsvValues {

    private final Path file;
    private final List<String> names;
    private final int[] places;
    private final int features;
    private final long capacity;

    /** The next rows, until a bulk copy is worth it: single accesses to native memory are slow in native images. */
    private final double[] rows;

    private final double[] targets;
    private int waiting;
    private long drained;

    /**
     * Makes room.
     *
     * @param capacity the most rows that the file can have
     * @param block the most rows that wait
     */
    CsvValues(Path file, List<String> names, CsvColumns columns, long capacity, int block) {
        this.file = file;
        this.names = names;
        this.places = columns.places;
        this.features = columns.features;
        this.capacity = capacity;
        this.rows = new double[block * features];
        this.targets = new double[block];
    }

    /** How many rows wait at most. */
    int block() {
        return targets.length;
    }

    /** One field; those of columns that nobody wants are not looked at. */
    void field(long line, int column, char[] text, int offset, int length) {
        if (column >= places.length) {
            throw at(line, "more fields than the header has, columns=" + places.length);
        }
        int place = places[column];
        if (place == CsvColumns.IGNORED) {
            return;
        }
        int begin = offset;
        int end = offset + length;
        while (begin < end && isBlank(text[begin])) {
            begin++;
        }
        while (begin < end && isBlank(text[end - 1])) {
            end--;
        }
        double value = Decimal.parse(text, begin, end);
        if (!Double.isFinite(value)) {
            throw refused(line, column, new String(text, begin, end - begin));
        }
        if (place == CsvColumns.TARGET) {
            targets[waiting] = value;
        } else {
            rows[waiting * features + place] = value;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private DataException refused(long line, int column, String text) {
        String where = "column=" + column + " " + Text.quoted(names.get(column)) + ": ";
        if (text.isEmpty()) {
            return at(line, where + "the value is missing", Remedy.DROP_NULL);
        }
        if (isNotFinite(text)) {
            return at(
                    line, where + Text.quoted(text) + " is not finite: missing and infinite values are not supported");
        }
        char[] characters = text.toCharArray();
        if (Double.isInfinite(Decimal.parse(characters, 0, characters.length))) {
            return at(line, where + Text.quoted(text) + " is too large for float64");
        }
        Remedy remedy = places[column] >= 0 ? Remedy.ONE_HOT : Remedy.NONE;
        return at(line, where + Text.quoted(text) + " is not a number", remedy);
    }

    private static boolean isNotFinite(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        String unsigned = word.startsWith("-") || word.startsWith("+") ? word.substring(1) : word;
        return List.of("nan", "inf", "infinity").contains(unsigned);
    }

    /** The row is complete. */
    void row(long line, int fields) {
        if (fields < places.length) {
            throw at(line, "fewer fields than the header has: fields=" + fields + " columns=" + places.length);
        }
        if (drained + waiting == capacity) {
            throw new DataException(Text.name(file) + " changed while it was read: more rows than before");
        }
        waiting++;
    }

    int waiting() {
        return waiting;
    }

    boolean isFull() {
        return waiting == targets.length;
    }

    /** Copies the rows that wait to memory, from this row on; returns how many. */
    int drain(RowSink x, long row, @Nullable Vector y) {
        x.rows(row, rows, waiting);
        if (y != null) {
            MemorySegment.copy(targets, 0, y.segment(), JAVA_DOUBLE, row * Double.BYTES, waiting);
        }
        int count = waiting;
        drained += count;
        waiting = 0;
        return count;
    }

    DataException noRows() {
        return new DataException(Text.name(file) + " has no rows: there is nothing after its header");
    }

    DataException at(long line, String reason) {
        return at(line, reason, Remedy.NONE);
    }

    private DataException at(long line, String reason, Remedy remedy) {
        return new DataException(Text.name(file) + " line=" + line + " " + reason, remedy);
    }
}
