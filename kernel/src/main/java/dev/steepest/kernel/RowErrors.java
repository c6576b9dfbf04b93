package dev.steepest.kernel;

/** The errors pass by the formulas of one row. A vector twin replaces the loop over whole vectors and keeps the rest. */
public abstract class RowErrors implements Errors {

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
