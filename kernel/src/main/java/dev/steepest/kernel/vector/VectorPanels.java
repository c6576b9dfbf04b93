package dev.steepest.kernel.vector;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panel passes in vectors. Both work on groups of eight vectors of rows: 64 rows at 512 bits, 32 at 256, 16 at 128.
 *
 * <p>The loops are written out, because a helper that returns a vector may not be inlined, and then every vector becomes an object. They end by
 * {@code !=}: C2 does not unroll those. Unrolled, it would read four features in turns, which from memory is slower (0.8) than reading them one
 * by one, and the checks of bounds that it then keeps hide behind the loads.
 */
final class VectorPanels implements Passes {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;
    private static final int GROUP = 8 * LANES;

    /** Bytes from a feature to the next: a constant, for as a variable it made predict read from memory more slowly (0.7). */
    private static final long FEATURE = Samples.PANEL * (long) Double.BYTES;

    /** Bytes of the eight lanes of one feature's sum. */
    private static final int SUM = Lanes.COUNT * Double.BYTES;

    /** Features whose lanes are drained at once. */
    private static final int CHUNK = 64;

    private final Samples x;
    private final int features;
    private final double[] theta;
    private final MemorySegment lanes;
    private final double[] chunk = new double[CHUNK * Lanes.COUNT];

    VectorPanels(Samples x) {
        this.x = x;
        this.features = x.features();
        this.theta = new double[features];
        this.lanes = Arena.ofAuto().allocate(Math.multiplyExact((long) features, SUM), 64);
    }

