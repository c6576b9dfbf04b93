package dev.steepest.kernel.vector;

import static dev.steepest.kernel.Exponential.E0;
import static dev.steepest.kernel.Exponential.E1;
import static dev.steepest.kernel.Exponential.E2;
import static dev.steepest.kernel.Exponential.E3;
import static dev.steepest.kernel.Exponential.E4;
import static dev.steepest.kernel.Exponential.E5;
import static dev.steepest.kernel.Exponential.E6;
import static dev.steepest.kernel.Exponential.E7;
import static dev.steepest.kernel.Exponential.E8;
import static dev.steepest.kernel.Exponential.E9;
import static dev.steepest.kernel.Exponential.HIGHEST;
import static dev.steepest.kernel.Exponential.L0;
import static dev.steepest.kernel.Exponential.L1;
import static dev.steepest.kernel.Exponential.L2;
import static dev.steepest.kernel.Exponential.L3;
import static dev.steepest.kernel.Exponential.L4;
import static dev.steepest.kernel.Exponential.L5;
import static dev.steepest.kernel.Exponential.L6;
import static dev.steepest.kernel.Exponential.L7;
import static dev.steepest.kernel.Exponential.L8;
import static dev.steepest.kernel.Exponential.L9;
import static dev.steepest.kernel.Exponential.LN2;
import static dev.steepest.kernel.Exponential.LN2_REST;
import static dev.steepest.kernel.Exponential.LOG2_E;
import static dev.steepest.kernel.Exponential.LOWEST;
import static dev.steepest.kernel.Exponential.ROUND;

import dev.steepest.kernel.Exponential;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The functions of {@link Exponential} over arrays, in place, operation by operation as there. */
final class VectorExponential {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    private VectorExponential() {}

    /**
     * x ← eˣ for the first {@code whole} values, a multiple of a vector's lanes.
     *
     * <p>The factors 2ⁿ are made of their bits by scalars. In vectors that takes {@code reinterpretAsLongs}, which goes by a segment on the heap until it is compiled, and then C2 expects such segments
     * wherever this JVM loads or stores vectors by one: panels took 1.2 times as long, rows of float32 twice (docs/decisions.md).
     *
     * @param scratch as long as the values; modified
     */
    static void exp(double[] values, double[] scratch, int whole) {
        DoubleVector one = DoubleVector.broadcast(S, 1.0);
        DoubleVector round = DoubleVector.broadcast(S, ROUND);
        DoubleVector log2e = DoubleVector.broadcast(S, LOG2_E);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector x = DoubleVector.fromArray(S, values, i).max(LOWEST).min(HIGHEST);
            DoubleVector rounded = x.fma(log2e, round);
            DoubleVector n = round.sub(rounded);
            DoubleVector r = n.fma(DoubleVector.broadcast(S, LN2_REST), n.fma(DoubleVector.broadcast(S, LN2), x));
            DoubleVector square = r.mul(r);
            DoubleVector fourth = square.mul(square);
            DoubleVector low = r.fma(E3, E2).fma(square, r.fma(E1, E0));
            DoubleVector high = r.fma(E7, E6).fma(square, r.fma(E5, E4));
            DoubleVector top = r.fma(E9, E8).fma(fourth, high);
            DoubleVector power = one.add(square.fma(top.fma(fourth, low), r));
            power.intoArray(values, i);
            rounded.intoArray(scratch, i);
        }
        for (int i = 0; i < whole; i++) {
            values[i] = Exponential.scaled(values[i], scratch[i]);
        }
    }

    /** t ← ln(1 + t) for the first {@code whole} values, a multiple of a vector's lanes. */
    static void log1p(double[] values, int whole) {
        DoubleVector two = DoubleVector.broadcast(S, 2.0);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector t = DoubleVector.fromArray(S, values, i);
            DoubleVector s = t.div(two.add(t));
            DoubleVector w = s.mul(s);
            DoubleVector square = w.mul(w);
            DoubleVector fourth = square.mul(square);
            DoubleVector low = w.fma(L3, L2).fma(square, w.fma(L1, L0));
            DoubleVector high = w.fma(L7, L6).fma(square, w.fma(L5, L4));
            DoubleVector top = w.fma(L9, L8).fma(fourth, high);
            s.neg().fma(w.neg().fma(top.fma(fourth, low), t), t).intoArray(values, i);
        }
    }
}
