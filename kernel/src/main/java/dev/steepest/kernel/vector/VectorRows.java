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
 * The row passes in vectors, for rows of at least eight features, wherever they lie: both passes take the offsets of a tile's rows.
 *
 * <p>Predict comes in two orders, with the same bits. In cache, several rows at once share the loads of θ. From memory only ascending addresses
 * are fast (28 GB/s row by row where eight rows at once read 9), so a large X is read row by row.
 *
 * <p>The last vector of a row, if it overlaps ({@link RowShape}), is added by itself. The loops are written out and advance by a variable for the reasons given in {@link VectorPanels}.
 */
final class VectorRows implements RowPasses {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;
    private static final int COLUMNS = Width.COLUMNS;

    /** Bytes of eight lanes. */
    private static final long VECTOR = Lanes.COUNT * (long) Double.BYTES;

    /** Rows at once in {@link #dots}: eight accumulators. */
    private static final int DOTS = 8 / COLUMNS;

    private final MemorySegment x;

    /** The offset of the first row. */
    private final long start;

    private final RowShape shape;

    /** Bytes from a row to the next. */
    private final long stride;

    private final boolean rowByRow;

    /** Bytes of a row's whole vectors of eight. */
    private final long whole;

    /** Bytes of θ and of the sum, padded as {@link RowShape} says. */
    private final long bytes;

    /** The offset in a row of its last vector of eight. */
    private final long last;

    private final MemorySegment theta;
    private final MemorySegment sum;
    private final double[] padded;
    private final long[] offsets = new long[Samples.PANEL];
    private final double[] lanes = new double[Samples.PANEL * Lanes.COUNT];
    private final double[] scales = new double[Lanes.COUNT];

    VectorRows(Samples x) {
        this.x = x.segment();
        this.start = Addresses.start(this.x);
        this.shape = new RowShape(x.features());
        this.stride = x.rowStride() * Double.BYTES;
        this.rowByRow = x.isReadRowByRow();
        this.whole = shape.whole() * (long) Double.BYTES;
        this.bytes = shape.padded() * (long) Double.BYTES;
        this.last = shape.tailStart() * (long) Double.BYTES;
        this.padded = new double[shape.padded()];
        this.theta = Arena.ofAuto().allocate(bytes, 64);
        this.sum = Arena.ofAuto().allocate(bytes, 64);
    }

    @Override
    public void theta(double[] theta) {
        Addresses.requireAlive(x);
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
        for (int from = 0; from < count; from += offsets.length) {
            predict(locate(row + from, Math.min(offsets.length, count - from)), z, from);
        }
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        for (int k = 0; k < count; k += offsets.length) {
            predict(locate(list, from + k, Math.min(offsets.length, count - k)), z, k);
        }
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        for (int from = 0; from < count; from += offsets.length) {
            accumulate(locate(row + from, Math.min(offsets.length, count - from)), errors, from);
        }
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        for (int k = 0; k < count; k += offsets.length) {
            accumulate(locate(list, from + k, Math.min(offsets.length, count - k)), errors, k);
        }
    }

    /** Notes where rows lie that follow each other; returns their number. */
    private int locate(long row, int count) {
        for (int r = 0; r < count; r++) {
            offsets[r] = start + (row + r) * stride;
        }
        return count;
    }

    private int locate(int[] list, int from, int count) {
        for (int r = 0; r < count; r++) {
            offsets[r] = start + list[from + r] * stride;
        }
        return count;
    }

