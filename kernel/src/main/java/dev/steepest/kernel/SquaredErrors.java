package dev.steepest.kernel;

/**
 * δ = z − y:  ℓ = δ²,  e = 2δ. Without weights, errors and their sums are one loop: as two, they cost a batch epoch in cache 5 %.
 */
public class SquaredErrors extends RowErrors {

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

    /**
     * {@link #errors} followed by {@link ErrorSums#add} with weights of one, to the bit.
     *
     * @param errors receives e, {@code count} values
     * @param sums lanes 0 to 7 receive Σℓ, 8 to 15 Σe
     */
    final void errorsAndSums(
            double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums) {
        for (int i = summedVectors(z, targets, from, count, intercept, errors, sums); i < count; i++) {
            double score = z[i] + intercept;
            double error = error(score, targets[from + i]);
            errors[i] = error;
            int lane = (from + i) % Lanes.COUNT;
            sums[lane] += loss(score, targets[from + i]);
            sums[Lanes.COUNT + lane] += error;
        }
    }

    /** Does the first rows, a multiple of 8 of them, and tells how many. */
    protected int summedVectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums) {
        return 0;
    }
}
