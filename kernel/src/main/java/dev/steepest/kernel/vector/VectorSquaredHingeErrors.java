package dev.steepest.kernel.vector;

import dev.steepest.kernel.SquaredHingeErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of squared hinge loss in vectors. */
final class VectorSquaredHingeErrors extends SquaredHingeErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        DoubleVector one = DoubleVector.broadcast(S, 1);
        DoubleVector zero = DoubleVector.broadcast(S, 0);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector score = DoubleVector.fromArray(S, z, i).add(b);
            VectorMask<Double> positive =
                    DoubleVector.fromArray(S, targets, from + i).compare(VectorOperators.GT, 0);
            DoubleVector margin = score.neg().blend(score, positive);
            DoubleVector slack = one.sub(margin).max(zero);
            DoubleVector twice = slack.add(slack);
            slack.mul(slack).intoArray(losses, i);
            twice.blend(twice.neg(), positive).intoArray(errors, i);
        }
        return whole;
    }
}