    private void predict(int rows, double[] z, int to) {
        int together = rowByRow ? 0 : rows / DOTS * DOTS;
        if (together != 0) {
            dots(x, offsets, together, theta, whole, VECTOR, lanes);
        }
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            if (together != rows) {
                dots1(x, offsets, together, rows, theta, whole, VECTOR, lanes, lane);
            }
            if (shape.hasTail()) {
                tails(x, offsets, rows, last, theta, whole, lanes, lane);
            }
        }
        for (int r = 0; r < rows; r++) {
            z[to + r] = Lanes.sum(lanes, r * Lanes.COUNT);
        }
    }

    /**
     * The lanes of dot products of rows, eight vectors at once: of 8 rows at 512 bits, 4 at 256, 2 at 128. Vector k belongs to row
     * k / COLUMNS; C2 sees that the vectors of θ in the same column are one.
     */
    private static void dots(
            MemorySegment segment,
            long[] offsets,
            int rows,
            MemorySegment theta,
            long bytes,
            long step,
            double[] lanes) {
        MemorySegment x = Addresses.of(segment);
        for (int r = 0, to = 0; r != rows; r += DOTS, to += 8 * LANES) {
            long x0 = offsets[r];
            long x1 = offsets[r + 1 / COLUMNS] + 1 % COLUMNS * BYTES;
            long x2 = offsets[r + 2 / COLUMNS] + 2 % COLUMNS * BYTES;
            long x3 = offsets[r + 3 / COLUMNS] + 3 % COLUMNS * BYTES;
            long x4 = offsets[r + 4 / COLUMNS] + 4 % COLUMNS * BYTES;
            long x5 = offsets[r + 5 / COLUMNS] + 5 % COLUMNS * BYTES;
            long x6 = offsets[r + 6 / COLUMNS] + 6 % COLUMNS * BYTES;
            long x7 = offsets[r + 7 / COLUMNS] + 7 % COLUMNS * BYTES;
            DoubleVector a0 = DoubleVector.zero(S);
            DoubleVector a1 = a0;
            DoubleVector a2 = a0;
            DoubleVector a3 = a0;
            DoubleVector a4 = a0;
            DoubleVector a5 = a0;
            DoubleVector a6 = a0;
            DoubleVector a7 = a0;
            for (long j = 0; j != bytes; j += step) {
                DoubleVector t0 = DoubleVector.fromMemorySegment(S, theta, j, ORDER);
                DoubleVector t1 = COLUMNS < 2 ? t0 : DoubleVector.fromMemorySegment(S, theta, j + BYTES, ORDER);
                DoubleVector t2 = COLUMNS < 4 ? t0 : DoubleVector.fromMemorySegment(S, theta, j + 2 * BYTES, ORDER);
                DoubleVector t3 = COLUMNS < 4 ? t1 : DoubleVector.fromMemorySegment(S, theta, j + 3 * BYTES, ORDER);
                a0 = t0.fma(DoubleVector.fromMemorySegment(S, x, x0 + j, ORDER), a0);
                a1 = t1.fma(DoubleVector.fromMemorySegment(S, x, x1 + j, ORDER), a1);
                a2 = t2.fma(DoubleVector.fromMemorySegment(S, x, x2 + j, ORDER), a2);
                a3 = t3.fma(DoubleVector.fromMemorySegment(S, x, x3 + j, ORDER), a3);
                a4 = t0.fma(DoubleVector.fromMemorySegment(S, x, x4 + j, ORDER), a4);
                a5 = t1.fma(DoubleVector.fromMemorySegment(S, x, x5 + j, ORDER), a5);
                a6 = t2.fma(DoubleVector.fromMemorySegment(S, x, x6 + j, ORDER), a6);
                a7 = t3.fma(DoubleVector.fromMemorySegment(S, x, x7 + j, ORDER), a7);
            }
            a0.intoArray(lanes, to);
            a1.intoArray(lanes, to + LANES);
            a2.intoArray(lanes, to + 2 * LANES);
            a3.intoArray(lanes, to + 3 * LANES);
            a4.intoArray(lanes, to + 4 * LANES);
            a5.intoArray(lanes, to + 5 * LANES);
            a6.intoArray(lanes, to + 6 * LANES);
            a7.intoArray(lanes, to + 7 * LANES);
        }
    }

    /** The lanes of dot products row by row, one column of them: a single chain, whose latency is hidden by the rows that follow. */
    private static void dots1(
            MemorySegment segment,
            long[] offsets,
            int from,
            int to,
            MemorySegment theta,
            long bytes,
            long step,
            double[] lanes,
            int lane) {
        MemorySegment x = Addresses.of(segment);
        long column = lane * (long) Double.BYTES;
        for (int r = from; r != to; r++) {
            long row = offsets[r] + column;
            DoubleVector a = DoubleVector.zero(S);
            for (long j = 0; j != bytes; j += step) {
                a = DoubleVector.fromMemorySegment(S, theta, j + column, ORDER)
                        .fma(DoubleVector.fromMemorySegment(S, x, row + j, ORDER), a);
            }
            a.intoArray(lanes, r * Lanes.COUNT + lane);
        }
    }

    /** What the last, overlapping vector of each row adds to its lanes. */
    private static void tails(
            MemorySegment segment,
            long[] offsets,
            int rows,
            long last,
            MemorySegment theta,
            long thetaLast,
            double[] lanes,
            int lane) {
        MemorySegment x = Addresses.of(segment);
        long column = lane * (long) Double.BYTES;
        DoubleVector t = DoubleVector.fromMemorySegment(S, theta, thetaLast + column, ORDER);
        for (int r = 0, to = lane; r != rows; r++, to += Lanes.COUNT) {
            t.fma(
                            DoubleVector.fromMemorySegment(S, x, offsets[r] + last + column, ORDER),
                            DoubleVector.fromArray(S, lanes, to))
                    .intoArray(lanes, to);
        }
    }

    private void accumulate(int rows, double[] errors, int from) {
        accumulate(rows, errors, from, 0, 0, whole);
        if (shape.hasTail()) {
            accumulate(rows, errors, from, last - whole, whole, bytes);
        }
    }

    /** The bytes of the padded sum from {@code start} to {@code end}; in a row they lie {@code shift} from there. */
    private void accumulate(int rows, double[] errors, int from, long shift, long start, long end) {
        int eights = rows & ~7;
        if (eights != 0) {
            axpy8(x, offsets, eights, shift, errors, from, start, end, BYTES, sum);
        }
        int done = eights;
        if (done + 4 <= rows) {
            axpy4(x, offsets, done, shift, errors, from, start, end, BYTES, sum);
            done += 4;
        }
        for (int r = done; r < rows; r++) {
            Arrays.fill(scales, errors[from + r]);
            for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
                axpy1(x, offsets[r] + shift, start, end, VECTOR, scales, lane, sum);
            }
        }
    }

    /** sum += Σ e · x over eight rows at a time: one chain of eight for each vector; the chains of several vectors overlap. */
    private static void axpy8(
            MemorySegment segment,
            long[] offsets,
            int rows,
            long shift,
            double[] errors,
            int from,
            long start,
            long end,
            long step,
            MemorySegment sum) {
        MemorySegment x = Addresses.of(segment);
        for (int r = 0; r != rows; r += 8) {
            long x0 = offsets[r] + shift;
            long x1 = offsets[r + 1] + shift;
            long x2 = offsets[r + 2] + shift;
            long x3 = offsets[r + 3] + shift;
            long x4 = offsets[r + 4] + shift;
            long x5 = offsets[r + 5] + shift;
            long x6 = offsets[r + 6] + shift;
            long x7 = offsets[r + 7] + shift;
            DoubleVector e0 = DoubleVector.broadcast(S, errors[from + r]);
            DoubleVector e1 = DoubleVector.broadcast(S, errors[from + r + 1]);
            DoubleVector e2 = DoubleVector.broadcast(S, errors[from + r + 2]);
            DoubleVector e3 = DoubleVector.broadcast(S, errors[from + r + 3]);
            DoubleVector e4 = DoubleVector.broadcast(S, errors[from + r + 4]);
            DoubleVector e5 = DoubleVector.broadcast(S, errors[from + r + 5]);
            DoubleVector e6 = DoubleVector.broadcast(S, errors[from + r + 6]);
            DoubleVector e7 = DoubleVector.broadcast(S, errors[from + r + 7]);
            for (long j = start; j != end; j += step) {
                DoubleVector g = DoubleVector.fromMemorySegment(S, sum, j, ORDER);
                g = e0.fma(DoubleVector.fromMemorySegment(S, x, x0 + j, ORDER), g);
                g = e1.fma(DoubleVector.fromMemorySegment(S, x, x1 + j, ORDER), g);
                g = e2.fma(DoubleVector.fromMemorySegment(S, x, x2 + j, ORDER), g);
                g = e3.fma(DoubleVector.fromMemorySegment(S, x, x3 + j, ORDER), g);
                g = e4.fma(DoubleVector.fromMemorySegment(S, x, x4 + j, ORDER), g);
                g = e5.fma(DoubleVector.fromMemorySegment(S, x, x5 + j, ORDER), g);
                g = e6.fma(DoubleVector.fromMemorySegment(S, x, x6 + j, ORDER), g);
                g = e7.fma(DoubleVector.fromMemorySegment(S, x, x7 + j, ORDER), g);
                g.intoMemorySegment(sum, j, ORDER);
            }
        }
    }

    /** The same over the four rows from {@code first}: for tiles of wide rows that would not stay in the cache as eights. */
    private static void axpy4(
            MemorySegment segment,
            long[] offsets,
            int first,
            long shift,
            double[] errors,
            int from,
            long start,
            long end,
            long step,
            MemorySegment sum) {
        MemorySegment x = Addresses.of(segment);
        long x0 = offsets[first] + shift;
        long x1 = offsets[first + 1] + shift;
        long x2 = offsets[first + 2] + shift;
        long x3 = offsets[first + 3] + shift;
        DoubleVector e0 = DoubleVector.broadcast(S, errors[from + first]);
        DoubleVector e1 = DoubleVector.broadcast(S, errors[from + first + 1]);
        DoubleVector e2 = DoubleVector.broadcast(S, errors[from + first + 2]);
        DoubleVector e3 = DoubleVector.broadcast(S, errors[from + first + 3]);
        for (long j = start; j != end; j += step) {
            DoubleVector g = DoubleVector.fromMemorySegment(S, sum, j, ORDER);
            g = e0.fma(DoubleVector.fromMemorySegment(S, x, x0 + j, ORDER), g);
            g = e1.fma(DoubleVector.fromMemorySegment(S, x, x1 + j, ORDER), g);
            g = e2.fma(DoubleVector.fromMemorySegment(S, x, x2 + j, ORDER), g);
            g = e3.fma(DoubleVector.fromMemorySegment(S, x, x3 + j, ORDER), g);
            g.intoMemorySegment(sum, j, ORDER);
        }
    }

    /** to += scale · x over one row, one column; a scale for each of eight lanes, so that the overlap of θ can stay zero. */
    private static void axpy1(
            MemorySegment segment,
            long row,
            long from,
            long end,
            long step,
            double[] scales,
            int lane,
            MemorySegment to) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector scale = DoubleVector.fromArray(S, scales, lane);
        long column = lane * (long) Double.BYTES;
        for (long j = from + column; j != end + column; j += step) {
            scale.fma(
                            DoubleVector.fromMemorySegment(S, x, row + j, ORDER),
                            DoubleVector.fromMemorySegment(S, to, j, ORDER))
                    .intoMemorySegment(to, j, ORDER);
        }
    }

    @Override
    public double predict(long row) {
        offsets[0] = start + row * stride;
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            dots1(x, offsets, 0, 1, theta, whole, VECTOR, lanes, lane);
            if (shape.hasTail()) {
                tails(x, offsets, 1, last, theta, whole, lanes, lane);
            }
        }
        return Lanes.sum(lanes, 0);
    }

    @Override
    public void step(long row, double scale) {
        long offset = start + row * stride;
        Arrays.fill(scales, scale);
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            axpy1(x, offset, 0, whole, VECTOR, scales, lane, theta);
        }
        if (shape.hasTail()) {
            Arrays.fill(scales, 0, shape.overlap(), 0);
            for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
                axpy1(x, offset + last - whole, whole, bytes, VECTOR, scales, lane, theta);
            }
        }
    }
}
