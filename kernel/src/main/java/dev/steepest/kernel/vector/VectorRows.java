package dev.steepest.kernel.vector;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowShape;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The row passes in vectors, for rows of at least eight features. Rows are taken in eights, wherever they lie.
 *
 * <p>The loops are written out, because a helper that returns a vector may not be inlined, and then every vector becomes an object. They end by
 * {@code !=}: C2 neither unrolls such loops nor puts another before and behind them, which for rows of a few vectors costs more than
 * the row (measured at 64 features: 1.6 times as fast).
 */
final class VectorRows implements RowPasses {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;

    /** Bytes of eight lanes. */
    private static final long VECTOR = Lanes.COUNT * (long) Double.BYTES;

    /** Rows at once in {@link #accumulate}: as many errors as fit in registers beside sum and X. */
    private static final int ROWS = 8;

    private final Samples x;
    private final RowShape shape;

    /** Bytes from a row to the next. */
    private final long stride;

    private final int whole;
    private final MemorySegment theta;
    private final MemorySegment sum;
    private final double[] padded;
    private final double[] lanes = new double[ROWS * Lanes.COUNT];
    private final double[] scales = new double[Lanes.COUNT];

    VectorRows(Samples x) {
        this.x = x;
        this.shape = new RowShape(x.features());
        this.stride = x.rowStride() * Double.BYTES;
        this.whole = shape.whole();
        this.padded = new double[shape.padded()];
        this.theta = Arena.ofAuto().allocate(shape.padded() * (long) Double.BYTES, 64);
        this.sum = Arena.ofAuto().allocate(shape.padded() * (long) Double.BYTES, 64);
    }

    @Override
    public void theta(double[] theta) {
        shape.pad(theta, padded);
        MemorySegment.copy(padded, 0, this.theta, JAVA_DOUBLE, 0, padded.length);
    }

    @Override
    public void readTheta(double[] theta) {
        MemorySegment.copy(this.theta, JAVA_DOUBLE, 0, padded, 0, padded.length);
        shape.unpad(padded, theta, 0);
    }

    @Override
    public void drain(double[] sums, int from) {
        MemorySegment.copy(sum, JAVA_DOUBLE, 0, padded, 0, padded.length);
        shape.unpad(padded, sums, from);
        sum.fill((byte) 0);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        int i = 0;
        for (long at = offset(row); i + ROWS <= count; i += ROWS, at += ROWS * stride) {
            predict(
                    at,
                    at + stride,
                    at + 2 * stride,
                    at + 3 * stride,
                    at + 4 * stride,
                    at + 5 * stride,
                    at + 6 * stride,
                    at + 7 * stride,
                    z,
                    i);
        }
        for (; i < count; i++) {
            z[i] = predict(row + i);
        }
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        int k = 0;
        for (; k + ROWS <= count; k += ROWS) {
            int at = from + k;
            predict(
                    offset(list[at]),
                    offset(list[at + 1]),
                    offset(list[at + 2]),
                    offset(list[at + 3]),
                    offset(list[at + 4]),
                    offset(list[at + 5]),
                    offset(list[at + 6]),
                    offset(list[at + 7]),
                    z,
                    k);
        }
        for (; k < count; k++) {
            z[k] = predict(list[from + k]);
        }
    }

    private void predict(long x0, long x1, long x2, long x3, long x4, long x5, long x6, long x7, double[] z, int to) {
        switch (LANES) {
            case 8 -> {
                dot512(x.segment(), x0, x1, x2, x3, theta, shape, lanes, 0);
                dot512(x.segment(), x4, x5, x6, x7, theta, shape, lanes, 32);
            }
            case 4 -> {
                dot256(x.segment(), x0, x1, x2, x3, theta, shape, lanes, 0);
                dot256(x.segment(), x4, x5, x6, x7, theta, shape, lanes, 32);
            }
            default -> {
                dot128(x.segment(), x0, x1, theta, shape, lanes, 0);
                dot128(x.segment(), x2, x3, theta, shape, lanes, 16);
                dot128(x.segment(), x4, x5, theta, shape, lanes, 32);
                dot128(x.segment(), x6, x7, theta, shape, lanes, 48);
            }
        }
        for (int r = 0; r < ROWS; r++) {
            z[to + r] = Lanes.sum(lanes, r * Lanes.COUNT);
        }
    }

