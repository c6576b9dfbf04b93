package dev.steepest.kernel;

import java.util.Arrays;

/** ℓ = (z − y)², e = 2(z − y). Not final: the vector twin replaces the loop over whole vectors and keeps the rest. */
public class SquaredErrors implements Errors {

    @Override
    public final void errors(
            double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums) {
        int done = vectors(z, targets, from, count, intercept, errors, sums);
        for (int i = done; i < count; i++) {
            double difference = (z[i] + intercept) - targets[from + i];
            double error = difference + difference;
            errors[i] = error;
            int lane = (from + i) % Lanes.COUNT;
            sums[lane] = Math.fma(difference, difference, sums[lane]);
            sums[Lanes.COUNT + lane] += error;
        }
        Arrays.fill(errors, count, Math.ceilDiv(count, Samples.PANEL) * Samples.PANEL, 0);
    }

    /** Does the first rows, a multiple of 8 of them, and tells how many. */
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums) {
        return 0;
    }

    @Override
    public final double loss(double z, double target) {
        double difference = z - target;
        return difference * difference;
    }

    @Override
    public final double error(double z, double target) {
        double difference = z - target;
        return difference + difference;
    }
}
