package dev.steepest.kernel.vector;

import dev.steepest.kernel.GramTile;
import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Products;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products of a tile in vectors: four features times up to three columns of vectors stay in registers while all rows of the tile are
 * added: 12 sums, 3 vectors and the feature that is broadcast make 16. Columns are the outer loop: their rows stay in the first-level
 * cache.
 *
 * <p>The loops are written out and end by {@code !=}, for the reasons that {@link VectorPanels} tells.
 */
final class VectorProducts implements Products {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int LANES = Width.LANES;
    private static final int COLUMN = Lanes.COUNT;

    @Override
    public void add(GramTile tile, boolean ones, double[] sums) {
        for (int lane = 0; lane < COLUMN; lane += LANES) {
            int column = 0;
            for (int left = tile.columns(); left > 0; left = tile.columns() - column) {
                // 4 are two twos: a single column has too few sums to hide the latency of FMA
                int taken = left == 3 || left > 4 ? 3 : Math.min(left, 2);
                add(tile, column, taken, lane, ones, sums);
                column += taken;
            }
        }
    }

    /** Columns side by side: the features they share, the one, then the diagonals of the second and the third. */
    private static void add(GramTile tile, int column, int count, int lane, boolean ones, double[] sums) {
        for (int k = 0; k < count; k++) {
            int features = Products.features(column + k);
            for (int j = k == 0 ? 0 : Products.features(column + k - 1); j < features; j += GROUP) {
                add(tile, column + k, count - k, lane, j, j, j, j, sums);
            }
        }
        if (ones) {
            int features = Products.features(column);
            add(
                    tile,
                    column,
                    count,
                    lane,
                    tile.columns() * COLUMN,
                    features,
                    features + COLUMN,
                    features + 2 * COLUMN,
                    sums);
        }
    }

    /** Four features from j times columns; j has another row in the sums of each column if it is the one. */
    private static void add(
            GramTile tile, int column, int count, int lane, int j, int row0, int row1, int row2, double[] sums) {
        double[] values = tile.values();
        int end = tile.rows() * tile.stride();
        int k = column * COLUMN + lane;
        int at0 = Products.start(column) + Products.row(row0) + lane;
        int at1 = Products.start(column + 1) + Products.row(row1) + lane;
        int at2 = Products.start(column + 2) + Products.row(row2) + lane;
        switch (count) {
            case 3 -> three(values, tile.stride(), end, j, k, sums, at0, at1, at2);
            case 2 -> two(values, tile.stride(), end, j, k, sums, at0, at1);
            default -> one(values, tile.stride(), end, j, k, sums, at0);
        }
    }

    private static void three(double[] x, int stride, int end, int j, int k, double[] sums, int at0, int at1, int at2) {
        DoubleVector a0 = DoubleVector.fromArray(S, sums, at0);
        DoubleVector a1 = DoubleVector.fromArray(S, sums, at1);
        DoubleVector a2 = DoubleVector.fromArray(S, sums, at2);
        DoubleVector b0 = DoubleVector.fromArray(S, sums, at0 + COLUMN);
        DoubleVector b1 = DoubleVector.fromArray(S, sums, at1 + COLUMN);
        DoubleVector b2 = DoubleVector.fromArray(S, sums, at2 + COLUMN);
        DoubleVector c0 = DoubleVector.fromArray(S, sums, at0 + 2 * COLUMN);
        DoubleVector c1 = DoubleVector.fromArray(S, sums, at1 + 2 * COLUMN);
        DoubleVector c2 = DoubleVector.fromArray(S, sums, at2 + 2 * COLUMN);
        DoubleVector d0 = DoubleVector.fromArray(S, sums, at0 + 3 * COLUMN);
        DoubleVector d1 = DoubleVector.fromArray(S, sums, at1 + 3 * COLUMN);
        DoubleVector d2 = DoubleVector.fromArray(S, sums, at2 + 3 * COLUMN);
        for (int row = 0; row != end; row += stride) {
            DoubleVector x0 = DoubleVector.fromArray(S, x, row + k);
            DoubleVector x1 = DoubleVector.fromArray(S, x, row + k + COLUMN);
            DoubleVector x2 = DoubleVector.fromArray(S, x, row + k + 2 * COLUMN);
            DoubleVector t = DoubleVector.broadcast(S, x[row + j]);
            a0 = t.fma(x0, a0);
            a1 = t.fma(x1, a1);
            a2 = t.fma(x2, a2);
            t = DoubleVector.broadcast(S, x[row + j + 1]);
            b0 = t.fma(x0, b0);
            b1 = t.fma(x1, b1);
            b2 = t.fma(x2, b2);
            t = DoubleVector.broadcast(S, x[row + j + 2]);
            c0 = t.fma(x0, c0);
            c1 = t.fma(x1, c1);
            c2 = t.fma(x2, c2);
            t = DoubleVector.broadcast(S, x[row + j + 3]);
            d0 = t.fma(x0, d0);
            d1 = t.fma(x1, d1);
            d2 = t.fma(x2, d2);
        }
        a0.intoArray(sums, at0);
        a1.intoArray(sums, at1);
        a2.intoArray(sums, at2);
        b0.intoArray(sums, at0 + COLUMN);
        b1.intoArray(sums, at1 + COLUMN);
        b2.intoArray(sums, at2 + COLUMN);
        c0.intoArray(sums, at0 + 2 * COLUMN);
        c1.intoArray(sums, at1 + 2 * COLUMN);
        c2.intoArray(sums, at2 + 2 * COLUMN);
        d0.intoArray(sums, at0 + 3 * COLUMN);
        d1.intoArray(sums, at1 + 3 * COLUMN);
        d2.intoArray(sums, at2 + 3 * COLUMN);
    }

