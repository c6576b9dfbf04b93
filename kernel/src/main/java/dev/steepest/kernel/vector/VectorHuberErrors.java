package dev.steepest.kernel.vector;

import dev.steepest.kernel.HuberErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of Huber's loss in vectors. */
final class VectorHuberErrors extends HuberErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    VectorHuberErrors(double most) {
        super(most);
    }

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        DoubleVector half = DoubleVector.broadcast(S, -0.5);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector difference =
                    DoubleVector.fromArray(S, z, i).add(b).sub(DoubleVector.fromArray(S, targets, from + i));
            DoubleVector error = difference.min(most).max(-most);
            error.mul(error.fma(half, difference)).intoArray(losses, i);
            error.intoArray(errors, i);
        }
        return whole;
    }
}
