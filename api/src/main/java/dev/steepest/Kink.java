package dev.steepest;

/**
 * A loss with kinks as the largest of u·v over lower ≤ u ≤ upper, where v is the soft threshold of z − y at a zone without cost, or sz
 * − 1 for labels s. (u is ∂ℓ/∂v where there is one: every piecewise linear ℓ
 * is of this form.)
 *
 * @param lower the least u
 * @param upper the greatest u
 * @param zone how far from y nothing is cost, 0 as a rule
 * @param isOfLabels whether y is a label s, and e = s·u
 */
record Kink(double lower, double upper, double zone, boolean isOfLabels) {

    static final Kink HINGE = new Kink(-1, 0, 0, true);

    static Kink quantile(double q) {
        return new Kink(-q, 1 - q, 0, false);
    }

    static Kink epsilonInsensitive(double epsilon) {
        return new Kink(-1, 1, epsilon, false);
    }

    double residual(double z, double target) {
        if (isOfLabels) {
            return sign(target) * z - 1;
        }
        double difference = z - target;
        return Math.max(difference - zone, 0) + Math.min(difference + zone, 0);
    }

    /** ∂v/∂z: s, or 1. */
    double direction(double target) {
        return isOfLabels ? sign(target) : 1;
    }

    private static double sign(double target) {
        return target > 0 ? 1 : -1;
    }

    /** The u of the smoothed loss of this width. */
    double slope(double residual, double width) {
        return Math.min(Math.max(residual / width, lower), upper);
    }

    /** The most that a smoothed loss is below the loss, as a multiple of its width. */
    double gap() {
        return Math.max(lower * lower, upper * upper) / 2;
    }
}
