package dev.steepest;

import dev.steepest.kernel.Lanes;

/**
 * Euclidean length: feature j is added to lane j mod 8 of eight, the features behind the last whole eight after the sum of
 * the lanes, the intercept's component last.
 */
final class Norms {

    private Norms() {}

    static double euclidean(double[] values, double intercept) {
        int whole = values.length / Lanes.COUNT * Lanes.COUNT;
        double l0 = 0;
        double l1 = 0;
        double l2 = 0;
        double l3 = 0;
        double l4 = 0;
        double l5 = 0;
        double l6 = 0;
        double l7 = 0;
        for (int j = 0; j < whole; j += Lanes.COUNT) {
            l0 = Math.fma(values[j], values[j], l0);
            l1 = Math.fma(values[j + 1], values[j + 1], l1);
            l2 = Math.fma(values[j + 2], values[j + 2], l2);
            l3 = Math.fma(values[j + 3], values[j + 3], l3);
            l4 = Math.fma(values[j + 4], values[j + 4], l4);
            l5 = Math.fma(values[j + 5], values[j + 5], l5);
            l6 = Math.fma(values[j + 6], values[j + 6], l6);
            l7 = Math.fma(values[j + 7], values[j + 7], l7);
        }
        double sum = Lanes.sum(l0, l1, l2, l3, l4, l5, l6, l7);
        for (int j = whole; j < values.length; j++) {
            sum = Math.fma(values[j], values[j], sum);
        }
        return Math.sqrt(Math.fma(intercept, intercept, sum));
    }
}
