package dev.steepest.kernel.vector;

import dev.steepest.kernel.SquaredErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of squared loss in vectors. */
final class VectorSquaredErrors extends SquaredErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector difference =
                    DoubleVector.fromArray(S, z, i).add(b).sub(DoubleVector.fromArray(S, targets, from + i));
            difference.mul(difference).intoArray(losses, i);
            difference.add(difference).intoArray(errors, i);
        }
        return whole;
    }
}
