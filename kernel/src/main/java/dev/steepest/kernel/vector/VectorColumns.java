package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panel passes over float64 COLUMNS that come from memory ({@link Samples#isReadByPages}): down a page of a few features at a time, which the hardware's prefetch follows side
 * by side. The sums are made in the order of panels.
 *
 * <p>Predict adds four products to each z between a load and a store of it. Accumulate keeps eight chains in registers: the lanes of eight features at 512 bits, of four at
 * 256; at 128 bits it goes down the rows twice, for half the lanes each.
 *
 * <p>Both loops are counted by an {@code int}, so that C2 moves all checks of bounds in front of them: 30 to 50 ns a call, which rows of a single panel would not be worth.
 */
final class VectorColumns extends VectorPanels64 {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;
    private static final int COLUMNS = Width.COLUMNS;

    /** All offsets there are: as C2 knows that none is negative or overflows, its checks in front of a loop are half as long. */
    private static final long OFFSETS = Long.MAX_VALUE >> 1;

    /** Features at once in {@link #predict4}. */
    private static final int PREDICTED = 4;

    /** Features at once in {@link #accumulate8}: eight chains of one vector each, or four of two. */
    private static final int ACCUMULATED = COLUMNS == 1 ? 8 : 4;

    /** Lanes of a feature at once. */
    private static final int LANES_AT_ONCE = Math.min(2 * LANES, Lanes.COUNT);

    /** From the first four vectors of sums to the other four: the next four features, or the next lanes of the same. */
    private static final int OTHER_SUM = COLUMNS == 1 ? 4 * Lanes.COUNT : LANES;

    private static final int OTHER_ERROR = COLUMNS == 1 ? 0 : LANES;

    VectorColumns(Samples x) {
        super(x);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        int pages = rowsOfPages(count);
        if (pages != 0) {
            predictPages(row, pages, z);
        }
        predictPanels(row, pages, count, z);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        int pages = rowsOfPages(count);
        if (pages != 0) {
            accumulatePages(row, pages, errors);
        }
        accumulatePanels(row, pages, count, errors);
    }

    /** Whole panels, which lie in X itself, if there are several: a mini-batch takes them one by one. */
    private static int rowsOfPages(int count) {
        int whole = count / Samples.PANEL * Samples.PANEL;
        return whole > Samples.PANEL ? whole : 0;
    }

    private void predictPages(long row, int rows, double[] z) {
        MemorySegment x = panels.segment(row);
        long stride = panels.featureStride(row);
        long at = Addresses.start(x) + panels.offset(row, 0);
        Arrays.fill(z, 0, rows, 0);
        int j = 0;
        for (; j + PREDICTED <= features; j += PREDICTED, at += PREDICTED * stride) {
            predict4(x, at, stride, theta, j, z, rows);
        }
        for (; j < features; j++, at += stride) {
            predict1(x, at, theta[j], z, rows);
        }
    }

    private void accumulatePages(long row, int rows, double[] errors) {
        MemorySegment x = panels.segment(row);
        long stride = panels.featureStride(row);
        long at = Addresses.start(x) + panels.offset(row, 0);
        for (int j = 0; j < features; j += ACCUMULATED, at += ACCUMULATED * stride) {
            int last = Math.min(ACCUMULATED, features - j) - 1;
            for (int lane = 0; lane < Lanes.COUNT; lane += LANES_AT_ONCE) {
                accumulate8(x, at + lane * (long) Double.BYTES, stride, j, last, errors, rows, lanes, lane);
            }
        }
    }

    /** z += Σ θ[j] · x[j] over four features from j. */
    private static void predict4(
            MemorySegment segment, long at, long stride, double[] theta, int j, double[] z, int rows) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector t0 = DoubleVector.broadcast(S, theta[j]);
        DoubleVector t1 = DoubleVector.broadcast(S, theta[j + 1]);
        DoubleVector t2 = DoubleVector.broadcast(S, theta[j + 2]);
        DoubleVector t3 = DoubleVector.broadcast(S, theta[j + 3]);
        long x0 = at & OFFSETS;
        long x1 = at + stride & OFFSETS;
        long x2 = at + 2 * stride & OFFSETS;
        long x3 = at + 3 * stride & OFFSETS;
        for (int i = 0; i < rows; i += LANES) {
            long row = (long) i * Double.BYTES;
            DoubleVector a = DoubleVector.fromArray(S, z, i);
            a = t0.fma(DoubleVector.fromMemorySegment(S, x, x0 + row, ORDER), a);
            a = t1.fma(DoubleVector.fromMemorySegment(S, x, x1 + row, ORDER), a);
            a = t2.fma(DoubleVector.fromMemorySegment(S, x, x2 + row, ORDER), a);
            a = t3.fma(DoubleVector.fromMemorySegment(S, x, x3 + row, ORDER), a);
            a.intoArray(z, i);
        }
    }

    /** z += θ[j] · x[j]. */
    private static void predict1(MemorySegment segment, long at, double theta, double[] z, int rows) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector t = DoubleVector.broadcast(S, theta);
        for (int i = 0; i < rows; i += LANES) {
            long row = (long) i * Double.BYTES;
            t.fma(DoubleVector.fromMemorySegment(S, x, (at & OFFSETS) + row, ORDER), DoubleVector.fromArray(S, z, i))
                    .intoArray(z, i);
        }
    }

    /**
     * lanes[j] += Σ e · x[j] over a group of features from j, the lanes from {@code lane} of each.
     *
     * @param last the last feature of the group that there is, counted from j: it stands for those behind it, too
     */
    private static void accumulate8(
            MemorySegment segment,
            long at,
            long stride,
            int j,
            int last,
            double[] errors,
            int rows,
            double[] lanes,
            int lane) {
        MemorySegment x = Addresses.of(segment);
        int sum = j * Lanes.COUNT + lane;
        DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
        DoubleVector h0 = DoubleVector.fromArray(S, lanes, sum + OTHER_SUM);
        DoubleVector g1 = DoubleVector.fromArray(S, lanes, sum + Lanes.COUNT);
        DoubleVector h1 = DoubleVector.fromArray(S, lanes, sum + OTHER_SUM + Lanes.COUNT);
        DoubleVector g2 = DoubleVector.fromArray(S, lanes, sum + 2 * Lanes.COUNT);
        DoubleVector h2 = DoubleVector.fromArray(S, lanes, sum + OTHER_SUM + 2 * Lanes.COUNT);
        DoubleVector g3 = DoubleVector.fromArray(S, lanes, sum + 3 * Lanes.COUNT);
        DoubleVector h3 = DoubleVector.fromArray(S, lanes, sum + OTHER_SUM + 3 * Lanes.COUNT);
        long x0 = at & OFFSETS;
        long x1 = at + Math.min(1, last) * stride & OFFSETS;
        long x2 = at + Math.min(2, last) * stride & OFFSETS;
        long x3 = at + Math.min(3, last) * stride & OFFSETS;
        long y0 = COLUMNS == 1 ? at + Math.min(4, last) * stride & OFFSETS : x0 + BYTES;
        long y1 = COLUMNS == 1 ? at + Math.min(5, last) * stride & OFFSETS : x1 + BYTES;
        long y2 = COLUMNS == 1 ? at + Math.min(6, last) * stride & OFFSETS : x2 + BYTES;
        long y3 = COLUMNS == 1 ? at + Math.min(7, last) * stride & OFFSETS : x3 + BYTES;
        for (int i = 0; i < rows; i += Lanes.COUNT) {
            long row = (long) i * Double.BYTES;
            DoubleVector e = DoubleVector.fromArray(S, errors, lane + i);
            DoubleVector u = DoubleVector.fromArray(S, errors, lane + OTHER_ERROR + i);
            g0 = e.fma(DoubleVector.fromMemorySegment(S, x, x0 + row, ORDER), g0);
            h0 = u.fma(DoubleVector.fromMemorySegment(S, x, y0 + row, ORDER), h0);
            g1 = e.fma(DoubleVector.fromMemorySegment(S, x, x1 + row, ORDER), g1);
            h1 = u.fma(DoubleVector.fromMemorySegment(S, x, y1 + row, ORDER), h1);
            g2 = e.fma(DoubleVector.fromMemorySegment(S, x, x2 + row, ORDER), g2);
            h2 = u.fma(DoubleVector.fromMemorySegment(S, x, y2 + row, ORDER), h2);
            g3 = e.fma(DoubleVector.fromMemorySegment(S, x, x3 + row, ORDER), g3);
            h3 = u.fma(DoubleVector.fromMemorySegment(S, x, y3 + row, ORDER), h3);
        }
        g0.intoArray(lanes, sum);
        h0.intoArray(lanes, sum + OTHER_SUM);
        g1.intoArray(lanes, sum + Lanes.COUNT);
        h1.intoArray(lanes, sum + OTHER_SUM + Lanes.COUNT);
        g2.intoArray(lanes, sum + 2 * Lanes.COUNT);
        h2.intoArray(lanes, sum + OTHER_SUM + 2 * Lanes.COUNT);
        g3.intoArray(lanes, sum + 3 * Lanes.COUNT);
        h3.intoArray(lanes, sum + OTHER_SUM + 3 * Lanes.COUNT);
    }
}
