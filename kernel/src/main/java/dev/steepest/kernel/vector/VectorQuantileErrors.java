package dev.steepest.kernel.vector;

import dev.steepest.kernel.QuantileErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of the loss of a quantile in vectors. */
final class VectorQuantileErrors extends QuantileErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    VectorQuantileErrors(double quantile) {
        super(quantile);
    }

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector difference =
                    DoubleVector.fromArray(S, z, i).add(b).sub(DoubleVector.fromArray(S, targets, from + i));
            difference.mul(above).max(difference.mul(below)).intoArray(losses, i);
            difference.mul(HUGE).mul(HUGE).min(above).max(below).intoArray(errors, i);
        }
        return whole;
    }
}
