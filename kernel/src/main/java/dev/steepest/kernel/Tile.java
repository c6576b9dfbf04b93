package dev.steepest.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Up to 64 rows by 64 features of X on the heap, feature after feature: what is done to X before a descent (packing, moments, the search
 * for values that are not finite) is done here, alike for every layout. Memory is read and written in bulk.
 */
final class Tile {

    static final int SIZE = Samples.PANEL;

    /** The value of row i and feature j is element {@code j * SIZE + i}; rows that X has not are zero. */
    final double[] values = new double[SIZE * SIZE];

    private final double[] line = new double[SIZE];

    int rows;
    int features;

    /** Copies in what X has from {@code row}, a multiple of 64, and {@code feature} on. */
    void load(Samples x, long row, int feature) {
        rows = (int) Math.min(SIZE, x.rows() - row);
        features = Math.min(SIZE, x.features() - feature);
        if (rows < SIZE) {
            Arrays.fill(values, 0);
        }
        if (x.byRows()) {
            for (int i = 0; i < rows; i++) {
                MemorySegment.copy(x.segment(), JAVA_DOUBLE, x.offset(row + i, feature), line, 0, features);
                for (int j = 0; j < features; j++) {
                    values[j * SIZE + i] = line[j];
                }
            }
        } else {
            for (int j = 0; j < features; j++) {
                MemorySegment.copy(x.segment(), JAVA_DOUBLE, x.offset(row, feature + j), values, j * SIZE, rows);
            }
        }
    }

    /** Copies out to the same place of another X; a panel is written whole, its padding included. */
    void store(Samples to, long row, int feature) {
        if (to.byRows()) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < features; j++) {
                    line[j] = values[j * SIZE + i];
                }
                MemorySegment.copy(line, 0, to.segment(), JAVA_DOUBLE, to.offset(row + i, feature), features);
            }
        } else if (to.order() == Samples.Order.PANELS) {
            MemorySegment.copy(values, 0, to.segment(), JAVA_DOUBLE, to.offset(row, feature), features * SIZE);
        } else {
            for (int j = 0; j < features; j++) {
                MemorySegment.copy(values, j * SIZE, to.segment(), JAVA_DOUBLE, to.offset(row, feature + j), rows);
            }
        }
    }

    /** x ← (x − mean) / scale, padding excluded. */
    void standardize(double[] means, double[] scales, int feature) {
        for (int j = 0; j < features; j++) {
            double mean = means[feature + j];
            double scale = scales[feature + j];
            for (int at = j * SIZE, end = at + rows; at < end; at++) {
                values[at] = (values[at] - mean) / scale;
            }
        }
    }
}
