package dev.steepest;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a descent has come: the last parameters whose cost is known and finite, the costs so far, and the judgement, epoch by
 * epoch, whether to go on.
 */
final class Progress {

    /** A cost this many times the first is a divergence. */
    static final double DIVERGENCE = 1e6;

    private final Settings settings;
    private final Checkpoints checkpoints;
    private final CostHistory history;
    private final Parameters known;
    private double knownCost = Double.NaN;
    private double knownNorm = Double.NaN;
    private double limit = Double.MAX_VALUE;
    private double lastCost = Double.NaN;
    private double divergedCost = Double.NaN;
    private long epochs;
    private @Nullable Reason reason;

    Progress(Settings settings, Parameters start, Checkpoints checkpoints) {
        this.settings = settings;
        this.checkpoints = checkpoints;
        this.history = new CostHistory(settings.maxEpochs);
        this.known = new Parameters(start.theta.length);
        known.set(start);
    }

    /** The cost above which the descent counts as diverged. */
    double limit() {
        return limit;
    }

    /**
     * Takes note of an epoch and judges it.
     *
     * @param comparable whether this cost and the one before were reckoned alike, so that their difference means something
     * @return whether the descent is over
     */
    boolean endsAfter(long epoch, Parameters at, double cost, double gradientNorm, boolean comparable) {
        if (!settings.isBatch() && !at.isFinite()) {
            // of batch descent, the cost at such a θ is not finite either; here it is the mean of losses before it
            diverged(epoch, Double.POSITIVE_INFINITY);
            return true;
        }
        boolean exceeds = !(cost <= limit);
        if (!exceeds || Double.isFinite(cost)) {
            // the mean of losses along the way is not the cost at the end
            know(at, settings.isBatch() ? cost : Double.NaN, settings.isBatch() ? gradientNorm : Double.NaN);
        }
        if (exceeds) {
            diverged(epoch, cost);
            return true;
        }
        epochs = epoch;
        history.add(epoch, cost);
        if (epoch == 0 && cost > 0) {
            limit = Math.min(DIVERGENCE * cost, Double.MAX_VALUE);
        }
        boolean goOn = settings.observer.epoch(epoch, cost, gradientNorm);
        if (settings.convergence.gradientMet(gradientNorm)) {
            reason = Reason.GRADIENT_NORM;
        } else if (comparable && settings.convergence.costMet(cost, lastCost)) {
            reason = Reason.COST_CHANGE;
        } else if (!goOn) {
            reason = Reason.STOPPED;
        } else if (epoch == settings.maxEpochs) {
            reason = Reason.MAX_EPOCHS;
        }
        lastCost = cost;
        return reason != null;
    }

    /** Whether a checkpoint is due after the epoch that was judged last: what makes one allocates, so ask first. */
    boolean isCheckpointDue() {
        return checkpoints.isDueAfter(epochs);
    }

    /**
     * Makes a checkpoint.
     *
     * @param at where the descent is
     * @param descent puts what else changes from epoch to epoch
     */
    void checkpoint(Parameters at, Consumer<State> descent) {
        State state = new State();
        state.put("epoch", epochs);
        at.save("at", state);
        state.put("known.cost", knownCost);
        state.put("known.norm", knownNorm);
        state.put("cost", lastCost);
        state.put("limit", limit);
        history.save(state);
        descent.accept(state);
        checkpoints.keep(state);
    }

    /** Goes on from a checkpoint, where {@code at} is set to. */
    void restore(Parameters at, State state) {
        epochs = state.number("epoch", 1, settings.maxEpochs - 1);
        at.restore("at", state);
        if (!at.isFinite()) {
            throw new IllegalArgumentException("the checkpoint cannot be resumed: its θ is not finite");
        }
        know(at, state.value("known.cost"), state.value("known.norm"));
        lastCost = state.value("cost");
        limit = state.value("limit");
        history.restore(state);
    }

    /** Ends the descent in the course of an epoch; what is known stays. */
    void diverged(long epoch, double cost) {
        reason = Reason.DIVERGED;
        epochs = epoch;
        divergedCost = cost;
    }

    /** Ends the descent in the course of an epoch; what is known stays. */
    void stopped() {
        reason = Reason.STOPPED;
    }

    /** These parameters cost this much, over all rows. */
    void know(Parameters at, double cost, double gradientNorm) {
        known.set(at);
        knownCost = cost;
        knownNorm = gradientNorm;
    }

    /** Epochs whose cost is known. */
    long epochs() {
        return epochs;
    }

    Parameters known() {
        return known;
    }

    Fit fit(
            double rate,
            long steps,
            Curvature curvature,
            Layout layout,
            PlanChoice plan,
            String kernel,
            @Nullable Standardization standardization) {
        if (reason == null) {
            throw new AssertionError("the descent is not over");
        }
        double[] theta = known.theta;
        double intercept =
                standardization == null ? known.intercept : standardization.toOriginal(theta, known.intercept);
        String message = message(reason, rate, curvature);
        return new Fit(
                Model.of(intercept, theta),
                new Fit.Run(
                        reason,
                        message,
                        knownCost,
                        knownNorm,
                        epochs,
                        steps,
                        rate,
                        settings.method,
                        layout,
                        plan,
                        kernel,
                        settings.threads,
                        history));
    }

    private String message(Reason reason, double rate, Curvature curvature) {
        return switch (reason) {
            case MAX_EPOCHS ->
                "did all of maxEpochs=" + epochs + " epochs; cost=" + knownCost + " gradientNorm=" + knownNorm;
            case COST_CHANGE ->
                "converged in epochs=" + epochs + ": the cost changed by less than asked for; cost=" + knownCost;
            case GRADIENT_NORM ->
                "converged in epochs=" + epochs + ": gradientNorm=" + knownNorm + " is as small as asked for; cost="
                        + knownCost;
            case STOPPED -> "stopped after epochs=" + epochs + "; cost=" + knownCost;
            case DIVERGED -> divergence(rate, curvature);
        };
    }

    private String divergence(double rate, Curvature curvature) {
        if (epochs == 0) {
            return "diverged at epoch=0: cost=" + divergedCost
                    + " at the start, so X or y holds NaN, infinity or values too large to square; requireFinite() tells where";
        }
        String stable = curvature.isKnown()
                ? " the largest stable rate of batch descent is 2/L=" + curvature.largestStableRate()
                : "";
        return "diverged at epoch=" + epochs + ": cost=" + divergedCost
                + (Double.isFinite(divergedCost) ? " exceeds a million times the first" : "") + " with learningRate="
                + rate
                + ";" + stable + "; last finite cost=" + knownCost + " theta=" + shown(known.theta);
    }

    private static String shown(double[] theta) {
        return theta.length <= 10 ? Arrays.toString(theta) : "of length=" + theta.length;
    }
}