    /** Four dot products, a vector of eight lanes each (eight at once are slower: C2 keeps eight addresses on the stack). */
    private static void dot512(
            MemorySegment x,
            long x0,
            long x1,
            long x2,
            long x3,
            MemorySegment theta,
            RowShape shape,
            double[] lanes,
            int to) {
        DoubleVector a0 = DoubleVector.zero(S);
        DoubleVector a1 = a0;
        DoubleVector a2 = a0;
        DoubleVector a3 = a0;
        long whole = (long) shape.whole() * Double.BYTES;
        for (long at = 0; at != whole; at += VECTOR) {
            DoubleVector t = DoubleVector.fromMemorySegment(S, theta, at, ORDER);
            a0 = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(t, a0);
            a1 = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(t, a1);
            a2 = DoubleVector.fromMemorySegment(S, x, x2 + at, ORDER).fma(t, a2);
            a3 = DoubleVector.fromMemorySegment(S, x, x3 + at, ORDER).fma(t, a3);
        }
        if (shape.hasTail()) {
            long at = (long) shape.tailStart() * Double.BYTES;
            DoubleVector t = DoubleVector.fromMemorySegment(S, theta, whole, ORDER);
            a0 = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(t, a0);
            a1 = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(t, a1);
            a2 = DoubleVector.fromMemorySegment(S, x, x2 + at, ORDER).fma(t, a2);
            a3 = DoubleVector.fromMemorySegment(S, x, x3 + at, ORDER).fma(t, a3);
        }
        a0.intoArray(lanes, to);
        a1.intoArray(lanes, to + 8);
        a2.intoArray(lanes, to + 16);
        a3.intoArray(lanes, to + 24);
    }

    /** Four dot products, two half vectors each. */
    private static void dot256(
            MemorySegment x,
            long x0,
            long x1,
            long x2,
            long x3,
            MemorySegment theta,
            RowShape shape,
            double[] lanes,
            int to) {
        DoubleVector a0a = DoubleVector.zero(S);
        DoubleVector a0b = a0a;
        DoubleVector a1a = a0a;
        DoubleVector a1b = a0a;
        DoubleVector a2a = a0a;
        DoubleVector a2b = a0a;
        DoubleVector a3a = a0a;
        DoubleVector a3b = a0a;
        long whole = (long) shape.whole() * Double.BYTES;
        for (long at = 0; at != whole; at += VECTOR) {
            DoubleVector ta = DoubleVector.fromMemorySegment(S, theta, at, ORDER);
            DoubleVector tb = DoubleVector.fromMemorySegment(S, theta, at + BYTES, ORDER);
            a0a = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(ta, a0a);
            a0b = DoubleVector.fromMemorySegment(S, x, x0 + at + BYTES, ORDER).fma(tb, a0b);
            a1a = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(ta, a1a);
            a1b = DoubleVector.fromMemorySegment(S, x, x1 + at + BYTES, ORDER).fma(tb, a1b);
            a2a = DoubleVector.fromMemorySegment(S, x, x2 + at, ORDER).fma(ta, a2a);
            a2b = DoubleVector.fromMemorySegment(S, x, x2 + at + BYTES, ORDER).fma(tb, a2b);
            a3a = DoubleVector.fromMemorySegment(S, x, x3 + at, ORDER).fma(ta, a3a);
            a3b = DoubleVector.fromMemorySegment(S, x, x3 + at + BYTES, ORDER).fma(tb, a3b);
        }
        if (shape.hasTail()) {
            long at = (long) shape.tailStart() * Double.BYTES;
            DoubleVector ta = DoubleVector.fromMemorySegment(S, theta, whole, ORDER);
            DoubleVector tb = DoubleVector.fromMemorySegment(S, theta, whole + BYTES, ORDER);
            a0a = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(ta, a0a);
            a0b = DoubleVector.fromMemorySegment(S, x, x0 + at + BYTES, ORDER).fma(tb, a0b);
            a1a = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(ta, a1a);
            a1b = DoubleVector.fromMemorySegment(S, x, x1 + at + BYTES, ORDER).fma(tb, a1b);
            a2a = DoubleVector.fromMemorySegment(S, x, x2 + at, ORDER).fma(ta, a2a);
            a2b = DoubleVector.fromMemorySegment(S, x, x2 + at + BYTES, ORDER).fma(tb, a2b);
            a3a = DoubleVector.fromMemorySegment(S, x, x3 + at, ORDER).fma(ta, a3a);
            a3b = DoubleVector.fromMemorySegment(S, x, x3 + at + BYTES, ORDER).fma(tb, a3b);
        }
        a0a.intoArray(lanes, to);
        a0b.intoArray(lanes, to + 4);
        a1a.intoArray(lanes, to + 8);
        a1b.intoArray(lanes, to + 12);
        a2a.intoArray(lanes, to + 16);
        a2b.intoArray(lanes, to + 20);
        a3a.intoArray(lanes, to + 24);
        a3b.intoArray(lanes, to + 28);
    }

