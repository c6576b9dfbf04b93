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

    /**
     * Whether a plain step over one row shrinks θ as a whole, if at all, and by less than all of it, and so needs no more than the row. (A gradient is clipped with its
     * part of L2, which has all features.)
     */
    boolean isByRows(Clipping clipping) {
        return !hasMap && keptByRows(rate) > 0 && (l2 == 0 || clipping.isNone());
    }

    boolean shrinksRows() {
        return l2 + decay > 0;
    }

    /** What L2 and weight decay leave of θ in such a step. */
    double keptByRows(double rate) {
        return 1 - rate * (l2 + decay);
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

    /** λ₁. */
    double l1() {
        return l1;
    }

    /** λ₂. */
    double l2() {
        return l2;
    }

    /**
     * ∇J ← the shortest of all subgradients: plus λ₁ towards zero, and 0 where a bound, or the kink at zero, holds θⱼ.
     *
     * @return which features may move
     */
    boolean[] shorten(double[] theta, double[] gradient) {
        boolean[] isFree = new boolean[theta.length];
        for (int j = 0; j < theta.length; j++) {
            double slope = gradient[j];
            if (l1 > 0) {
                slope = theta[j] == 0 ? soft(slope, l1) : slope + Math.copySign(l1, theta[j]);
            }
            boolean isHeld = isBounded && (slope > 0 ? theta[j] <= lower[j] : theta[j] >= upper[j]);
            gradient[j] = isHeld ? 0 : slope;
            isFree[j] = gradient[j] != 0 || (!isHeld && (l1 == 0 || theta[j] != 0));
        }
        return isFree;
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

    /** What weight decay leaves of θ in a step whose gradient has the part of L2. */
    double kept(double rate) {
        return 1 - rate * decay;
    }

    /** θ ← prox(kθ − α∇J). */
    void step(double[] theta, double[] gradient, double rate) {
        double kept = kept(rate);
        for (int j = 0; j < theta.length; j++) {
            theta[j] = Math.fma(-rate, gradient[j], kept * theta[j]);
        }
        map(theta, rate);
    }

    /** v ← prox(v). A loop of its own: inside those of the steps it kept C2 from making vectors of them, even where there is nothing to map. */
    void map(double[] v, double rate) {
        if (l1 > 0) {
            double threshold = rate * l1;
            for (int j = 0; j < v.length; j++) {
                v[j] = soft(v[j], threshold);
            }
        }
        clip(v);
    }

    /** v ← prox(v), each feature with its own α. */
    void map(double[] v, double[] rates) {
        if (l1 > 0) {
            for (int j = 0; j < v.length; j++) {
                v[j] = soft(v[j], rates[j] * l1);
            }
        }
        clip(v);
    }

    /** v ← the nearest value between the bounds. */
    void clip(double[] v) {
        for (int j = 0; j < lower.length; j++) {
            v[j] = Math.min(Math.max(v[j], lower[j]), upper[j]);
        }
    }

    /** NaN is neither above nor below the threshold, and stays; zeros are positive. */
    private static double soft(double v, double threshold) {
        return Math.max(v - threshold, 0) + Math.min(v + threshold, 0);
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
        double to = l1 > 0 ? soft(v, rate * l1) : v;
        to = isBounded ? Math.min(Math.max(to, lower[feature]), upper[feature]) : to;
        boolean isAtBound = isBounded && (to == lower[feature] || to == upper[feature]);
        if (to == 0 || isAtBound) {
            return (theta - to) / rate;
        }
        return gradient + (l1 == 0 ? 0 : Math.copySign(l1, v));
    }
}
