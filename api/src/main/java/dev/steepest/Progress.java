package dev.steepest;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a descent has come: the last parameters whose cost is known and finite, the costs so far, and the judgement, epoch by
 * epoch, whether to go on.
 */
final class Progress {

    /** A cost this many times the first, or that of a constant, whichever is greater, is a divergence. */
    static final double DIVERGENCE = 1e6;

    /** Epochs before anyone asks what is left to gain. */
    static final int FIRST_CHECK = 4;

    /** Who gains more in an epoch, as a multiple of what may be left, has more left. */
    private static final double STILL_FALLING = 10;

    private final Settings settings;
    private final Rate rate;
    private final TimeLimit.Running time;
    private final @Nullable HeldOut heldOut;
    private final Journal journal;
    private final Checkpoints checkpoints;
    private final @Nullable Baseline baseline;
    private final CostHistory history;
    private final CostWindow window;
    private final @Nullable Certificate certificate;
    private final LastEpoch epoch = new LastEpoch();
    private final Known known;
    private double limit = Double.MAX_VALUE;
    private double divergedCost = Double.NaN;
    private double costBefore = Double.NaN;
    private double remaining = Double.NaN;
    private long nextCheck = FIRST_CHECK;
    private long epochs;
    private @Nullable Reason reason;

    /**
     * @param baseline what a cost is large against; null where the first cost is that of nothing, θ = 0
     * @param certificate who tells what is left to gain; null where nobody asks
     */
    Progress(
            Settings settings,
            Parameters start,
            Rate rate,
            TimeLimit.Running time,
            @Nullable HeldOut heldOut,
            Journal journal,
            Checkpoints checkpoints,
            @Nullable Baseline baseline,
            @Nullable Certificate certificate) {
        this.settings = settings;
        this.rate = rate;
        this.time = time;
        this.heldOut = heldOut;
        this.journal = journal;
        this.checkpoints = checkpoints;
        this.baseline = baseline;
        this.certificate = certificate;
        this.history = new CostHistory(settings.maxEpochs);
        this.window = new CostWindow(settings.convergence.epochs());
        this.known = new Known(start.theta.length);
        known.parameters.set(start);
    }

    /** The cost above which the descent counts as diverged. */
    double limit() {
        return limit;
    }

    /** α of the step, the first of which is 1. */
    double rate(long step) {
        return rate.of(step);
    }

    /** Takes note of finite parameters, and of what they cost over all rows if that is known. */
    void know(Parameters at, long steps, double cost, double gradientNorm) {
        known.set(at, steps, cost, gradientNorm);
    }

    /**
     * Judges an epoch whose parameters, if they are finite, are known.
     *
     * @param comparable whether this cost and the one before were reckoned alike, so that their difference means something
     * @return whether the descent is over
     */
    boolean endsAfter(long number, double cost, double gradientNorm, boolean comparable) {
        if (!(cost <= limit)) {
            diverged(number, cost);
            return true;
        }
        epochs = number;
        history.add(number, cost);
        if (number == 0) {
            double floor = baseline == null ? 0 : baseline.floor();
            double large = (baseline == null ? cost : baseline.atLeast(cost)) - floor;
            limit = large > 0 ? Math.min(floor + DIVERGENCE * large, Double.MAX_VALUE) : Double.MAX_VALUE;
        }
        if (!comparable) {
            window.clear();
        }
        double ofWindow = window.add(cost);
        double change = comparable ? Math.abs(costBefore - cost) : Double.NaN;
        costBefore = cost;
        boolean goOn = observe(number, cost, gradientNorm);
        if (isOptimal(number, cost, change)) {
            reason = Reason.REMAINING;
        } else if (settings.convergence.gradientMet(gradientNorm)) {
            reason = Reason.GRADIENT_NORM;
        } else if (settings.convergence.costMet(cost, ofWindow)) {
            reason = Reason.COST_CHANGE;
        } else if (heldOut != null && heldOut.isExhausted(number)) {
            reason = Reason.VALIDATION;
        } else if (!goOn) {
            reason = Reason.STOPPED;
        } else if (number == settings.maxEpochs) {
            reason = Reason.MAX_EPOCHS;
        } else if (time.isOver()) {
            reason = Reason.TIME_LIMIT;
        } else {
            rate.nextEpoch(number, cost);
        }
        return reason != null;
    }

