package dev.steepest.kernel;

/**
 * What every loss does with its losses and errors: weighs them and adds them up. Not final: the vector twin replaces the loop over whole vectors
 * and keeps the rest.
 */
public class ErrorSums {

    /**
     * e ← w·e; Σℓ and Σe of the rows by eight lanes: row i is added to lane (from + i) mod 8, as fma(w, ℓ, lane) and lane + w·e.
     *
     * @param weights w, from index {@code from}, a multiple of 8, or of 4 if there are at most four rows
     * @param losses ℓ, {@code count} values
     * @param errors e, {@code count} values; weighed
     * @param sums lanes 0 to 7 receive Σwℓ, 8 to 15 Σwe
     */
    public final void add(double[] weights, int from, int count, double[] losses, double[] errors, double[] sums) {
        for (int i = vectors(weights, from, count, losses, errors, sums); i < count; i++) {
            double weight = weights[from + i];
            double error = weight * errors[i];
            errors[i] = error;
            int lane = (from + i) % Lanes.COUNT;
            sums[lane] = Math.fma(weight, losses[i], sums[lane]);
            sums[Lanes.COUNT + lane] += error;
        }
    }

    /** Does the first rows, a multiple of 8 of them, and tells how many. */
    protected int vectors(double[] weights, int from, int count, double[] losses, double[] errors, double[] sums) {
        return 0;
    }
}
