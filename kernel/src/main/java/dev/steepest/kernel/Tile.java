package dev.steepest.kernel;

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
    private final StoredValues stored = new StoredValues();

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
                stored.read(x.storage(), x.segment(), x.offset(row + i, feature), line, 0, features);
                for (int j = 0; j < features; j++) {
                    values[j * SIZE + i] = line[j];
                }
            }
        } else {
            for (int j = 0; j < features; j++) {
                stored.read(x.storage(), x.segment(), x.offset(row, feature + j), values, j * SIZE, rows);
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
                stored.write(line, 0, features, to.storage(), to.segment(), to.offset(row + i, feature));
            }
        } else if (to.order() == Samples.Order.PANELS) {
            stored.write(values, 0, features * SIZE, to.storage(), to.segment(), to.offset(row, feature));
        } else {
            for (int j = 0; j < features; j++) {
                stored.write(values, j * SIZE, rows, to.storage(), to.segment(), to.offset(row, feature + j));
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
