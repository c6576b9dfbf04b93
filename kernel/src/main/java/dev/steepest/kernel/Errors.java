package dev.steepest.kernel;

/** The errors pass: the only loop that a loss adds. */
public interface Errors {

    /**
     * e = ∂ℓ/∂z at z + b, and the sums of ℓ and of e.
     *
     * @param z predictions without intercept, {@code count} of them
     * @param targets y, from index {@code from}, a multiple of 8, or of 4 if there are at most four rows
     * @param intercept b
     * @param errors receives e, then zeros up to the next multiple of 64
     * @param sums lanes 0 to 7 receive Σℓ, 8 to 15 Σe; row i is added to lane (from + i) mod 8
     */
    void errors(double[] z, double[] targets, int from, int count, double intercept, double[] errors, double[] sums);

    /** ℓ(z, y) of one row. */
    double loss(double z, double target);

    /** ∂ℓ/∂z of one row. */
    double error(double z, double target);
}
