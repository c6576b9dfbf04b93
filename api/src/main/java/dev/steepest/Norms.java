package dev.steepest;

/** Euclidean length, in the order of the features, the intercept's component first. */
final class Norms {

    private Norms() {}

    static double euclidean(double[] values, double intercept) {
        double sum = intercept * intercept;
        for (double value : values) {
            sum = Math.fma(value, value, sum);
        }
        return Math.sqrt(sum);
    }
}
