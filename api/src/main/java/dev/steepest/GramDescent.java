package dev.steepest;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import org.jspecify.annotations.Nullable;

/**
 * Batch descent that reads X now and then: at an anchor θₐ it takes cost Jₐ and gradient gₐ from a pass over X, and from there on
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
 * and the descent goes on by passes over X.
 */
final class GramDescent {

    /** 2⁻²⁰. */
    private static final double PRECISION = 0x1p-20;

    /** Anchors before it is asked whether they come too often. */
    private static final int FEW_ANCHORS = 8;

    private static final int EPOCHS_PER_ANCHOR = 4;

    private final Settings settings;
    private final Gradient gradient;
    private final Gram gram;
    private final double errorBound;
    private final double rate;
    private final Progress progress;

    private final Parameters anchor;
    private double anchorCost;
    private double anchorNorm;
    private long anchors;

    private final Parameters offset;
    private final double[] values;
    private double interceptGradient;
    private double cost;
    private double norm;

    private @Nullable PlanChoice fallback;

    GramDescent(Settings settings, Gradient gradient, Gram gram, double rate, Progress progress) {
        this.settings = settings;
        this.gradient = gradient;
        this.gram = gram;
        this.errorBound = gram.errorBound();
        this.rate = rate;
        this.progress = progress;
        int features = gradient.values().length;
        this.anchor = new Parameters(features);
        this.offset = new Parameters(features);
        this.values = new double[features];
    }

    /** Descends from these parameters, which it moves; returns the steps done. */
    long run(Parameters at, @Nullable State resumed) {
        if (resumed == null) {
            return run(at, 0);
        }
        anchors = resumed.number("gram.anchors");
        if (resumed.has("gram.until")) {
            return stream(at, resumed.number("gram.until"), resumed);
        }
        if (!restore(at, resumed)) {
            progress.stopped();
            return progress.epochs();
        }
        step(at);
        return run(at, progress.epochs() + 1);
    }

    private long run(Parameters at, long first) {
        for (long steps = first; !Thread.currentThread().isInterrupted(); steps++) {
            boolean approximates = steps > 0 && approximate(at) && !mustBeExact(steps);
            if (!approximates) {
                if (anchors >= FEW_ANCHORS && anchors * EPOCHS_PER_ANCHOR > steps) {
                    return stream(at, steps, null);
                }
                if (!anchor(at)) {
                    progress.stopped();
                    return Math.max(0, steps - 1); // the last step's cost is not known: the θ before it is returned
                }
            }
            if (progress.endsAfter(steps, at, cost, norm, approximates)) {
                if (approximates || !Double.isFinite(cost)) {
                    confirm();
                }
                return steps;
            }
            if (progress.isCheckpointDue()) {
                progress.checkpoint(at, state -> save(approximates, state));
            }
            step(at);
        }
        progress.stopped();
        return progress.epochs();
    }

    /** Gives XᵀX up after so many steps. */
    private long stream(Parameters at, long steps, @Nullable State resumed) {
        fallback = PlanChoice.streaming(
                "rounding errors of XᵀX: passes over X=" + anchors + " were needed in epochs=" + steps);
        BatchDescent streaming = new BatchDescent(settings, gradient, rate, progress, steps, state -> {
            state.put("gram.anchors", anchors);
            state.put("gram.until", steps);
        });
        return streaming.run(at, resumed);
    }

    private void save(boolean approximates, State state) {
        state.put("gram.anchors", anchors);
        state.put("gram.approximates", approximates ? 1 : 0);
        anchor.save("gram.anchor", state);
    }

    /** Takes cost and gradient at the anchor from X again, and those of where the descent is as they were taken. */
    private boolean restore(Parameters at, State state) {
        anchor.restore("gram.anchor", state);
        long known = anchors;
        if (!anchor(anchor)) {
            return false;
        }
        anchors = known;
        if (state.number("gram.approximates") != 0) {
            approximate(at);
        }
        return true;
    }

    /** Why the descent ended up reading X for each epoch; null if it did not. */
    @Nullable
    PlanChoice fallback() {
        return fallback;
    }

    /** What ends the descent for good is judged by a pass over X. */
    private boolean mustBeExact(long steps) {
        return steps == settings.maxEpochs || settings.convergence.gradientMet(norm);
    }

    private boolean anchor(Parameters at) {
        if (!gradient.evaluate(at.theta, at.intercept)) {
            return false;
        }
        anchors++;
        anchor.set(at);
        System.arraycopy(gradient.values(), 0, values, 0, values.length);
        interceptGradient = settings.intercept ? gradient.interceptGradient() : 0;
        norm = Norms.euclidean(values, interceptGradient);
        cost = gradient.cost();
        anchorNorm = norm;
        anchorCost = cost;
        return true;
    }

    /** Takes cost and gradient from H; returns whether they are as good as they should be. */
    private boolean approximate(Parameters at) {
        double[] anchorGradient = gradient.values();
        double anchorIntercept = settings.intercept ? gradient.interceptGradient() : 0;
        subtract(at);
        double change = gram.multiply(offset.theta, offset.intercept, values);
        interceptGradient = anchorIntercept + change;
        double sum = offset.intercept * (anchorIntercept + interceptGradient);
        for (int j = 0; j < values.length; j++) {
            values[j] += anchorGradient[j];
            sum = Math.fma(offset.theta[j], anchorGradient[j] + values[j], sum);
        }
        cost = Math.fma(0.5, sum, anchorCost);
        norm = Norms.euclidean(values, interceptGradient);
        return isPrecise(Norms.euclidean(offset.theta, offset.intercept));
    }

    private void subtract(Parameters at) {
        for (int j = 0; j < values.length; j++) {
            offset.theta[j] = at.theta[j] - anchor.theta[j];
        }
        offset.intercept = at.intercept - anchor.intercept;
    }

    private boolean isPrecise(double distance) {
        double gradientError = errorBound * distance;
        double roundings = (values.length + 4.0) * 0x1p-53;
        double gamma = roundings / (1 - roundings);
        double costError = 0.5 * distance * gradientError + gamma * (anchorCost + 0.5 * distance * (anchorNorm + norm));
        return gradientError <= PRECISION * norm && costError <= PRECISION * cost;
    }

    private void step(Parameters at) {
        for (int j = 0; j < values.length; j++) {
            at.theta[j] = Math.fma(-rate, values[j], at.theta[j]);
        }
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
    }

    /** Cost and gradient of what is returned come from X; where the thread is interrupted, what is known stays. */
    private void confirm() {
        Parameters known = progress.known();
        if (gradient.evaluate(known.theta, known.intercept) && Double.isFinite(gradient.cost())) {
            double intercept = settings.intercept ? gradient.interceptGradient() : 0;
            progress.know(known, gradient.cost(), Norms.euclidean(gradient.values(), intercept));
        }
    }
}
