package dev.steepest.kernel.vector;

import dev.steepest.kernel.EpsilonInsensitiveErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of ε-insensitive loss in vectors. */
final class VectorEpsilonInsensitiveErrors extends EpsilonInsensitiveErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    VectorEpsilonInsensitiveErrors(double epsilon) {
        super(epsilon);
    }

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector difference =
                    DoubleVector.fromArray(S, z, i).add(b).sub(DoubleVector.fromArray(S, targets, from + i));
            DoubleVector loss = difference.abs().sub(epsilon).max(0.0);
            DoubleVector most = loss.mul(HUGE).mul(HUGE).min(1.0);
            loss.intoArray(losses, i);
            difference.mul(HUGE).mul(HUGE).min(most).max(most.neg()).intoArray(errors, i);
        }
        return whole;
    }
}
