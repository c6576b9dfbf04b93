package dev.steepest.kernel.vector;

import dev.steepest.kernel.HingeErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The errors pass of hinge loss in vectors. */
final class VectorHingeErrors extends HingeErrors {

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
            slack.intoArray(losses, i);
            zero.blend(one.blend(-1, positive), slack.compare(VectorOperators.GT, zero))
                    .intoArray(errors, i);
        }
        return whole;
    }
}