    /** Two dot products, four quarter vectors each. */
    private static void dot128(
            MemorySegment x, long x0, long x1, MemorySegment theta, RowShape shape, double[] lanes, int to) {
        DoubleVector a0a = DoubleVector.zero(S);
        DoubleVector a0b = a0a;
        DoubleVector a0c = a0a;
        DoubleVector a0d = a0a;
        DoubleVector a1a = a0a;
        DoubleVector a1b = a0a;
        DoubleVector a1c = a0a;
        DoubleVector a1d = a0a;
        long whole = (long) shape.whole() * Double.BYTES;
        for (long at = 0; at != whole; at += VECTOR) {
            DoubleVector ta = DoubleVector.fromMemorySegment(S, theta, at, ORDER);
            DoubleVector tb = DoubleVector.fromMemorySegment(S, theta, at + BYTES, ORDER);
            DoubleVector tc = DoubleVector.fromMemorySegment(S, theta, at + 2 * BYTES, ORDER);
            DoubleVector td = DoubleVector.fromMemorySegment(S, theta, at + 3 * BYTES, ORDER);
            a0a = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(ta, a0a);
            a0b = DoubleVector.fromMemorySegment(S, x, x0 + at + BYTES, ORDER).fma(tb, a0b);
            a0c = DoubleVector.fromMemorySegment(S, x, x0 + at + 2 * BYTES, ORDER)
                    .fma(tc, a0c);
            a0d = DoubleVector.fromMemorySegment(S, x, x0 + at + 3 * BYTES, ORDER)
                    .fma(td, a0d);
            a1a = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(ta, a1a);
            a1b = DoubleVector.fromMemorySegment(S, x, x1 + at + BYTES, ORDER).fma(tb, a1b);
            a1c = DoubleVector.fromMemorySegment(S, x, x1 + at + 2 * BYTES, ORDER)
                    .fma(tc, a1c);
            a1d = DoubleVector.fromMemorySegment(S, x, x1 + at + 3 * BYTES, ORDER)
                    .fma(td, a1d);
        }
        if (shape.hasTail()) {
            long at = (long) shape.tailStart() * Double.BYTES;
            DoubleVector ta = DoubleVector.fromMemorySegment(S, theta, whole, ORDER);
            DoubleVector tb = DoubleVector.fromMemorySegment(S, theta, whole + BYTES, ORDER);
            DoubleVector tc = DoubleVector.fromMemorySegment(S, theta, whole + 2 * BYTES, ORDER);
            DoubleVector td = DoubleVector.fromMemorySegment(S, theta, whole + 3 * BYTES, ORDER);
            a0a = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(ta, a0a);
            a0b = DoubleVector.fromMemorySegment(S, x, x0 + at + BYTES, ORDER).fma(tb, a0b);
            a0c = DoubleVector.fromMemorySegment(S, x, x0 + at + 2 * BYTES, ORDER)
                    .fma(tc, a0c);
            a0d = DoubleVector.fromMemorySegment(S, x, x0 + at + 3 * BYTES, ORDER)
                    .fma(td, a0d);
            a1a = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(ta, a1a);
            a1b = DoubleVector.fromMemorySegment(S, x, x1 + at + BYTES, ORDER).fma(tb, a1b);
            a1c = DoubleVector.fromMemorySegment(S, x, x1 + at + 2 * BYTES, ORDER)
                    .fma(tc, a1c);
            a1d = DoubleVector.fromMemorySegment(S, x, x1 + at + 3 * BYTES, ORDER)
                    .fma(td, a1d);
        }
        a0a.intoArray(lanes, to);
        a0b.intoArray(lanes, to + 2);
        a0c.intoArray(lanes, to + 4);
        a0d.intoArray(lanes, to + 6);
        a1a.intoArray(lanes, to + 8);
        a1b.intoArray(lanes, to + 10);
        a1c.intoArray(lanes, to + 12);
        a1d.intoArray(lanes, to + 14);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        int i = 0;
        for (long at = offset(row); i + ROWS <= count; i += ROWS, at += ROWS * stride) {
            accumulate(
                    at,
                    at + stride,
                    at + 2 * stride,
                    at + 3 * stride,
                    at + 4 * stride,
                    at + 5 * stride,
                    at + 6 * stride,
                    at + 7 * stride,
                    errors,
                    i);
        }
        for (; i < count; i++) {
            add(offset(row + i), errors[i]);
        }
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        int k = 0;
        for (; k + ROWS <= count; k += ROWS) {
            int at = from + k;
            accumulate(
                    offset(list[at]),
                    offset(list[at + 1]),
                    offset(list[at + 2]),
                    offset(list[at + 3]),
                    offset(list[at + 4]),
                    offset(list[at + 5]),
                    offset(list[at + 6]),
                    offset(list[at + 7]),
                    errors,
                    k);
        }
        for (; k < count; k++) {
            add(offset(list[from + k]), errors[k]);
        }
    }

