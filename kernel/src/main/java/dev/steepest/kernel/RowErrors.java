package dev.steepest.kernel;

/**
 * The errors pass by the formulas of one row. A vector twin replaces the loop over whole vectors and keeps the rest.
 *
 * <p>The formulas choose by min and max, never by comparison: C2 has no masks of two lanes, and makes objects of them (128 bits). NaN propagates so, too.
 */
public abstract class RowErrors implements Errors {

    /** Twice a factor, it makes every positive number larger than 1: 2⁻¹⁰⁷⁴ · 2⁶⁰⁰ · 2⁶⁰⁰. */
    protected static final double HUGE = 0x1p600;

    /** 1 for positive numbers, 0 for 0. */
    static double step(double x) {
        return Math.min(x * HUGE * HUGE, 1);
    }

    /** s: 1 for the label 1, −1 for the labels −1 and 0. */
    static double sign(double label) {
        return Math.max(Math.min(Math.fma(label, 4, -2), 1), -1);
    }

    @Override
    public final void errors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        for (int i = vectors(z, targets, from, count, intercept, losses, errors); i < count; i++) {
            double score = z[i] + intercept;
            double target = targets[from + i];
            losses[i] = loss(score, target);
            errors[i] = error(score, target);
        }
    }

    /** Does the first rows, as many as fill vectors, and tells how many. */
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        return 0;
    }
}