    /** Whether so little is left to gain as was asked for; asked seldom enough to take a small part of all passes. */
    private boolean isOptimal(long number, double cost, double change) {
        double wanted = settings.convergence.remaining();
        if (certificate == null || !(wanted > 0) || number < nextCheck) {
            return false;
        }
        if (settings.isBatch() && !(change <= STILL_FALLING * wanted * certificate.scale(cost))) {
            return false;
        }
        long before = certificate.passes();
        remaining = certificate.measure(known.parameters, wanted);
        nextCheck = number + Math.max(2 * (certificate.passes() - before), number / 4);
        return remaining <= wanted;
    }

    /** Finds what is left to gain at the end, unless that was the reason to end. */
    void certify() {
        if (certificate != null && reason != Reason.REMAINING) {
            remaining = known.parameters.isFinite() && reason != Reason.DIVERGED
                    ? certificate.measure(known.parameters, Double.POSITIVE_INFINITY)
                    : Double.NaN;
        }
    }

    private boolean observe(long number, double cost, double gradientNorm) {
        epoch.number = number;
        epoch.cost = cost;
        epoch.gradientNorm = gradientNorm;
        epoch.learningRate = rate.current();
        if (heldOut != null) {
            epoch.validationCost = heldOut.judge(number, known);
        }
        journal.epoch(epoch, known.steps);
        return settings.observer.epoch(epoch);
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
        known.save("known", state);
        state.put("limit", limit);
        state.put("costBefore", costBefore);
        state.put("nextCheck", nextCheck);
        history.save(state);
        window.save(state);
        rate.save(state);
        if (heldOut != null) {
            heldOut.save(state);
        }
        descent.accept(state);
        checkpoints.keep(state);
    }