    private void accumulate(
            long x0, long x1, long x2, long x3, long x4, long x5, long x6, long x7, double[] errors, int first) {
        axpy(x.segment(), x0, x1, x2, x3, x4, x5, x6, x7, 0, 0, whole, errors, first, sum);
        if (shape.hasTail()) {
            long from = (long) shape.tailStart() * Double.BYTES;
            long to = (long) whole * Double.BYTES;
            axpy(x.segment(), x0, x1, x2, x3, x4, x5, x6, x7, from, to, Lanes.COUNT, errors, first, sum);
        }
    }

    /** sum[to…] += Σ e · x over eight rows: one chain of eight for each vector; the chains of several vectors overlap. */
    private static void axpy(
            MemorySegment x,
            long x0,
            long x1,
            long x2,
            long x3,
            long x4,
            long x5,
            long x6,
            long x7,
            long from,
            long to,
            int count,
            double[] errors,
            int first,
            MemorySegment sum) {
        DoubleVector e0 = DoubleVector.broadcast(S, errors[first]);
        DoubleVector e1 = DoubleVector.broadcast(S, errors[first + 1]);
        DoubleVector e2 = DoubleVector.broadcast(S, errors[first + 2]);
        DoubleVector e3 = DoubleVector.broadcast(S, errors[first + 3]);
        DoubleVector e4 = DoubleVector.broadcast(S, errors[first + 4]);
        DoubleVector e5 = DoubleVector.broadcast(S, errors[first + 5]);
        DoubleVector e6 = DoubleVector.broadcast(S, errors[first + 6]);
        DoubleVector e7 = DoubleVector.broadcast(S, errors[first + 7]);
        long end = from + (long) count * Double.BYTES;
        long sumAt = to;
        for (long at = from; at != end; at += BYTES, sumAt += BYTES) {
            DoubleVector g = DoubleVector.fromMemorySegment(S, sum, sumAt, ORDER);
            g = DoubleVector.fromMemorySegment(S, x, x0 + at, ORDER).fma(e0, g);
            g = DoubleVector.fromMemorySegment(S, x, x1 + at, ORDER).fma(e1, g);
            g = DoubleVector.fromMemorySegment(S, x, x2 + at, ORDER).fma(e2, g);
            g = DoubleVector.fromMemorySegment(S, x, x3 + at, ORDER).fma(e3, g);
            g = DoubleVector.fromMemorySegment(S, x, x4 + at, ORDER).fma(e4, g);
            g = DoubleVector.fromMemorySegment(S, x, x5 + at, ORDER).fma(e5, g);
            g = DoubleVector.fromMemorySegment(S, x, x6 + at, ORDER).fma(e6, g);
            g = DoubleVector.fromMemorySegment(S, x, x7 + at, ORDER).fma(e7, g);
            g.intoMemorySegment(sum, sumAt, ORDER);
        }
    }

