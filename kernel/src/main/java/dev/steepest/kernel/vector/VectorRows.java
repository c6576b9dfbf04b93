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
 * <p>Predict comes in two orders, with the same bits. In cache, several rows at once share the loads of θ. From memory ascending addresses
 * are fast (28 GB/s row by row where eight rows at once read 9), so a large X is read row by row; but rows that are scattered in it are read several at once, too, as each
 * waits for memory by itself.
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

    /** Bytes from a turn of {@link #steps} to the next: two vectors, but whole vectors of eight. */
    private static final long PAIR = Math.max(2 * BYTES, VECTOR);

    /** Bytes of a strip: eight vectors, whose sums stay in registers. */
    private static final long STRIP = 8 * BYTES;

    /** Rows at once in {@link #dots}: eight accumulators. */
    private static final int DOTS = 8 / COLUMNS;

    /** Rows whose lanes are kept at once. */
    private static final int ROWS_OF_LANES = 64;

    /** No less than any tile of rows that are read row by row, of which {@link ScratchRows} has a copy. */
    private static final int MIN_OFFSETS = Samples.PANEL;

    /**
     * Which lanes of two vectors are added, as {@link Lanes#sum} does: halves, then quarters, then neighbours. C2 converts these numbers to integers at every use, a tenth of
     * {@link #predict8}; for why they are not integers, see {@link VectorExponential#exp}.
     */
    private static final DoubleVector LOW4 = indexes(0, 1, 2, 3, 8, 9, 10, 11);

    private static final DoubleVector HIGH4 = indexes(4, 5, 6, 7, 12, 13, 14, 15);
    private static final DoubleVector LOW2 = indexes(0, 1, 4, 5, 8, 9, 12, 13);
    private static final DoubleVector HIGH2 = indexes(2, 3, 6, 7, 10, 11, 14, 15);
    private static final DoubleVector LOW1 = indexes(0, 2, 4, 6, 8, 10, 12, 14);
    private static final DoubleVector HIGH1 = indexes(1, 3, 5, 7, 9, 11, 13, 15);

    private final MemorySegment x;

    /** The offset of the first row. */
    private final long start;

    private final RowShape shape;

    /** Bytes from a row to the next. */
    private final long stride;

    private final boolean rowByRow;

    /** Bytes of a row's whole strips. */
    private final long strips;

    /** Where the vectors of a row behind its strips lie, in the row and in the sum: an even number, filled up with the first, whose sum is dropped. */
    private final long[] restInRow;

    private final long[] restInSum;

    /** Bytes of a row's whole vectors of eight. */
    private final long whole;

    /** Those of them that {@link #steps} takes: at 512 bits an even number. */
    private final long pairs;

    /** Bytes of θ and of the sum, padded as {@link RowShape} says. */
    private final long bytes;

    /** The offset in a row of its last vector of eight. */
    private final long last;

    private final MemorySegment theta;
    private final MemorySegment sum;
    private final double[] padded;

    /** Where the rows of the last prediction lie. */
    private final long[] offsets;

    private final double[] lanes = new double[ROWS_OF_LANES * Lanes.COUNT];

    private final double[] forgotten = new double[FETCHED];

    /** A factor for each lane of a row's last vector: zero where it overlaps, so that the overlap of θ stays zero, else one. */
    private final double[] behindOverlap = new double[Lanes.COUNT];

    /** The same for a scale that is not finite, and multiplied by it. */
    private final double[] notFinite = new double[Lanes.COUNT];

    VectorRows(Samples x) {
        this.x = x.segment();
        this.start = Addresses.start(this.x);
        this.shape = new RowShape(x.features());
        this.stride = x.rowStride() * Double.BYTES;
        this.rowByRow = x.isReadRowByRow();
        this.offsets = new long[Math.max(x.tileRows(), MIN_OFFSETS)];
        this.whole = shape.whole() * (long) Double.BYTES;
        this.pairs = whole / PAIR * PAIR;
        this.bytes = shape.padded() * (long) Double.BYTES;
        this.last = shape.tailStart() * (long) Double.BYTES;
        this.padded = new double[shape.padded()];
        Arrays.fill(behindOverlap, shape.overlap(), Lanes.COUNT, 1);
        this.theta = Arena.ofAuto().allocate(bytes, 64);
        this.sum = Arena.ofAuto().allocate(bytes + BYTES, 64);
        this.strips = whole / STRIP * STRIP;
        int rest = Math.toIntExact((bytes - strips) / BYTES);
        this.restInRow = new long[Math.ceilDiv(rest, 2) * 2];
        this.restInSum = new long[restInRow.length];
        Arrays.fill(restInSum, bytes);
        for (int k = 0; k < rest; k++) {
            long j = strips + k * BYTES;
            restInSum[k] = j;
            restInRow[k] = j < whole ? j : j - whole + last;
        }
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

    private static DoubleVector indexes(double... indexes) {
        return DoubleVector.fromArray(S, indexes, 0);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int r = 0; r < count; r++) {
            offsets[r] = start + (row + r) * stride;
        }
        predict(count, rowByRow, z);
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        locate(list, from, count);
        predict(count, rowByRow && Samples.follow(list, from, count), z);
    }

    private void locate(int[] list, int from, int count) {
        for (int r = 0; r < count; r++) {
            offsets[r] = start + list[from + r] * stride;
        }
    }

    /** z for the first rows of {@link #offsets}. */
    private void predict(int rows, boolean oneByOne, double[] z) {
        int eights = Width.TAKES_FROM_TWO && !oneByOne ? rows & -Lanes.COUNT : 0;
        if (eights != 0) {
            predict8(x, offsets, eights, Lanes.COUNT, theta, whole, VECTOR, last, shape.hasTail(), z);
        }
        for (int from = eights; from < rows; from += ROWS_OF_LANES) {
            int count = Math.min(ROWS_OF_LANES, rows - from);
            dots(from, count, oneByOne);
            sums(count, z, from);
        }
    }

    private void sums(int rows, double[] z, int to) {
        int eights = Width.TAKES_FROM_TWO ? rows & -Lanes.COUNT : 0;
        if (eights != 0) {
            sums8(lanes, eights, Lanes.COUNT, z, to);
        }
        for (int r = eights; r < rows; r++) {
            z[to + r] = Lanes.sum(lanes, r * Lanes.COUNT);
        }
    }

    /** The lanes of the dot products of rows. */
    private void dots(int from, int rows, boolean oneByOne) {
        int together = oneByOne ? 0 : rows / DOTS * DOTS;
        if (together != 0) {
            dots(x, offsets, from, together, theta, whole, VECTOR, lanes);
        }
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            if (together != rows) {
                dots1(x, offsets, from, together, rows, theta, whole, VECTOR, lanes, lane);
            }
            if (shape.hasTail()) {
                tails(x, offsets, from, rows, last, theta, whole, lanes, lane);
            }
        }
    }

    /**
     * x · θ for eight rows at a time, 512 bits: each has its chain of FMAs, and they share the loads of θ. What {@link Lanes#sum} gives for each is made of all eight in
     * registers: by scalars that took one of the five nanoseconds of a row of 64 features, and by way of memory another.
     */
    private static void predict8(
            MemorySegment segment,
            long[] offsets,
            int rows,
            int eight,
            MemorySegment theta,
            long bytes,
            long step,
            long last,
            boolean hasTail,
            double[] z) {
        MemorySegment x = Addresses.of(segment);
        for (int r = 0; r != rows; r += eight) {
            long x0 = offsets[r];
            long x1 = offsets[r + 1];
            long x2 = offsets[r + 2];
            long x3 = offsets[r + 3];
            long x4 = offsets[r + 4];
            long x5 = offsets[r + 5];
            long x6 = offsets[r + 6];
            long x7 = offsets[r + 7];
            DoubleVector a0 = DoubleVector.zero(S);
            DoubleVector a1 = a0;
            DoubleVector a2 = a0;
            DoubleVector a3 = a0;
            DoubleVector a4 = a0;
            DoubleVector a5 = a0;
            DoubleVector a6 = a0;
            DoubleVector a7 = a0;
            for (long j = 0; j != bytes; j += step) {
                DoubleVector t = DoubleVector.fromMemorySegment(S, theta, j, ORDER);
                a0 = t.fma(DoubleVector.fromMemorySegment(S, x, x0 + j, ORDER), a0);
                a1 = t.fma(DoubleVector.fromMemorySegment(S, x, x1 + j, ORDER), a1);
                a2 = t.fma(DoubleVector.fromMemorySegment(S, x, x2 + j, ORDER), a2);
                a3 = t.fma(DoubleVector.fromMemorySegment(S, x, x3 + j, ORDER), a3);
                a4 = t.fma(DoubleVector.fromMemorySegment(S, x, x4 + j, ORDER), a4);
                a5 = t.fma(DoubleVector.fromMemorySegment(S, x, x5 + j, ORDER), a5);
                a6 = t.fma(DoubleVector.fromMemorySegment(S, x, x6 + j, ORDER), a6);
                a7 = t.fma(DoubleVector.fromMemorySegment(S, x, x7 + j, ORDER), a7);
            }
            if (hasTail) {
                DoubleVector t = DoubleVector.fromMemorySegment(S, theta, bytes, ORDER);
                a0 = t.fma(DoubleVector.fromMemorySegment(S, x, x0 + last, ORDER), a0);
                a1 = t.fma(DoubleVector.fromMemorySegment(S, x, x1 + last, ORDER), a1);
                a2 = t.fma(DoubleVector.fromMemorySegment(S, x, x2 + last, ORDER), a2);
                a3 = t.fma(DoubleVector.fromMemorySegment(S, x, x3 + last, ORDER), a3);
                a4 = t.fma(DoubleVector.fromMemorySegment(S, x, x4 + last, ORDER), a4);
                a5 = t.fma(DoubleVector.fromMemorySegment(S, x, x5 + last, ORDER), a5);
                a6 = t.fma(DoubleVector.fromMemorySegment(S, x, x6 + last, ORDER), a6);
                a7 = t.fma(DoubleVector.fromMemorySegment(S, x, x7 + last, ORDER), a7);
            }
            DoubleVector s0 = LOW4.selectFrom(a0, a1).add(HIGH4.selectFrom(a0, a1));
            DoubleVector s1 = LOW4.selectFrom(a2, a3).add(HIGH4.selectFrom(a2, a3));
            DoubleVector s2 = LOW4.selectFrom(a4, a5).add(HIGH4.selectFrom(a4, a5));
            DoubleVector s3 = LOW4.selectFrom(a6, a7).add(HIGH4.selectFrom(a6, a7));
            DoubleVector u0 = LOW2.selectFrom(s0, s1).add(HIGH2.selectFrom(s0, s1));
            DoubleVector u1 = LOW2.selectFrom(s2, s3).add(HIGH2.selectFrom(s2, s3));
            LOW1.selectFrom(u0, u1).add(HIGH1.selectFrom(u0, u1)).intoArray(z, r);
        }
    }

    /** The same sums of lanes that lie in memory. */
    private static void sums8(double[] lanes, int rows, int step, double[] z, int to) {
        for (int r = 0; r != rows; r += step) {
            int at = r * Lanes.COUNT;
            DoubleVector r0 = DoubleVector.fromArray(S, lanes, at);
            DoubleVector r1 = DoubleVector.fromArray(S, lanes, at + LANES);
            DoubleVector r2 = DoubleVector.fromArray(S, lanes, at + 2 * LANES);
            DoubleVector r3 = DoubleVector.fromArray(S, lanes, at + 3 * LANES);
            DoubleVector r4 = DoubleVector.fromArray(S, lanes, at + 4 * LANES);
            DoubleVector r5 = DoubleVector.fromArray(S, lanes, at + 5 * LANES);
            DoubleVector r6 = DoubleVector.fromArray(S, lanes, at + 6 * LANES);
            DoubleVector r7 = DoubleVector.fromArray(S, lanes, at + 7 * LANES);
            DoubleVector s0 = LOW4.selectFrom(r0, r1).add(HIGH4.selectFrom(r0, r1));
            DoubleVector s1 = LOW4.selectFrom(r2, r3).add(HIGH4.selectFrom(r2, r3));
            DoubleVector s2 = LOW4.selectFrom(r4, r5).add(HIGH4.selectFrom(r4, r5));
            DoubleVector s3 = LOW4.selectFrom(r6, r7).add(HIGH4.selectFrom(r6, r7));
            DoubleVector u0 = LOW2.selectFrom(s0, s1).add(HIGH2.selectFrom(s0, s1));
            DoubleVector u1 = LOW2.selectFrom(s2, s3).add(HIGH2.selectFrom(s2, s3));
            LOW1.selectFrom(u0, u1).add(HIGH1.selectFrom(u0, u1)).intoArray(z, to + r);
        }
    }

    /**
     * The lanes of dot products of rows, eight vectors at once: of 8 rows at 512 bits, 4 at 256, 2 at 128. Vector k belongs to row
     * k / COLUMNS; C2 sees that the vectors of θ in the same column are one.
     */
    private static void dots(
            MemorySegment segment,
            long[] offsets,
            int from,
            int rows,
            MemorySegment theta,
            long bytes,
            long step,
            double[] lanes) {
        MemorySegment x = Addresses.of(segment);
        for (int r = 0, to = 0; r != rows; r += DOTS, to += 8 * LANES) {
            int row = from + r;
            long x0 = offsets[row];
            long x1 = offsets[row + 1 / COLUMNS] + 1 % COLUMNS * BYTES;
            long x2 = offsets[row + 2 / COLUMNS] + 2 % COLUMNS * BYTES;
            long x3 = offsets[row + 3 / COLUMNS] + 3 % COLUMNS * BYTES;
            long x4 = offsets[row + 4 / COLUMNS] + 4 % COLUMNS * BYTES;
            long x5 = offsets[row + 5 / COLUMNS] + 5 % COLUMNS * BYTES;
            long x6 = offsets[row + 6 / COLUMNS] + 6 % COLUMNS * BYTES;
            long x7 = offsets[row + 7 / COLUMNS] + 7 % COLUMNS * BYTES;
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
            int first,
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
            long row = offsets[first + r] + column;
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
            int first,
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
                            DoubleVector.fromMemorySegment(S, x, offsets[first + r] + last + column, ORDER),
                            DoubleVector.fromArray(S, lanes, to))
                    .intoArray(lanes, to);
        }
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        accumulate(count, errors);
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        accumulate(count, errors);
    }

    private void accumulate(int rows, double[] errors) {
        if (strips != 0) {
            strips(x, offsets, rows, 1, errors, sum, strips, STRIP);
        }
        int k = 0;
        for (; k + 4 <= restInRow.length; k += 4) {
            rest4(x, offsets, rows, 1, errors, sum, restInRow, restInSum, k);
        }
        if (k != restInRow.length) {
            rest2(x, offsets, rows, 1, errors, sum, restInRow, restInSum, k);
        }
    }

    /** sum += Σ e · x, strip by strip: the sums of a strip stay in registers, eight chains with one FMA a row each. */
    private static void strips(
            MemorySegment segment,
            long[] offsets,
            int rows,
            int step,
            double[] errors,
            MemorySegment sum,
            long end,
            long strip) {
        MemorySegment x = Addresses.of(segment);
        for (long j = 0; j != end; j += strip) {
            DoubleVector g0 = DoubleVector.fromMemorySegment(S, sum, j, ORDER);
            DoubleVector g1 = DoubleVector.fromMemorySegment(S, sum, j + BYTES, ORDER);
            DoubleVector g2 = DoubleVector.fromMemorySegment(S, sum, j + 2 * BYTES, ORDER);
            DoubleVector g3 = DoubleVector.fromMemorySegment(S, sum, j + 3 * BYTES, ORDER);
            DoubleVector g4 = DoubleVector.fromMemorySegment(S, sum, j + 4 * BYTES, ORDER);
            DoubleVector g5 = DoubleVector.fromMemorySegment(S, sum, j + 5 * BYTES, ORDER);
            DoubleVector g6 = DoubleVector.fromMemorySegment(S, sum, j + 6 * BYTES, ORDER);
            DoubleVector g7 = DoubleVector.fromMemorySegment(S, sum, j + 7 * BYTES, ORDER);
            for (int r = 0; r != rows; r += step) {
                DoubleVector e = DoubleVector.broadcast(S, errors[r]);
                long lo = offsets[r] + j;
                long hi = lo + 4 * BYTES;
                g0 = e.fma(DoubleVector.fromMemorySegment(S, x, lo, ORDER), g0);
                g1 = e.fma(DoubleVector.fromMemorySegment(S, x, lo + BYTES, ORDER), g1);
                g2 = e.fma(DoubleVector.fromMemorySegment(S, x, lo + 2 * BYTES, ORDER), g2);
                g3 = e.fma(DoubleVector.fromMemorySegment(S, x, lo + 3 * BYTES, ORDER), g3);
                g4 = e.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), g4);
                g5 = e.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), g5);
                g6 = e.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), g6);
                g7 = e.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), g7);
            }
            g0.intoMemorySegment(sum, j, ORDER);
            g1.intoMemorySegment(sum, j + BYTES, ORDER);
            g2.intoMemorySegment(sum, j + 2 * BYTES, ORDER);
            g3.intoMemorySegment(sum, j + 3 * BYTES, ORDER);
            g4.intoMemorySegment(sum, j + 4 * BYTES, ORDER);
            g5.intoMemorySegment(sum, j + 5 * BYTES, ORDER);
            g6.intoMemorySegment(sum, j + 6 * BYTES, ORDER);
            g7.intoMemorySegment(sum, j + 7 * BYTES, ORDER);
        }
    }

    /** The same over four vectors behind the strips, from number {@code first}. */
    private static void rest4(
            MemorySegment segment,
            long[] offsets,
            int rows,
            int step,
            double[] errors,
            MemorySegment sum,
            long[] inRow,
            long[] inSum,
            int first) {
        MemorySegment x = Addresses.of(segment);
        long x0 = inRow[first];
        long x1 = inRow[first + 1];
        long x2 = inRow[first + 2];
        long x3 = inRow[first + 3];
        DoubleVector g0 = DoubleVector.fromMemorySegment(S, sum, inSum[first], ORDER);
        DoubleVector g1 = DoubleVector.fromMemorySegment(S, sum, inSum[first + 1], ORDER);
        DoubleVector g2 = DoubleVector.fromMemorySegment(S, sum, inSum[first + 2], ORDER);
        DoubleVector g3 = DoubleVector.fromMemorySegment(S, sum, inSum[first + 3], ORDER);
        for (int r = 0; r != rows; r += step) {
            DoubleVector e = DoubleVector.broadcast(S, errors[r]);
            long row = offsets[r];
            g0 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x0, ORDER), g0);
            g1 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x1, ORDER), g1);
            g2 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x2, ORDER), g2);
            g3 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x3, ORDER), g3);
        }
        g0.intoMemorySegment(sum, inSum[first], ORDER);
        g1.intoMemorySegment(sum, inSum[first + 1], ORDER);
        g2.intoMemorySegment(sum, inSum[first + 2], ORDER);
        g3.intoMemorySegment(sum, inSum[first + 3], ORDER);
    }

    /** The same over two: half of them empty, four took a third of the time of rows of 16 features. */
    private static void rest2(
            MemorySegment segment,
            long[] offsets,
            int rows,
            int step,
            double[] errors,
            MemorySegment sum,
            long[] inRow,
            long[] inSum,
            int first) {
        MemorySegment x = Addresses.of(segment);
        long x0 = inRow[first];
        long x1 = inRow[first + 1];
        DoubleVector g0 = DoubleVector.fromMemorySegment(S, sum, inSum[first], ORDER);
        DoubleVector g1 = DoubleVector.fromMemorySegment(S, sum, inSum[first + 1], ORDER);
        for (int r = 0; r != rows; r += step) {
            DoubleVector e = DoubleVector.broadcast(S, errors[r]);
            long row = offsets[r];
            g0 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x0, ORDER), g0);
            g1 = e.fma(DoubleVector.fromMemorySegment(S, x, row + x1, ORDER), g1);
        }
        g0.intoMemorySegment(sum, inSum[first], ORDER);
        g1.intoMemorySegment(sum, inSum[first + 1], ORDER);
    }

    /**
     * θ += scale · x over one row, then the lanes of x · θ over the next, two vectors at a time. What one row costs is what the next one waits for: one FMA of its step,
     * those of its lanes one after the other, their sum, its error. So θ goes from the step to the dot product in registers, and not by way of memory.
     */
    private static void steps(
            MemorySegment segment,
            long row,
            long next,
            double scale,
            MemorySegment theta,
            long from,
            long end,
            long step,
            double[] lanes,
            int lane) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector s = DoubleVector.broadcast(S, scale);
        DoubleVector a0 = DoubleVector.zero(S);
        DoubleVector a1 = a0;
        for (long j = from; j != end; j += step) {
            DoubleVector t0 = s.fma(
                    DoubleVector.fromMemorySegment(S, x, row + j, ORDER),
                    DoubleVector.fromMemorySegment(S, theta, j, ORDER));
            DoubleVector t1 = s.fma(
                    DoubleVector.fromMemorySegment(S, x, row + j + BYTES, ORDER),
                    DoubleVector.fromMemorySegment(S, theta, j + BYTES, ORDER));
            t0.intoMemorySegment(theta, j, ORDER);
            t1.intoMemorySegment(theta, j + BYTES, ORDER);
            a0 = t0.fma(DoubleVector.fromMemorySegment(S, x, next + j, ORDER), a0);
            if (COLUMNS == 1) {
                a0 = t1.fma(DoubleVector.fromMemorySegment(S, x, next + j + BYTES, ORDER), a0);
            } else {
                a1 = t1.fma(DoubleVector.fromMemorySegment(S, x, next + j + BYTES, ORDER), a1);
            }
        }
        a0.intoArray(lanes, lane);
        if (COLUMNS != 1) {
            a1.intoArray(lanes, lane + LANES);
        }
    }

    /** The same of one vector behind the pairs: its lanes are added to those that are there. */
    private static void step1(
            MemorySegment segment, long row, long next, double scale, MemorySegment theta, long at, double[] lanes) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector t = DoubleVector.broadcast(S, scale)
                .fma(
                        DoubleVector.fromMemorySegment(S, x, row + at, ORDER),
                        DoubleVector.fromMemorySegment(S, theta, at, ORDER));
        t.intoMemorySegment(theta, at, ORDER);
        t.fma(DoubleVector.fromMemorySegment(S, x, next + at, ORDER), DoubleVector.fromArray(S, lanes, 0))
                .intoArray(lanes, 0);
    }

    /** The same of the last, overlapping vector, one column of it: each lane with its factor times the scale. */
    private static void stepTail(
            MemorySegment segment,
            long row,
            long next,
            double scale,
            double[] factors,
            MemorySegment theta,
            long at,
            double[] lanes,
            int lane) {
        MemorySegment x = Addresses.of(segment);
        DoubleVector t = DoubleVector.fromArray(S, factors, lane)
                .mul(scale)
                .fma(
                        DoubleVector.fromMemorySegment(S, x, row, ORDER),
                        DoubleVector.fromMemorySegment(S, theta, at, ORDER));
        t.intoMemorySegment(theta, at, ORDER);
        t.fma(DoubleVector.fromMemorySegment(S, x, next, ORDER), DoubleVector.fromArray(S, lanes, lane))
                .intoArray(lanes, lane);
    }

    /** Predicts, and forgets what: it reads rows as fast as can be. */
    @Override
    public void fetch(int[] list, int from, int count) {
        if (rowByRow && !Samples.follow(list, from, count)) {
            locate(list, from, count);
            predict(count, false, forgotten);
        }
    }

    @Override
    public double predict(long row) {
        offsets[0] = start + row * stride;
        dots(0, 1, true);
        return Lanes.sum(lanes, 0);
    }

    @Override
    public double step(long row, double scale, long next) {
        long at = start + row * stride;
        long atNext = start + next * stride;
        for (int lane = 0; lane < Lanes.COUNT; lane += 2 * LANES) {
            long column = lane * (long) Double.BYTES;
            steps(x, at, atNext, scale, theta, column, pairs + column, PAIR, lanes, lane);
        }
        if (pairs != whole) {
            step1(x, at, atNext, scale, theta, pairs, lanes);
        }
        if (shape.hasTail()) {
            stepTail(at + last, atNext + last, scale);
        }
        return Lanes.sum(lanes, 0);
    }

    private void stepTail(long row, long next, double scale) {
        boolean isFinite = Double.isFinite(scale);
        if (!isFinite) {
            // 0 · ∞ is NaN
            Arrays.fill(notFinite, shape.overlap(), Lanes.COUNT, scale);
        }
        double[] factors = isFinite ? behindOverlap : notFinite;
        double factor = isFinite ? scale : 1;
        for (int lane = 0; lane < Lanes.COUNT; lane += LANES) {
            long column = lane * (long) Double.BYTES;
            stepTail(x, row + column, next + column, factor, factors, theta, whole + column, lanes, lane);
        }
    }
}
