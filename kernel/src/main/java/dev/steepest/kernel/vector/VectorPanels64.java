package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The panel loops over float64. */
class VectorPanels64 extends VectorPanels {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;
    private static final int COLUMNS = Width.COLUMNS;

    VectorPanels64(Samples x) {
        super(x);
    }

    /** z = Σ θ[j] · x[j]: eight chains, enough to hide the latency of FMA (4 cycles, up to two a cycle). */
    @Override
    void predict(MemorySegment panel, long offset, long stride, double[] theta, int features, double[] z, int to) {
        MemorySegment x = Addresses.of(panel);
        DoubleVector z0 = DoubleVector.zero(S);
        DoubleVector z1 = z0;
        DoubleVector z2 = z0;
        DoubleVector z3 = z0;
        DoubleVector z4 = z0;
        DoubleVector z5 = z0;
        DoubleVector z6 = z0;
        DoubleVector z7 = z0;
        long at = offset;
        long hi = offset + 4 * BYTES;
        for (int j = 0; j < features; j++, at += stride, hi += stride) {
            DoubleVector t = DoubleVector.broadcast(S, theta[j]);
            z0 = t.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), z0);
            z1 = t.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), z1);
            z2 = t.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), z2);
            z3 = t.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), z3);
            z4 = t.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), z4);
            z5 = t.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), z5);
            z6 = t.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), z6);
            z7 = t.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), z7);
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

    /**
     * lanes[j] += Σ e · x[j]. Vector k continues the chain of vector k − COLUMNS, where COLUMNS vectors make eight lanes: one chain of eight
     * at 512 bits, two of four at 256, four of two at 128. The chains of several features overlap.
     */
    @Override
    void accumulate(
            MemorySegment panel, long offset, long stride, double[] errors, int from, int features, double[] lanes) {
        MemorySegment x = Addresses.of(panel);
        DoubleVector e0 = DoubleVector.fromArray(S, errors, from);
        DoubleVector e1 = DoubleVector.fromArray(S, errors, from + LANES);
        DoubleVector e2 = DoubleVector.fromArray(S, errors, from + 2 * LANES);
        DoubleVector e3 = DoubleVector.fromArray(S, errors, from + 3 * LANES);
        DoubleVector e4 = DoubleVector.fromArray(S, errors, from + 4 * LANES);
        DoubleVector e5 = DoubleVector.fromArray(S, errors, from + 5 * LANES);
        DoubleVector e6 = DoubleVector.fromArray(S, errors, from + 6 * LANES);
        DoubleVector e7 = DoubleVector.fromArray(S, errors, from + 7 * LANES);
        long at = offset + (features - 1) * stride;
        long hi = at + 4 * BYTES;
        for (int j = features - 1; j >= 0; j--, at -= stride, hi -= stride) {
            int sum = j * Lanes.COUNT;
            if (COLUMNS == 1) {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                g0 = e0.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), g0);
                g0 = e1.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), g0);
                g0 = e2.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), g0);
                g0 = e3.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), g0);
                g0 = e4.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), g0);
                g0 = e5.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), g0);
                g0 = e6.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), g0);
                g0 = e7.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), g0);
                g0.intoArray(lanes, sum);
            } else if (COLUMNS == 2) {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                DoubleVector g1 = DoubleVector.fromArray(S, lanes, sum + LANES);
                g0 = e0.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), g0);
                g1 = e1.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), g1);
                g0 = e2.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), g0);
                g1 = e3.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), g1);
                g0 = e4.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), g0);
                g1 = e5.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), g1);
                g0 = e6.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), g0);
                g1 = e7.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), g1);
                g0.intoArray(lanes, sum);
                g1.intoArray(lanes, sum + LANES);
            } else {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                DoubleVector g1 = DoubleVector.fromArray(S, lanes, sum + LANES);
                DoubleVector g2 = DoubleVector.fromArray(S, lanes, sum + 2 * LANES);
                DoubleVector g3 = DoubleVector.fromArray(S, lanes, sum + 3 * LANES);
                g0 = e0.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), g0);
                g1 = e1.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), g1);
                g2 = e2.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), g2);
                g3 = e3.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), g3);
                g0 = e4.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), g0);
                g1 = e5.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), g1);
                g2 = e6.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), g2);
                g3 = e7.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), g3);
                g0.intoArray(lanes, sum);
                g1.intoArray(lanes, sum + LANES);
                g2.intoArray(lanes, sum + 2 * LANES);
                g3.intoArray(lanes, sum + 3 * LANES);
            }
        }
    }
}