    /** sum += e · x, one row. */
    private void add(long row, double error) {
        Arrays.fill(scales, error);
        axpy(x.segment(), row, 0, 0, whole, scales, sum);
        if (shape.hasTail()) {
            axpy(
                    x.segment(),
                    row,
                    (long) shape.tailStart() * Double.BYTES,
                    (long) whole * Double.BYTES,
                    Lanes.COUNT,
                    scales,
                    sum);
        }
    }

    @Override
    public void step(long row, double scale) {
        long offset = offset(row);
        Arrays.fill(scales, scale);
        axpy(x.segment(), offset, 0, 0, whole, scales, theta);
        if (shape.hasTail()) {
            Arrays.fill(scales, 0, shape.overlap(), 0);
            axpy(
                    x.segment(),
                    offset,
                    (long) shape.tailStart() * Double.BYTES,
                    (long) whole * Double.BYTES,
                    Lanes.COUNT,
                    scales,
                    theta);
        }
    }

    /** to[…] += scale · x over one row; a scale for each of eight lanes, so that the overlap of θ can stay zero. */
    private static void axpy(
            MemorySegment x, long row, long from, long to, int count, double[] scales, MemorySegment sum) {
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            DoubleVector scale = DoubleVector.fromArray(S, scales, lane);
            long start = (long) lane * Double.BYTES;
            long end = start + (long) count * Double.BYTES;
            for (long j = start; j != end; j += VECTOR) {
                DoubleVector.fromMemorySegment(S, x, row + from + j, ORDER)
                        .fma(scale, DoubleVector.fromMemorySegment(S, sum, to + j, ORDER))
                        .intoMemorySegment(sum, to + j, ORDER);
            }
        }
    }

    @Override
    public double predict(long row) {
        long offset = offset(row);
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            dot(x.segment(), offset, theta, shape, lanes, lane);
        }
        return Lanes.sum(lanes, 0);
    }

    /** One dot product, the lanes of one vector. */
    private static void dot(MemorySegment x, long row, MemorySegment theta, RowShape shape, double[] lanes, int lane) {
        DoubleVector a = DoubleVector.zero(S);
        long start = (long) lane * Double.BYTES;
        long whole = start + (long) shape.whole() * Double.BYTES;
        for (long at = start; at != whole; at += VECTOR) {
            a = DoubleVector.fromMemorySegment(S, x, row + at, ORDER)
                    .fma(DoubleVector.fromMemorySegment(S, theta, at, ORDER), a);
        }
        if (shape.hasTail()) {
            long at = (long) (shape.tailStart() + lane) * Double.BYTES;
            a = DoubleVector.fromMemorySegment(S, x, row + at, ORDER)
                    .fma(DoubleVector.fromMemorySegment(S, theta, whole, ORDER), a);
        }
        a.intoArray(lanes, lane);
    }

    private long offset(long row) {
        return row * stride;
    }
}