    @Override
    public void theta(double[] theta) {
        System.arraycopy(theta, 0, this.theta, 0, features);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int tile = 0; tile < count; tile += Samples.PANEL) {
            long panel = x.offset(row + tile, 0);
            for (int i = 0; i < Samples.PANEL; i += GROUP) {
                predict(x.segment(), panel + i * (long) Double.BYTES, theta, features, z, tile + i);
            }
        }
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        for (int tile = 0; tile < count; tile += Samples.PANEL) {
            long panel = x.offset(row + tile, 0);
            for (int i = 0; i < Samples.PANEL; i += GROUP) {
                long offset = panel + i * (long) Double.BYTES;
                switch (LANES) {
                    case 8 -> accumulate512(x.segment(), offset, errors, tile + i, features, lanes);
                    case 4 -> accumulate256(x.segment(), offset, errors, tile + i, features, lanes);
                    default -> accumulate128(x.segment(), offset, errors, tile + i, features, lanes);
                }
            }
        }
    }

    /**
     * z = Σ θ[j] · x[j]: eight chains, enough to hide the latency of FMA (4 cycles, up to two a cycle). Two features a turn: with half the
     * turns the processor looks further ahead, which from memory is 1.4 times as fast.
     */
    private static void predict(MemorySegment x, long offset, double[] theta, int features, double[] z, int to) {
        DoubleVector z0 = DoubleVector.zero(S);
        DoubleVector z1 = z0;
        DoubleVector z2 = z0;
        DoubleVector z3 = z0;
        DoubleVector z4 = z0;
        DoubleVector z5 = z0;
        DoubleVector z6 = z0;
        DoubleVector z7 = z0;
        long end = offset + (features & ~1) * FEATURE;
        int j = 0;
        for (long at = offset; at != end; at += 2 * FEATURE) {
            DoubleVector t = DoubleVector.broadcast(S, theta[j++]);
            z0 = DoubleVector.fromMemorySegment(S, x, at, ORDER).fma(t, z0);
            z1 = DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER).fma(t, z1);
            z2 = DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER).fma(t, z2);
            z3 = DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER).fma(t, z3);
            z4 = DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER).fma(t, z4);
            z5 = DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER).fma(t, z5);
            z6 = DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER).fma(t, z6);
            z7 = DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER).fma(t, z7);
            DoubleVector u = DoubleVector.broadcast(S, theta[j++]);
            z0 = DoubleVector.fromMemorySegment(S, x, at + FEATURE, ORDER).fma(u, z0);
            z1 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + BYTES, ORDER)
                    .fma(u, z1);
            z2 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 2 * BYTES, ORDER)
                    .fma(u, z2);
            z3 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 3 * BYTES, ORDER)
                    .fma(u, z3);
            z4 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 4 * BYTES, ORDER)
                    .fma(u, z4);
            z5 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 5 * BYTES, ORDER)
                    .fma(u, z5);
            z6 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 6 * BYTES, ORDER)
                    .fma(u, z6);
            z7 = DoubleVector.fromMemorySegment(S, x, at + FEATURE + 7 * BYTES, ORDER)
                    .fma(u, z7);
        }
        if (j != features) {
            DoubleVector t = DoubleVector.broadcast(S, theta[j]);
            long at = end;
            z0 = DoubleVector.fromMemorySegment(S, x, at, ORDER).fma(t, z0);
            z1 = DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER).fma(t, z1);
            z2 = DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER).fma(t, z2);
            z3 = DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER).fma(t, z3);
            z4 = DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER).fma(t, z4);
            z5 = DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER).fma(t, z5);
            z6 = DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER).fma(t, z6);
            z7 = DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER).fma(t, z7);
        }
        z0.intoArray(z, to);
        z1.intoArray(z, to + LANES);
        z2.intoArray(z, to + 2 * LANES);
        z3.intoArray(z, to + 3 * LANES);
        z4.intoArray(z, to + 4 * LANES);
        z5.intoArray(z, to + 5 * LANES);
        z6.intoArray(z, to + 6 * LANES);
        z7.intoArray(z, to + 7 * LANES);
    }

    /** lanes[j] += Σ e · x[j]: one chain of eight for each feature; the chains of several features overlap. */
    private static void accumulate512(
            MemorySegment x, long offset, double[] errors, int from, int features, MemorySegment lanes) {
        DoubleVector e0 = DoubleVector.fromArray(S, errors, from);
        DoubleVector e1 = DoubleVector.fromArray(S, errors, from + LANES);
        DoubleVector e2 = DoubleVector.fromArray(S, errors, from + 2 * LANES);
        DoubleVector e3 = DoubleVector.fromArray(S, errors, from + 3 * LANES);
        DoubleVector e4 = DoubleVector.fromArray(S, errors, from + 4 * LANES);
        DoubleVector e5 = DoubleVector.fromArray(S, errors, from + 5 * LANES);
        DoubleVector e6 = DoubleVector.fromArray(S, errors, from + 6 * LANES);
        DoubleVector e7 = DoubleVector.fromArray(S, errors, from + 7 * LANES);
        long sum = 0;
        long end = offset + features * FEATURE;
        for (long at = offset; at != end; at += FEATURE, sum += SUM) {
            DoubleVector g = DoubleVector.fromMemorySegment(S, lanes, sum, ORDER);
            g = DoubleVector.fromMemorySegment(S, x, at, ORDER).fma(e0, g);
            g = DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER).fma(e1, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER).fma(e2, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER).fma(e3, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER).fma(e4, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER).fma(e5, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER).fma(e6, g);
            g = DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER).fma(e7, g);
            g.intoMemorySegment(lanes, sum, ORDER);
        }
    }

    /** The same in two half vectors: four rows of eight lanes. */
    private static void accumulate256(
            MemorySegment x, long offset, double[] errors, int from, int features, MemorySegment lanes) {
        DoubleVector e0 = DoubleVector.fromArray(S, errors, from);
        DoubleVector e1 = DoubleVector.fromArray(S, errors, from + LANES);
        DoubleVector e2 = DoubleVector.fromArray(S, errors, from + 2 * LANES);
        DoubleVector e3 = DoubleVector.fromArray(S, errors, from + 3 * LANES);
        DoubleVector e4 = DoubleVector.fromArray(S, errors, from + 4 * LANES);
        DoubleVector e5 = DoubleVector.fromArray(S, errors, from + 5 * LANES);
        DoubleVector e6 = DoubleVector.fromArray(S, errors, from + 6 * LANES);
        DoubleVector e7 = DoubleVector.fromArray(S, errors, from + 7 * LANES);
        long sum = 0;
        long end = offset + features * FEATURE;
        for (long at = offset; at != end; at += FEATURE, sum += SUM) {
            DoubleVector g0 = DoubleVector.fromMemorySegment(S, lanes, sum, ORDER);
            DoubleVector g1 = DoubleVector.fromMemorySegment(S, lanes, sum + BYTES, ORDER);
            g0 = DoubleVector.fromMemorySegment(S, x, at, ORDER).fma(e0, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER).fma(e1, g1);
            g0 = DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER).fma(e2, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER).fma(e3, g1);
            g0 = DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER).fma(e4, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER).fma(e5, g1);
            g0 = DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER).fma(e6, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER).fma(e7, g1);
            g0.intoMemorySegment(lanes, sum, ORDER);
            g1.intoMemorySegment(lanes, sum + BYTES, ORDER);
        }
    }

    /** The same in four quarter vectors: two rows of eight lanes. */
    private static void accumulate128(
            MemorySegment x, long offset, double[] errors, int from, int features, MemorySegment lanes) {
        DoubleVector e0 = DoubleVector.fromArray(S, errors, from);
        DoubleVector e1 = DoubleVector.fromArray(S, errors, from + LANES);
        DoubleVector e2 = DoubleVector.fromArray(S, errors, from + 2 * LANES);
        DoubleVector e3 = DoubleVector.fromArray(S, errors, from + 3 * LANES);
        DoubleVector e4 = DoubleVector.fromArray(S, errors, from + 4 * LANES);
        DoubleVector e5 = DoubleVector.fromArray(S, errors, from + 5 * LANES);
        DoubleVector e6 = DoubleVector.fromArray(S, errors, from + 6 * LANES);
        DoubleVector e7 = DoubleVector.fromArray(S, errors, from + 7 * LANES);
        long sum = 0;
        long end = offset + features * FEATURE;
        for (long at = offset; at != end; at += FEATURE, sum += SUM) {
            DoubleVector g0 = DoubleVector.fromMemorySegment(S, lanes, sum, ORDER);
            DoubleVector g1 = DoubleVector.fromMemorySegment(S, lanes, sum + BYTES, ORDER);
            DoubleVector g2 = DoubleVector.fromMemorySegment(S, lanes, sum + 2 * BYTES, ORDER);
            DoubleVector g3 = DoubleVector.fromMemorySegment(S, lanes, sum + 3 * BYTES, ORDER);
            g0 = DoubleVector.fromMemorySegment(S, x, at, ORDER).fma(e0, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER).fma(e1, g1);
            g2 = DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER).fma(e2, g2);
            g3 = DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER).fma(e3, g3);
            g0 = DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER).fma(e4, g0);
            g1 = DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER).fma(e5, g1);
            g2 = DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER).fma(e6, g2);
            g3 = DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER).fma(e7, g3);
            g0.intoMemorySegment(lanes, sum, ORDER);
            g1.intoMemorySegment(lanes, sum + BYTES, ORDER);
            g2.intoMemorySegment(lanes, sum + 2 * BYTES, ORDER);
            g3.intoMemorySegment(lanes, sum + 3 * BYTES, ORDER);
        }
    }

    @Override
    public void drain(double[] sums, int from) {
        for (int j = 0; j < features; j += CHUNK) {
            int count = Math.min(CHUNK, features - j);
            MemorySegment.copy(lanes, JAVA_DOUBLE, (long) j * SUM, chunk, 0, count * Lanes.COUNT);
            for (int k = 0; k < count; k++) {
                sums[from + j + k] = Lanes.sum(chunk, k * Lanes.COUNT);
            }
        }
        lanes.fill((byte) 0);
    }
}
