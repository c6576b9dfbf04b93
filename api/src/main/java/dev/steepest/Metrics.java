package dev.steepest;

/**
 * How well predictions meet targets: what an {@link Evaluation} comes to. Of no rows, or none with a weight above 0, all figures are
 * NaN.
 */
public sealed interface Metrics permits RegressionMetrics, LabelMetrics {

    /** m, the rows that were added, those of weight 0 too. */
    long rows();

    /** W = Σwᵢ, the rows' number where none is weighted. */
    double weight();
}
