package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * J(θ) − J*, what is left to gain at a θ.
 *
 * <p>A bound, where a penalty gives one: for any u with Σwu = 0, if there is an intercept, and g = (1/W) Σ wᵢuᵢxᵢ
 *
 * <pre>
 * λ₂ &gt; 0    J(θ) − J* ≤ (1/W) Σ w(ℓ(z) + ℓ*(u) − u·z) + ‖s‖²/(2λ₂)         s the shortest of g + ∂R(θ), bounds included
 * λ₁ only   J(θ) − J* ≤ (1/W) Σ w(ℓ(z) + ℓ*(u) − u·z) + g·θ + λ₁ Σ |θⱼ|   if |gⱼ| ≤ λ₁ for all j
 * </pre>
 *
 * <p>by Fenchel's inequality and, in the first line, as R(θ*) ≥ R(θ) + (∂R)·(θ* − θ) + ½λ₂‖θ* − θ‖² (Rockafellar: Convex Analysis,
 * 1970, section 31; Mairal: Sparse coding for machine learning, 2010, appendix D).
 * u are the errors of θ, those of the sign that outweighs the other shrunk until Σwu = 0, and all of them until g is short enough:
 * {@link ScaledErrors}. Exact but for roundings.
 *
 * <p>An estimate else, and where the bound says little: half the Newton decrement, ½ s·H⁻¹s over the features that may move, with H
 * the second derivative at θ, as far as a few steps of conjugate gradients along H's products tell it
 * (Boyd and Vandenberghe: Convex Optimization, 2004, section 9.5.1), preconditioned by H's diagonal, so that the units of features are
 * of no account. These steps come from below. Where a loss with kinks is smoothed, what has been smoothed away
 * is added.
 */
final class Certificate {

    /** Steps of conjugate gradients at most. */
    private static final int MOST_STEPS = 50;

    /** They end when the last three have added less than this share. */
    private static final double SHARE = 0.1;

    private static final int LAST = 3;

    private final Kernel kernel;
    private final Samples x;
    private final int @Nullable [] rows;
    private final Vector y;
    private final @Nullable MemorySegment weights;
    private final Settings settings;
    private final Errors errors;
    private final PenaltyTerm penalty;
    private final @Nullable Gram gram;
    private final Team team;
    private final Supplier<Baseline> baseline;
    private final double totalWeight;

    private @Nullable Gradient gradient;
    private @Nullable RowCurvatures curvatures;
    private boolean isBound;
    private long passes;

    Certificate(
            Kernel kernel,
            Samples x,
            int @Nullable [] rows,
            Vector y,
            @Nullable MemorySegment weights,
            Settings settings,
            Errors errors,
            PenaltyTerm penalty,
            @Nullable Gram gram,
            Team team,
            Supplier<Baseline> baseline) {
        this.kernel = kernel;
        this.x = x;
        this.rows = rows;
        this.y = y;
        this.weights = weights;
        this.settings = settings;
        this.errors = errors;
        this.penalty = penalty;
        this.gram = gram;
        this.team = team;
        this.baseline = baseline;
        double count = rows == null ? x.rows() : rows.length;
        this.totalWeight = weights == null ? count : Preparation.total(weights, x.rows(), rows);
    }

    /** Whether the last value is a bound. */
    boolean isBound() {
        return isBound;
    }

    /** Passes over X that all values have taken. */
    long passes() {
        return passes;
    }

    /** What a change of the cost counts against. */
    double scale(double cost) {
        return baseline.get().scale(cost);
    }

    /**
     * (J(θ) − J*) / {@link Baseline#scale}; NaN where it is not to be had, or the thread was interrupted.
     *
     * @param enough an estimate ends when it has come to this
     */
    double measure(Parameters at, double enough) {
        isBound = false;
        if (settings.loss.isCustom() || settings.penalty.decay() + settings.optimizer.decay() > 0) {
            return Double.NaN;
        }
        Gradient all = gradient();
        passes++;
        if (!all.evaluate(at.theta, at.intercept)) {
            return Double.NaN;
        }
        double scale = baseline.get().scale(all.cost() + penalty.cost(at.theta));
        double[] slopes = all.values().clone();
        double ofIntercept = settings.intercept ? all.interceptGradient() : 0;
        penalty.addGradient(at.theta, slopes);
        double curvature = findCurvatures(at);
        double bound = bound(at) / scale;
        if (bound <= enough && enough < Double.POSITIVE_INFINITY) {
            isBound = true;
            return bound;
        }
        double estimate = estimate(at, slopes, ofIntercept, curvature, enough * scale) / scale;
        isBound = Double.isFinite(bound) && !(estimate < bound);
        return isBound ? bound : estimate;
    }

    private Gradient gradient() {
        if (gradient == null) {
            gradient = new Gradient(kernel, x, y.segment(), rows, weights, errors, team);
        }
        return gradient;
    }

    private boolean hasBound() {
        return penalty.l2() > 0 || (penalty.l1() > 0 && settings.bounds.areNone());
    }

    /** Σ of the curvatures of rows; those of squared loss are alike, and are only looked for where errors are, too. */
    private double findCurvatures(Parameters at) {
        boolean isConstant = settings.loss.isSquared();
        if (isConstant && !hasBound()) {
            return 2 * totalWeight;
        }
        if (curvatures == null) {
            curvatures = new RowCurvatures(x, rows, y, weights, settings.loss, errors, kernel.passes(x));
        }
        passes++;
        double total = curvatures.find(at);
        return isConstant ? 2 * totalWeight : total;
    }

