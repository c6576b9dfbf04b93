package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
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

    @Override
    protected int summedVectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums) {
        int whole = count / Lanes.COUNT * Lanes.COUNT;
        for (int lane = 0; lane < Lanes.COUNT; lane += Width.LANES) {
            column(z, targets, from, lane, whole, intercept, errors, sums);
        }
        return whole;
    }

    /** The rows whose numbers modulo 8 lie in the lanes of one vector. */
    private static void column(
            double[] z,
            double[] targets,
            int from,
            int lane,
            int whole,
            double intercept,
            double[] errors,
            double[] sums) {
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        DoubleVector lossSum = DoubleVector.fromArray(S, sums, lane);
        DoubleVector errorSum = DoubleVector.fromArray(S, sums, Lanes.COUNT + lane);
        for (int i = lane; i < whole; i += Lanes.COUNT) {
            DoubleVector difference =
                    DoubleVector.fromArray(S, z, i).add(b).sub(DoubleVector.fromArray(S, targets, from + i));
            DoubleVector error = difference.add(difference);
            error.intoArray(errors, i);
            lossSum = lossSum.add(difference.mul(difference));
            errorSum = errorSum.add(error);
        }
        lossSum.intoArray(sums, lane);
        errorSum.intoArray(sums, Lanes.COUNT + lane);
    }
}
