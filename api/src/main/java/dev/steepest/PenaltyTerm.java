package dev.steepest;

import org.jspecify.annotations.Nullable;

/**
 * Penalty and bounds in the units that a descent works in: what they add to cost and gradient, and the proximal map of the part that has no
 * gradient,
 *
 * <pre>
 * prox(v) = argmin ½(u − v)² + αλ₁|u|, lower ≤ u ≤ upper   = clip(soft(v, αλ₁))
 * </pre>
 *
 * <p>(of a convex function of one variable, the least value between bounds is the least of all, clipped).
 */
final class PenaltyTerm {

    private final double l1;
    private final double l2;
    private final double decay;
    private final boolean isBounded;
    private final boolean hasMap;
    private final double[] lower;
    private final double[] upper;
    private final double rate;
    private final double[] mapped;

    /** @param rate α of the gradient map that {@link #norm} measures */
    PenaltyTerm(Settings settings, int features, @Nullable Standardization standardization, double rate) {
        this.l1 = settings.penalty.l1();
        this.l2 = settings.penalty.l2();
        this.decay = settings.penalty.decay() + settings.optimizer.decay();
        this.isBounded = !settings.bounds.areNone();
        this.hasMap = isBounded || l1 > 0;
        this.lower = new double[isBounded ? features : 0];
        this.upper = new double[lower.length];
        for (int j = 0; j < lower.length; j++) {
            double scale = standardization == null ? 1 : standardization.scale(j);
            lower[j] = settings.bounds.lower() * scale;
            upper[j] = settings.bounds.upper() * scale;
        }
        this.rate = rate;
        this.mapped = new double[hasMap ? features : 0];
    }

    /** Whether a step is nothing but the gradient's. */
    boolean isNone() {
        return !hasMap && l2 == 0 && decay == 0;
    }

    /** R(θ): a chain over the features for each of the two sums. */
    double cost(double[] theta) {
        if (l1 == 0 && l2 == 0) {
            return 0;
        }
        double sizes = 0;
        double squares = 0;
        for (double value : theta) {
            sizes += Math.abs(value);
            squares = Math.fma(value, value, squares);
        }
        return Math.fma(l1, sizes, 0.5 * l2 * squares);
    }

    /** ∇J ← ∇J + λ₂θ. */
    void addGradient(double[] theta, double[] gradient) {
        if (l2 == 0) {
            return;
        }
        for (int j = 0; j < theta.length; j++) {
            gradient[j] = Math.fma(l2, theta[j], gradient[j]);
        }
    }

    /** What weight decay leaves of θ in a step of this rate. */
    double kept(double rate) {
        return 1 - rate * decay;
    }

    /** prox(v). C2 takes the test out of the loops that call this, so that without a map they are as if it were not there. */
    double map(double v, double rate, int feature) {
        if (!hasMap) {
            return v;
        }
        double threshold = rate * l1;
        // NaN is neither above nor below the threshold, and has to stay
        return clip(Math.max(v - threshold, 0) + Math.min(v + threshold, 0), feature);
    }

    double clip(double v, int feature) {
        return isBounded ? Math.min(Math.max(v, lower[feature]), upper[feature]) : v;
    }

    /** Moves a start to where it is allowed. */
    void clip(double[] theta) {
        for (int j = 0; j < theta.length; j++) {
            theta[j] = clip(theta[j], j);
        }
    }

    /**
     * ‖G‖ of the gradient map G = (θ − prox(θ − α∇J))/α, which is zero where θ is the optimum, and ∇J where there is nothing to map (Nesterov: Gradient methods for
     * minimizing composite functions, 2013). α is the same through the whole descent.
     */
    double norm(double[] theta, double[] gradient, double interceptGradient) {
        if (!hasMap) {
            return Norms.euclidean(gradient, interceptGradient);
        }
        for (int j = 0; j < mapped.length; j++) {
            mapped[j] = mappedGradient(theta[j], gradient[j], j);
        }
        return Norms.euclidean(mapped, interceptGradient);
    }

    /** Gⱼ without the difference, which would cancel where α is small. */
    private double mappedGradient(double theta, double gradient, int feature) {
        double v = Math.fma(-rate, gradient, theta);
        double to = map(v, rate, feature);
        boolean isAtBound = isBounded && (to == lower[feature] || to == upper[feature]);
        if (to == 0 || isAtBound) {
            return (theta - to) / rate;
        }
        return gradient + (l1 == 0 ? 0 : Math.copySign(l1, v));
    }
}
