package dev.steepest.kernel.vector;

import dev.steepest.kernel.PoissonErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of Poisson loss in vectors. */
final class VectorPoissonErrors extends PoissonErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector.fromArray(S, z, i).add(b).intoArray(losses, i);
        }
        VectorExponential.exp(losses, errors, whole);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector score = DoubleVector.fromArray(S, z, i).add(b);
            DoubleVector target = DoubleVector.fromArray(S, targets, from + i);
            DoubleVector mean = DoubleVector.fromArray(S, losses, i);
            target.neg().fma(score, mean).intoArray(losses, i);
            mean.sub(target).intoArray(errors, i);
        }
        return whole;
    }
}
