package dev.steepest.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 rows of X on the heap, row after row, for {@link Products}: the features in columns of eight, the last one filled up with zeros, and
 * one column more with a one and seven zeros, whose products with the features are the sums that an intercept needs.
 */
public final class GramTile {

    /** Rows at most. */
    static final int SIZE = Samples.PANEL;

    private static final int LANES = Lanes.COUNT;

    private final double[] values;
    private final int stride;
    private final int columns;
    private final double[] lines = new double[LANES * SIZE];
    private final StoredValues stored = new StoredValues();
    private int rows;

    GramTile(int features) {
        this.columns = Math.ceilDiv(features, LANES);
        // an odd number of columns, so that the rows of one column spread over all sets of the cache
        this.stride = ((columns + 1) | 1) * LANES;
        this.values = new double[Math.multiplyExact(stride, SIZE)];
        for (int i = 0; i < SIZE; i++) {
            values[i * stride + columns * LANES] = 1;
        }
    }

    /** The value of row i, feature j is element {@code i * stride + j}; the one stands at {@code j = 8 * columns}. */
    public double[] values() {
        return values;
    }

    /** Elements from a row to the next. */
    public int stride() {
        return stride;
    }

    /** Columns of eight features, that of the one not counted. */
    public int columns() {
        return columns;
    }

    /** Rows that {@link #load} has brought. */
    public int rows() {
        return rows;
    }

    /**
     * Copies in the rows from {@code row}, a multiple of 64, to before {@code end}, 64 at most.
     *
     * @param list whose rows these are the numbers of, X having whole rows; null for those of X
     */
    void load(Samples x, int @Nullable [] list, long row, long end) {
        rows = (int) Math.min(SIZE, end - row);
        if (x.hasWholeRows()) {
            for (int i = 0; i < rows; i++) {
                long number = list == null ? row + i : list[(int) row + i];
                stored.read(x.storage(), x.segment(), x.offset(number, 0), values, i * stride, x.features());
            }
        } else {
            for (int feature = 0; feature < x.features(); feature += LANES) {
                loadColumn(x, row, feature);
            }
        }
        if (x.scaling() != null) {
            for (int i = 0; i < rows; i++) {
                x.scaling().row(values, i * stride, 0, x.features());
            }
        }
    }

    private void loadColumn(Samples x, long row, int feature) {
        int features = Math.min(LANES, x.features() - feature);
        if (x.order() == Samples.Order.PANELS) {
            // a panel: the features lie side by side, and the last panel is padded
            stored.read(x.storage(), x.segment(), x.offset(row, feature), lines, 0, features * SIZE);
        } else {
            for (int j = 0; j < features; j++) {
                stored.read(x.storage(), x.segment(), x.offset(row, feature + j), lines, j * SIZE, rows);
            }
        }
        if (features < LANES) {
            Arrays.fill(lines, features * SIZE, lines.length, 0);
        }
        for (int i = 0, at = feature; i < rows; i++, at += stride) {
            values[at] = lines[i];
            values[at + 1] = lines[SIZE + i];
            values[at + 2] = lines[2 * SIZE + i];
            values[at + 3] = lines[3 * SIZE + i];
            values[at + 4] = lines[4 * SIZE + i];
            values[at + 5] = lines[5 * SIZE + i];
            values[at + 6] = lines[6 * SIZE + i];
            values[at + 7] = lines[7 * SIZE + i];
        }
    }
}