    private double bound(Parameters at) {
        if (!hasBound() || curvatures == null) {
            return Double.POSITIVE_INFINITY;
        }
        double positive = 1;
        double negative = 1;
        if (settings.intercept) {
            positive = Math.min(1, ratio(curvatures.negativeErrors, curvatures.positiveErrors));
            negative = Math.min(1, ratio(curvatures.positiveErrors, curvatures.negativeErrors));
        }
        ScaledErrors dual = new ScaledErrors(errors, settings.loss);
        Gradient point = new Gradient(kernel, x, y.segment(), rows, weights, dual, team);
        dual.scale(positive, negative);
        if (!evaluate(point, at)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] g = point.values();
        if (penalty.l2() > 0) {
            penalty.addGradient(at.theta, g);
            penalty.shorten(at.theta, g);
            double norm = Norms.euclidean(g, 0);
            return point.cost() + norm * norm / (2 * penalty.l2());
        }
        double largest = 0;
        for (double value : g) {
            largest = Math.max(largest, Math.abs(value));
        }
        double share = Math.min(1, ratio(penalty.l1(), largest));
        dual.scale(share * positive, share * negative);
        if (!evaluate(point, at)) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = point.cost();
        for (int j = 0; j < g.length; j++) {
            sum = Math.fma(at.theta[j], g[j] + Math.copySign(penalty.l1(), at.theta[j]), sum);
        }
        return sum;
    }

    private boolean evaluate(Gradient of, Parameters at) {
        passes++;
        return of.evaluate(at.theta, at.intercept);
    }

    private static double ratio(double part, double of) {
        return of > 0 ? part / of : 1;
    }

    /**
     * ½ s·H⁻¹s from below, and what was smoothed away.
     *
     * @param slopes ∇J, overwritten
     * @param curvature Σw ∂²ℓ/∂z²
     */
    private double estimate(Parameters at, double[] slopes, double ofIntercept, double curvature, double enough) {
        boolean[] isFree = penalty.shorten(at.theta, slopes);
        double away = curvatures == null ? 0 : curvatures.smoothedAway / totalWeight;
        if (Norms.euclidean(slopes, ofIntercept) == 0) {
            return away;
        }
        if (!(curvature > 0) || away > enough) {
            return curvature > 0 ? away : Double.POSITIVE_INFINITY;
        }
        MemorySegment ofRows = settings.loss.isSquared() || curvatures == null ? weights : curvatures.values;
        SecondDerivative h = gram == null
                ? SecondDerivative.of(new Gradient(kernel, x, null, rows, ofRows, kernel.squared(), team))
                : SecondDerivative.of(gram);
        double factor = curvature / (2 * totalWeight);
        double[] diagonal = Preparation.spreads(x, rows, ofRows, new double[slopes.length]);
        passes++;
        for (int j = 0; j < diagonal.length; j++) {
            diagonal[j] = Math.fma(2 * factor * diagonal[j], diagonal[j], penalty.l2());
        }
        return away + decrement(h, factor, diagonal, slopes, ofIntercept, isFree, enough - away);
    }

    /** By conjugate gradients, whose k-th step takes ½αρ off the quadratic's value. */
    private double decrement(
            SecondDerivative h,
            double factor,
            double[] diagonal,
            double[] slopes,
            double ofIntercept,
            boolean[] isFree,
            double enough) {
        int features = slopes.length;
        double ofConstant = 2 * factor;
        double[] p = new double[features];
        double[] product = new double[features];
        double b = 0;
        double residual = ofIntercept;
        double rho = 0;
        double sum = 0;
        double[] gains = new double[MOST_STEPS];
        int most = Math.min(MOST_STEPS, features + 1);
        for (int step = 0; step < most; step++) {
            double before = rho;
            rho = residual * residual / ofConstant;
            for (int j = 0; j < features; j++) {
                rho = Math.fma(slopes[j] / diagonal[j], slopes[j], rho);
            }
            if (rho == 0) {
                break;
            }
            double share = step == 0 ? 0 : rho / before;
            for (int j = 0; j < features; j++) {
                p[j] = Math.fma(share, p[j], slopes[j] / diagonal[j]);
            }
            b = Math.fma(share, b, residual / ofConstant);
            passes += gram == null ? 1 : 0;
            double bProduct = factor * h.multiply(p, b, product);
            double along = settings.intercept ? b * bProduct : 0;
            for (int j = 0; j < features; j++) {
                product[j] = isFree[j] ? Math.fma(penalty.l2(), p[j], factor * product[j]) : 0;
                along = Math.fma(p[j], product[j], along);
            }
            if (!(along > 0)) {
                return Double.isNaN(along) ? Double.NaN : Double.POSITIVE_INFINITY;
            }
            double length = rho / along;
            gains[step] = 0.5 * length * rho;
            sum += gains[step];
            if (sum > enough || isSettled(gains, step, sum)) {
                break;
            }
            for (int j = 0; j < features; j++) {
                slopes[j] = Math.fma(-length, product[j], slopes[j]);
            }
            residual = settings.intercept ? Math.fma(-length, bProduct, residual) : 0;
        }
        return sum;
    }

    private static boolean isSettled(double[] gains, int step, double sum) {
        if (step < LAST) {
            return false;
        }
        return Arrays.stream(gains, step - LAST + 1, step + 1).sum() <= SHARE * sum;
    }
}
