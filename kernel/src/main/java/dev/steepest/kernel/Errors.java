package dev.steepest.kernel;

/**
 * The errors pass, row by row: the only loop that a loss adds. What it writes is weighed and added up by {@link ErrorSums}, alike for every
 * loss. Without state, so for any number of threads.
 */
public interface Errors {

    /**
     * ℓ and e = ∂ℓ/∂z at z + b.
     *
     * @param z predictions without intercept, {@code count} of them
     * @param targets y, from index {@code from}
     * @param intercept b
     * @param losses receives ℓ, {@code count} values
     * @param errors receives e, {@code count} values
     */
    void errors(double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors);

    /** ℓ(z, y) of one row. */
    double loss(double z, double target);

    /** ∂ℓ/∂z of one row. */
    double error(double z, double target);
}
