package dev.steepest.kernel.vector;

import dev.steepest.kernel.ErrorSums;
import dev.steepest.kernel.Lanes;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Weighs and adds up eight rows a turn; the few that are left stay with the scalar loop. */
final class VectorErrorSums extends ErrorSums {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(double[] weights, int from, int count, double[] losses, double[] errors, double[] sums) {
        int whole = count / Lanes.COUNT * Lanes.COUNT;
        for (int lane = 0; lane < Lanes.COUNT; lane += Width.LANES) {
            column(weights, from, lane, whole, losses, errors, sums);
        }
        return whole;
    }

    /** The rows whose numbers modulo 8 lie in the lanes of one vector. */
    private static void column(
            double[] weights, int from, int lane, int whole, double[] losses, double[] errors, double[] sums) {
        DoubleVector lossSum = DoubleVector.fromArray(S, sums, lane);
        DoubleVector errorSum = DoubleVector.fromArray(S, sums, Lanes.COUNT + lane);
        for (int i = lane; i < whole; i += Lanes.COUNT) {
            DoubleVector weight = DoubleVector.fromArray(S, weights, from + i);
            DoubleVector error = weight.mul(DoubleVector.fromArray(S, errors, i));
            error.intoArray(errors, i);
            lossSum = weight.fma(DoubleVector.fromArray(S, losses, i), lossSum);
            errorSum = errorSum.add(error);
        }
        lossSum.intoArray(sums, lane);
        errorSum.intoArray(sums, Lanes.COUNT + lane);
    }
}
