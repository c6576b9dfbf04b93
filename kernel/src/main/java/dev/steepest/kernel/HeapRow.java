package dev.steepest.kernel;

/**
 * The passes over one row that lies in an array, in the order of layout ROWS: what a prediction and an online step are made of. Without
 * state, so for any number of threads.
 */
public interface HeapRow {

    /**
     * x · θ.
     *
     * @param row x, d values
     * @param theta θ, padded as {@link RowShape} says
     */
    double dot(double[] row, double[] theta);

    /**
     * next = θ + scale · x.
     *
     * @param row x, d values, all finite
     * @param theta θ, padded; not modified
     * @param next receives the sum, padded; its overlap is zero already
     * @return whether the sum is finite
     */
    boolean step(double[] row, double scale, double[] theta, double[] next);
}
