package dev.steepest.kernel.vector;

import dev.steepest.kernel.HingeErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of hinge loss in vectors. */
final class VectorHingeErrors extends HingeErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        DoubleVector one = DoubleVector.broadcast(S, 1.0);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector score = DoubleVector.fromArray(S, z, i).add(b);
            DoubleVector sign = DoubleVector.fromArray(S, targets, from + i)
                    .fma(4.0, -2.0)
                    .min(1.0)
                    .max(-1.0);
            DoubleVector slack = one.sub(sign.mul(score)).max(0.0);
            slack.intoArray(losses, i);
            sign.neg().mul(slack.mul(HUGE).mul(HUGE).min(1.0)).intoArray(errors, i);
        }
        return whole;
    }
}
