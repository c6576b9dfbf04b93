package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Scaling;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panel loops over float64 that is scaled: both passes scale each vector as they load it, an FMA more. Rows that do not fill a panel lie in a copy that is scaled
 * already ({@link dev.steepest.kernel.Panels}), and are taken by the loops of {@link VectorPanels64}.
 */
final class ScaledPanels64 extends VectorPanels64 {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;
    private static final long BYTES = Width.BYTES;
    private static final int COLUMNS = Width.COLUMNS;

    private final MemorySegment whole;
    private final double[] factors;
    private final double[] offsets;

    ScaledPanels64(Samples x, Scaling scaling) {
        super(x);
        this.whole = x.segment();
        this.factors = scaling.factors();
        this.offsets = scaling.offsets();
    }

    @Override
    void predict(MemorySegment panel, long offset, long stride, double[] theta, int features, double[] z, int to) {
        if (panel.equals(whole)) {
            predict(panel, offset, stride, factors, offsets, theta, features, z, to);
        } else {
            super.predict(panel, offset, stride, theta, features, z, to);
        }
    }

    @Override
    void accumulate(
            MemorySegment panel, long offset, long stride, double[] errors, int from, int features, double[] lanes) {
        if (panel.equals(whole)) {
            accumulate(panel, offset, stride, factors, offsets, errors, from, features, lanes);
        } else {
            super.accumulate(panel, offset, stride, errors, from, features, lanes);
        }
    }

    private static void predict(
            MemorySegment panel,
            long offset,
            long stride,
            double[] factors,
            double[] offsets,
            double[] theta,
            int features,
            double[] z,
            int to) {
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
            DoubleVector f = DoubleVector.broadcast(S, factors[j]);
            DoubleVector o = DoubleVector.broadcast(S, offsets[j]);
            DoubleVector t = DoubleVector.broadcast(S, theta[j]);
            z0 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), o), z0);
            z1 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), o), z1);
            z2 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), o), z2);
            z3 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), o), z3);
            z4 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), o), z4);
            z5 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), o), z5);
            z6 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), o), z6);
            z7 = t.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), o), z7);
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

    private static void accumulate(
            MemorySegment panel,
            long offset,
            long stride,
            double[] factors,
            double[] offsets,
            double[] errors,
            int from,
            int features,
            double[] lanes) {
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
            DoubleVector f = DoubleVector.broadcast(S, factors[j]);
            DoubleVector o = DoubleVector.broadcast(S, offsets[j]);
            if (COLUMNS == 1) {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                g0 = e0.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), o), g0);
                g0 = e1.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), o), g0);
                g0 = e2.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), o), g0);
                g0 = e3.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), o), g0);
                g0 = e4.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), o), g0);
                g0 = e5.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), o), g0);
                g0 = e6.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), o), g0);
                g0 = e7.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), o), g0);
                g0.intoArray(lanes, sum);
            } else if (COLUMNS == 2) {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                DoubleVector g1 = DoubleVector.fromArray(S, lanes, sum + LANES);
                g0 = e0.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), o), g0);
                g1 = e1.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), o), g1);
                g0 = e2.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), o), g0);
                g1 = e3.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), o), g1);
                g0 = e4.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), o), g0);
                g1 = e5.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), o), g1);
                g0 = e6.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), o), g0);
                g1 = e7.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), o), g1);
                g0.intoArray(lanes, sum);
                g1.intoArray(lanes, sum + LANES);
            } else {
                DoubleVector g0 = DoubleVector.fromArray(S, lanes, sum);
                DoubleVector g1 = DoubleVector.fromArray(S, lanes, sum + LANES);
                DoubleVector g2 = DoubleVector.fromArray(S, lanes, sum + 2 * LANES);
                DoubleVector g3 = DoubleVector.fromArray(S, lanes, sum + 3 * LANES);
                g0 = e0.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at, ORDER), o), g0);
                g1 = e1.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER), o), g1);
                g2 = e2.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER), o), g2);
                g3 = e3.fma(f.fma(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER), o), g3);
                g0 = e4.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi, ORDER), o), g0);
                g1 = e5.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + BYTES, ORDER), o), g1);
                g2 = e6.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 2 * BYTES, ORDER), o), g2);
                g3 = e7.fma(f.fma(DoubleVector.fromMemorySegment(S, x, hi + 3 * BYTES, ORDER), o), g3);
                g0.intoArray(lanes, sum);
                g1.intoArray(lanes, sum + LANES);
                g2.intoArray(lanes, sum + 2 * LANES);
                g3.intoArray(lanes, sum + 3 * LANES);
            }
        }
    }
}
