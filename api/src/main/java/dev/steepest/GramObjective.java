package dev.steepest;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import org.jspecify.annotations.Nullable;

/**
 * J and ∇J of squared loss by passes over X now and then: at an anchor θₐ such a pass finds cost Jₐ and gradient gₐ, and from there on
 *
 * <pre>
 * δ = θ − θₐ        g = gₐ + Hδ        J = Jₐ + ½ δ·(gₐ + g)
 * </pre>
 *
 * <p>which is exact for squared loss. Rounding errors grow with δ, not with θ, and are bounded:
 *
 * <pre>
 * |ĝ − g| ≤ β‖δ‖                                               β = {@link Gram#errorBound}
 * |Ĵ − J| ≤ ½β‖δ‖² + γ(Jₐ + ½‖δ‖(‖gₐ‖ + ‖g‖))       γ = γ_{d+4}: a chain over the features and the intercept, three operations more
 * </pre>
 *
 * <p>Where one exceeds {@value #PRECISION} of ‖g‖ or J, θ becomes the next anchor (as in the iterative refinement of linear equations; Higham:
 * Accuracy and Stability of Numerical Algorithms, 2002, chapter 12). Where that happens more than once in four epochs, XᵀX is of no use,
 * and all the others are found by passes over X. The penalty's part is added to either.
 */
final class GramObjective extends Objective {

    /** 2⁻²⁰. */
    private static final double PRECISION = 0x1p-20;

    /** Anchors before it is asked whether they come too often. */
    private static final int FEW_ANCHORS = 8;

    private static final int EPOCHS_PER_ANCHOR = 4;

    private final Settings settings;
    private final Gradient gradient;
    private final Gram gram;
    private final double errorBound;

    private final Parameters anchor;
    private double anchorCost;
    private double anchorNorm;
    private long anchors;

    private final Parameters offset;
    private final double[] values;
    private boolean approximates;
    private boolean isComparable;

    private @Nullable PlanChoice fallback;

    GramObjective(Settings settings, Gradient gradient, Gram gram, PenaltyTerm penalty) {
        super(penalty);
        this.settings = settings;
        this.gradient = gradient;
        this.gram = gram;
        this.errorBound = gram.errorBound();
        int features = gradient.values().length;
        this.anchor = new Parameters(features);
        this.offset = new Parameters(features);
        this.values = new double[features];
    }

    @Override
    boolean evaluate(Parameters at, long epoch) {
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        boolean wasFallenBack = fallback != null;
        approximates = !wasFallenBack && epoch > 0 && approximate(at) && !mustBeExact(epoch);
        isComparable = approximates || wasFallenBack;
        if (approximates) {
            return true;
        }
        if (!wasFallenBack && anchors >= FEW_ANCHORS && anchors * EPOCHS_PER_ANCHOR > epoch) {
            fallback = PlanChoice.streaming(
                    "rounding errors of XᵀX: passes over X=" + anchors + " were needed in epochs=" + epoch);
        }
        return anchor(at);
    }

    @Override
    double[] gradient() {
        return values;
    }

    @Override
    boolean isComparable() {
        return isComparable;
    }

    /** Why X ended up being read for each epoch; null if it did not. */
    @Nullable
    PlanChoice fallback() {
        return fallback;
    }

    /** What ends the descent for good is judged by a pass over X. */
    private boolean mustBeExact(long epoch) {
        return epoch == settings.maxEpochs || settings.convergence.gradientMet(norm);
    }

    private boolean anchor(Parameters at) {
        if (!gradient.evaluate(at.theta, at.intercept)) {
            return false;
        }
        anchors++;
        anchor.set(at);
        System.arraycopy(gradient.values(), 0, values, 0, values.length);
        anchorCost = gradient.cost();
        anchorNorm = Norms.euclidean(values, anchorInterceptGradient());
        penalize(at, anchorCost, anchorInterceptGradient());
        return true;
    }

    private double anchorInterceptGradient() {
        return settings.intercept ? gradient.interceptGradient() : 0;
    }

    /** Takes cost and gradient from H; returns whether they are as good as they should be. */
    private boolean approximate(Parameters at) {
        double[] anchorGradient = gradient.values();
        double anchorIntercept = anchorInterceptGradient();
        subtract(at);
        double change = gram.multiply(offset.theta, offset.intercept, values);
        double intercept = anchorIntercept + change;
        double sum = offset.intercept * (anchorIntercept + intercept);
        for (int j = 0; j < values.length; j++) {
            values[j] += anchorGradient[j];
            sum = Math.fma(offset.theta[j], anchorGradient[j] + values[j], sum);
        }
        double lossNorm = Norms.euclidean(values, intercept);
        penalize(at, Math.fma(0.5, sum, anchorCost), intercept);
        return isPrecise(Norms.euclidean(offset.theta, offset.intercept), lossNorm);
    }

    private void subtract(Parameters at) {
        for (int j = 0; j < values.length; j++) {
            offset.theta[j] = at.theta[j] - anchor.theta[j];
        }
        offset.intercept = at.intercept - anchor.intercept;
    }

    private boolean isPrecise(double distance, double lossNorm) {
        double gradientError = errorBound * distance;
        double roundings = (values.length + 4.0) * 0x1p-53;
        double gamma = roundings / (1 - roundings);
        double costError =
                0.5 * distance * gradientError + gamma * (anchorCost + 0.5 * distance * (anchorNorm + lossNorm));
        return gradientError <= PRECISION * norm && costError <= PRECISION * cost;
    }

    /** Where the thread is interrupted, what is known stays. */
    @Override
    void confirm(Progress progress) {
        Known known = progress.known();
        Parameters at = known.parameters;
        if (!at.isSame(anchor) && anchor(at) && Double.isFinite(cost)) {
            progress.know(at, known.steps, cost, norm);
        }
    }
}
