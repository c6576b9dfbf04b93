package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Vector;
import dev.steepest.data.DataException.Remedy;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of the rows of a CSV file, as numbers. */
final class CsvValues extends CsvRows {

    private final boolean unseenIsZero;
    private final boolean spreads;
    private final boolean isLabelled;

    /** The next rows, until a bulk copy is worth it: single accesses to native memory are slow in native images. */
    private final double[] rows;

    private final double[] targets;
    private int waiting;

    /** What is wrong with the row, unless it is left out; null if nothing is. */
    private @Nullable DataException fault;

    private long unseenInRow;
    private long unseen;

    /** @param block the most rows that wait */
    CsvValues(CsvFile csv, CsvColumns columns, int block) {
        super(csv, columns);
        this.unseenIsZero = csv.options().unseenZero();
        this.spreads = Arrays.stream(columns.places).anyMatch(place -> place == CsvColumns.CATEGORIES);
        this.isLabelled = !columns.labels().isEmpty();
        this.rows = new double[block * columns.features];
        this.targets = new double[block];
    }

    @Override
    int block() {
        return targets.length;
    }

    @Override
    int waiting() {
        return waiting;
    }

    @Override
    void value(long line, int column, char[] text, int begin, int end) {
        int place = columns.places[column];
        if (place == CsvColumns.CATEGORIES || (isLabelled && place == CsvColumns.TARGET)) {
            category(line, column, place, new String(text, begin, end - begin));
            return;
        }
        double value = number(text, begin, end);
        if (!Double.isFinite(value) || isMissing(value)) {
            noNumber(line, column, new String(text, begin, end - begin), value);
        } else if (place == CsvColumns.TARGET) {
            targets[waiting] = value;
        } else {
            rows[waiting * columns.features + place] = value;
        }
    }

    private void noNumber(long line, int column, String text, double value) {
        if (Double.isFinite(value) || isMissing(text)) {
            missing(line, column, text);
        } else {
            throw refused(line, column, text, columns.places[column] >= 0 ? Remedy.ONE_HOT : Remedy.LABELS);
        }
    }

    private void category(long line, int column, int place, String text) {
        Map<String, Integer> features = columns.categories(column);
        Integer feature = features.get(text);
        if (feature != null && place == CsvColumns.TARGET) {
            targets[waiting] = feature;
        } else if (feature != null) {
            rows[waiting * columns.features + feature] = 1;
        } else if (isMissing(text)) {
            missing(line, column, text);
        } else if (unseenIsZero) {
            unseenInRow++;
        } else if (fault == null) { // the row may yet turn out to lack a value
            List<String> known = features.keySet().stream().sorted().toList();
            fault = at(
                    line,
                    where(column) + Text.quoted(text) + " is none of the values that are known: " + Text.list(known),
                    Remedy.UNSEEN);
        }
    }

    @Override
    void complete(long line) {
        if (fault != null) {
            throw fault;
        }
        unseen += unseenInRow;
        unseenInRow = 0;
        waiting++;
    }

    @Override
    void incomplete() {
        fault = null;
        unseenInRow = 0;
        clear(waiting, waiting + 1);
    }

    /** A category writes its one, and nobody the zeros of the others. */
    private void clear(int from, int to) {
        if (spreads) {
            Arrays.fill(rows, from * columns.features, Math.min(rows.length, to * columns.features), 0);
        }
    }

    /** Copies the rows that wait to memory, from this row on; returns how many. */
    int drain(RowSink x, long row, @Nullable Vector y, CsvCounts counts) {
        x.rows(row, rows, waiting);
        if (y != null) {
            MemorySegment.copy(targets, 0, y.segment(), JAVA_DOUBLE, row * Double.BYTES, waiting);
        }
        clear(0, waiting);
        count(counts);
        counts.addUnseen(unseen);
        unseen = 0;
        int count = waiting;
        waiting = 0;
        return count;
    }
}