    private static void two(double[] x, int stride, int end, int j, int k, double[] sums, int at0, int at1) {
        DoubleVector a0 = DoubleVector.fromArray(S, sums, at0);
        DoubleVector a1 = DoubleVector.fromArray(S, sums, at1);
        DoubleVector b0 = DoubleVector.fromArray(S, sums, at0 + COLUMN);
        DoubleVector b1 = DoubleVector.fromArray(S, sums, at1 + COLUMN);
        DoubleVector c0 = DoubleVector.fromArray(S, sums, at0 + 2 * COLUMN);
        DoubleVector c1 = DoubleVector.fromArray(S, sums, at1 + 2 * COLUMN);
        DoubleVector d0 = DoubleVector.fromArray(S, sums, at0 + 3 * COLUMN);
        DoubleVector d1 = DoubleVector.fromArray(S, sums, at1 + 3 * COLUMN);
        for (int row = 0; row != end; row += stride) {
            DoubleVector x0 = DoubleVector.fromArray(S, x, row + k);
            DoubleVector x1 = DoubleVector.fromArray(S, x, row + k + COLUMN);
            DoubleVector t = DoubleVector.broadcast(S, x[row + j]);
            a0 = t.fma(x0, a0);
            a1 = t.fma(x1, a1);
            t = DoubleVector.broadcast(S, x[row + j + 1]);
            b0 = t.fma(x0, b0);
            b1 = t.fma(x1, b1);
            t = DoubleVector.broadcast(S, x[row + j + 2]);
            c0 = t.fma(x0, c0);
            c1 = t.fma(x1, c1);
            t = DoubleVector.broadcast(S, x[row + j + 3]);
            d0 = t.fma(x0, d0);
            d1 = t.fma(x1, d1);
        }
        a0.intoArray(sums, at0);
        a1.intoArray(sums, at1);
        b0.intoArray(sums, at0 + COLUMN);
        b1.intoArray(sums, at1 + COLUMN);
        c0.intoArray(sums, at0 + 2 * COLUMN);
        c1.intoArray(sums, at1 + 2 * COLUMN);
        d0.intoArray(sums, at0 + 3 * COLUMN);
        d1.intoArray(sums, at1 + 3 * COLUMN);
    }

    private static void one(double[] x, int stride, int end, int j, int k, double[] sums, int at) {
        DoubleVector a = DoubleVector.fromArray(S, sums, at);
        DoubleVector b = DoubleVector.fromArray(S, sums, at + COLUMN);
        DoubleVector c = DoubleVector.fromArray(S, sums, at + 2 * COLUMN);
        DoubleVector d = DoubleVector.fromArray(S, sums, at + 3 * COLUMN);
        for (int row = 0; row != end; row += stride) {
            DoubleVector x0 = DoubleVector.fromArray(S, x, row + k);
            a = DoubleVector.broadcast(S, x[row + j]).fma(x0, a);
            b = DoubleVector.broadcast(S, x[row + j + 1]).fma(x0, b);
            c = DoubleVector.broadcast(S, x[row + j + 2]).fma(x0, c);
            d = DoubleVector.broadcast(S, x[row + j + 3]).fma(x0, d);
        }
        a.intoArray(sums, at);
        b.intoArray(sums, at + COLUMN);
        c.intoArray(sums, at + 2 * COLUMN);
        d.intoArray(sums, at + 3 * COLUMN);
    }
}