    /** Goes on from a checkpoint, where {@code at} is set to. */
    void restore(Parameters at, State state) {
        epochs = state.number("epoch", 1, settings.maxEpochs - 1);
        at.restore("at", state);
        known.restore("known", state);
        limit = state.value("limit");
        costBefore = state.value("costBefore");
        nextCheck = state.number("nextCheck");
        history.restore(state);
        window.restore(state);
        rate.restore(state);
        if (heldOut != null) {
            heldOut.restore(state);
        }
        if (!at.isFinite() || !known.parameters.isFinite()) {
            throw new IllegalArgumentException("the checkpoint cannot be resumed: its θ is not finite");
        }
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

    /** The last that was judged. */
    long epochs() {
        return epochs;
    }

    Known known() {
        return known;
    }

    /** Goes back to the parameters that were best on the rows held out, if there are any; their cost comes from X. */
    void restoreBest(Objective objective) {
        HeldOut wanted = best();
        if (wanted == null || wanted.best().steps == known.steps) {
            return;
        }
        known.set(wanted.best());
        if (objective.evaluate(known.parameters, settings.maxEpochs)) {
            known.cost = objective.cost();
            known.gradientNorm = objective.norm();
        }
    }

    /** Who knows the best parameters, if those are wanted: of a divergence it is the last finite ones. */
    private @Nullable HeldOut best() {
        return heldOut != null && heldOut.hasBest() && reason != Reason.DIVERGED ? heldOut : null;
    }

    /** Whether the result is these parameters. */
    boolean isAt(Parameters parameters) {
        return known.parameters.isSame(parameters);
    }

    /** @param end where another descent can go on, null if the result is not there */
    Fit fit(
            Curvature curvature,
            Matrix x,
            PlanChoice plan,
            String kernel,
            @Nullable Standardization standardization,
            @Nullable State end) {
        if (reason == null) {
            throw new AssertionError("the descent is not over");
        }
        double[] theta = known.parameters.theta;
        double intercept = known.parameters.intercept;
        if (standardization != null) {
            intercept = standardization.toOriginal(theta, intercept);
        }
        if (!settings.bounds.areNone()) {
            settings.bounds.clip(theta); // scaling back may have rounded beyond them
        }
        HeldOut best = best();
        String message = message(reason, curvature) + (heldOut == null ? "" : "; " + heldOut);
        return new Fit(
                Model.of(settings.loss.link(), intercept, theta),
                new Fit.Run(
                        reason,
                        message,
                        known.cost,
                        known.gradientNorm,
                        remaining,
                        isBound(),
                        best == null ? Double.NaN : best.lowest(),
                        epochs,
                        known.steps,
                        rate.current(),
                        settings.method,
                        x.layout(),
                        x.storage(),
                        plan,
                        kernel,
                        settings.threads,
                        history,
                        standardization,
                        settings.optimizer,
                        settings.intercept,
                        end));
    }

    private String message(Reason reason, Curvature curvature) {
        String cost = "; cost=" + known.cost;
        return switch (reason) {
            case MAX_EPOCHS ->
                "did all of maxEpochs=" + epochs + " epochs" + left() + cost + " gradientNorm=" + known.gradientNorm;
            case REMAINING ->
                "converged in epochs=" + epochs + ": what is left to gain is at most remaining=" + (float) remaining
                        + " of the cost, by " + (isBound() ? "a bound" : "an estimate") + cost;
            case COST_CHANGE -> "ended after epochs=" + epochs + ": its cost hardly changes" + left() + cost;
            case GRADIENT_NORM ->
                "ended after epochs=" + epochs + ": gradientNorm=" + known.gradientNorm + " is as small as asked for"
                        + left() + cost;
            case VALIDATION ->
                "ended after epochs=" + epochs + ": no lower validationCost in patience=" + patience() + " epochs"
                        + cost;
            case TIME_LIMIT -> "ended after epochs=" + epochs + ": " + time + " is over" + cost;
            case STOPPED -> "stopped after epochs=" + epochs + cost;
            case DIVERGED -> divergence(curvature);
        };
    }

    private boolean isBound() {
        return certificate != null && certificate.isBound();
    }

    /** What is left to gain, if that is known. */
    private String left() {
        return Double.isNaN(remaining)
                ? ""
                : ", remaining=" + (float) remaining + " of it by " + (isBound() ? "a bound" : "an estimate");
    }

    private long patience() {
        return heldOut == null ? 0 : heldOut.patience();
    }

    private String divergence(Curvature curvature) {
        if (epochs == 0) {
            return "diverged at epoch=0: cost=" + divergedCost
                    + " at the start, so X or y holds NaN, infinity or values too large to square; requireFinite() tells where";
        }
        String stable = curvature.isKnown() ? stability(curvature) : "";
        return "diverged at epoch=" + epochs + ": cost=" + divergedCost
                + (Double.isFinite(divergedCost)
                        ? " exceeds a million times the first" + (baseline == null ? "" : " and that of a constant")
                        : "")
                + " with learningRate="
                + rate.current()
                + ";" + stable + " last finite cost=" + known.cost + " theta=" + shown(known.parameters.theta);
    }

    private String stability(Curvature curvature) {
        Optimizer optimizer = settings.optimizer;
        double rates = optimizer.stableRates();
        if (Double.isNaN(rates)) {
            return " optimizer=" + optimizer
                    + " steps by about learningRate in each feature, whatever the gradient: try a tenth;";
        }
        String bound = (rates == 2 ? "2" : Double.toString(rates)) + "/L=" + rates * curvature.inverse() + ";";
        if (optimizer.isPlain() && !settings.loss.isSquared()) {
            return " batch descent is stable below the rate " + bound;
        }
        if (rates == Double.POSITIVE_INFINITY) {
            return "";
        }
        return optimizer.isPlain()
                ? " the largest stable rate of batch descent is " + bound
                : " with optimizer=" + optimizer + " batch descent is stable below " + bound;
    }

    private static String shown(double[] theta) {
        return theta.length <= 10 ? Arrays.toString(theta) : "of length=" + theta.length;
    }
}
