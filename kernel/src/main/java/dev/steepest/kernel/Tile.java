package dev.steepest.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 rows by 64 features of X on the heap, feature after feature: what is done to X before a descent (packing, moments, the search
 * for values that are not finite) is done here, alike for every layout. Memory is read and written in bulk.
 */
final class Tile {

    static final int SIZE = Samples.PANEL;

    /** Rows that are transposed at once: a cache line of each feature. */
    private static final int LINES = 8;

    /** The value of row i and feature j is element {@code j * SIZE + i}; rows that X has not are zero. */
    final double[] values = new double[SIZE * SIZE];

    private final double[] lines = new double[LINES * SIZE];
    private final StoredValues stored = new StoredValues();

    int rows;
    int features;

    /** Copies in what X has from {@code row}, a multiple of 64, and {@code feature} on. */
    void load(Samples x, long row, int feature) {
        load(x, null, row, feature);
    }

    /** The same of the rows of a list, those from {@code list[row]} on; X has whole rows. */
    void load(Samples x, int @Nullable [] list, long row, int feature) {
        rows = (int) Math.min(SIZE, (list == null ? x.rows() : list.length) - row);
        features = Math.min(SIZE, x.features() - feature);
        if (rows < SIZE) {
            Arrays.fill(values, 0);
        }
        if (x.hasWholeRows()) {
            for (int i = 0; i < rows; i += LINES) {
                int count = Math.min(LINES, rows - i);
                for (int k = 0; k < count; k++) {
                    long number = list == null ? row + i + k : list[(int) row + i + k];
                    stored.read(x.storage(), x.segment(), x.offset(number, feature), lines, k * SIZE, features);
                }
                toColumns(lines, values, i, count, features);
            }
        } else {
            for (int j = 0; j < features; j++) {
                stored.read(x.storage(), x.segment(), x.offset(row, feature + j), values, j * SIZE, rows);
            }
        }
        if (x.scaling() != null) {
            for (int j = 0; j < features; j++) {
                x.scaling().column(values, j * SIZE, feature + j, rows);
            }
        }
    }

    private static void toColumns(double[] lines, double[] values, int row, int count, int features) {
        if (count < LINES) {
            for (int k = 0; k < count; k++) {
                for (int j = 0; j < features; j++) {
                    values[j * SIZE + row + k] = lines[k * SIZE + j];
                }
            }
            return;
        }
        for (int j = 0, to = row; j < features; j++, to += SIZE) {
            values[to] = lines[j];
            values[to + 1] = lines[SIZE + j];
            values[to + 2] = lines[2 * SIZE + j];
            values[to + 3] = lines[3 * SIZE + j];
            values[to + 4] = lines[4 * SIZE + j];
            values[to + 5] = lines[5 * SIZE + j];
            values[to + 6] = lines[6 * SIZE + j];
            values[to + 7] = lines[7 * SIZE + j];
        }
    }

    private static void toLines(double[] values, int row, double[] lines, int count, int features) {
        if (count < LINES) {
            for (int k = 0; k < count; k++) {
                for (int j = 0; j < features; j++) {
                    lines[k * SIZE + j] = values[j * SIZE + row + k];
                }
            }
            return;
        }
        for (int j = 0, from = row; j < features; j++, from += SIZE) {
            lines[j] = values[from];
            lines[SIZE + j] = values[from + 1];
            lines[2 * SIZE + j] = values[from + 2];
            lines[3 * SIZE + j] = values[from + 3];
            lines[4 * SIZE + j] = values[from + 4];
            lines[5 * SIZE + j] = values[from + 5];
            lines[6 * SIZE + j] = values[from + 6];
            lines[7 * SIZE + j] = values[from + 7];
        }
    }

    /** Copies out to the same place of another X; a panel is written whole, its padding included. */
    void store(Samples to, long row, int feature) {
        if (to.byRows()) {
            for (int i = 0; i < rows; i += LINES) {
                int count = Math.min(LINES, rows - i);
                toLines(values, i, lines, count, features);
                for (int k = 0; k < count; k++) {
                    stored.write(
                            lines, k * SIZE, features, to.storage(), to.segment(), to.offset(row + i + k, feature));
                }
            }
        } else if (to.order() == Samples.Order.PANELS) {
            stored.write(values, 0, features * SIZE, to.storage(), to.segment(), to.offset(row, feature));
        } else {
            for (int j = 0; j < features; j++) {
                stored.write(values, j * SIZE, rows, to.storage(), to.segment(), to.offset(row, feature + j));
            }
        }
    }
}
