package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One descent while it runs: prepares X, hands it to the method, and makes a {@link Fit} of what comes back. */
final class Descent {

    private final Settings settings;
    private final TimeLimit.Running time;
    private final Journal journal = Journal.begin();
    private final Matrix x;
    private final Vector y;
    private final @Nullable MemorySegment weights;
    private final Validation.@Nullable Parts parts;
    private final Kernel kernel = Kernels.chosen();
    private final Errors errors;
    private final Team team;
    private final Checkpoints checkpoints;
    private final @Nullable Smoothing smoothing;
    private @Nullable Baseline baseline;

    Descent(Settings settings, Matrix x, Vector y, @Nullable Vector weights, Team team) {
        this.settings = settings;
        this.time = TimeLimit.start(settings.timeLimit);
        this.team = team;
        this.x = x;
        this.y = y;
        this.weights = weights == null ? null : weights.segment();
        this.parts = settings.validation == null ? null : settings.validation.parts(settings.loss, y);
        this.errors = settings.loss.errors(kernel);
        this.checkpoints = Checkpoints.of(settings, x, y, weights);
        this.smoothing = settings.isSmoothed() ? smoothing(Objects.requireNonNull(settings.loss.kink())) : null;
    }

    private Smoothing smoothing(Kink kink) {
        double cost = baseline().cost();
        double width = cost > 0 ? cost : 1;
        SmoothedErrors smoothed = new SmoothedErrors(errors, kink, width);
        return new Smoothing(smoothed, kink, baseline().scale(0), !settings.optimizer.findsRates());
    }

    /** Found when it is first asked for. */
    private Baseline baseline() {
        if (baseline == null) {
            baseline = Baseline.of(
                    settings.loss, errors, y, weights, x.samples().offsets(), parts == null ? null : parts.training);
        }
        return baseline;
    }

    private Curvature curvature(
            Samples samples, int @Nullable [] rows, @Nullable MemorySegment weights, @Nullable Gram gram) {
        double largest = smoothing == null ? settings.loss.largestSecondDerivative() : 1 / smoothing.errors.width();
        return new Curvature(
                kernel,
                samples,
                rows,
                weights,
                settings,
                largest,
                () -> baseline().unit(),
                gram,
                team);
    }

    Fit run() {
        Fit fit = fit();
        journal.fit(fit, x);
        return fit;
    }

    private Fit fit() {
        int[] rows = parts == null ? null : parts.training;
        if (!settings.standardize) {
            return fit(x.samples(), rows, null);
        }
        Standardization standardization = Standardization.of(x.samples(), rows, weights, settings.intercept);
        return standardization.isFinite()
                ? fit(standardization.apply(taken()), rows, standardization)
                : divergedAtStart();
    }

    /** Single rows and mini-batches are taken by the passes of ROWS, however they lie, unless they are whole panels. */
    private Samples taken() {
        return settings.isBatch() || settings.takesWholePanels()
                ? x.samples()
                : x.samples().inRows();
    }

    /** X holds NaN, infinity or values too large to add up: there is nothing to descend on. */
    private Fit divergedAtStart() {
        Parameters start = Parameters.start(settings.start, x.features(), null);
        Rate none = new Rate(Double.NaN, Schedule.constant());
        Progress progress = new Progress(settings, start, none, time, null, journal, checkpoints, null, null);
        progress.diverged(0, Double.NaN);
        Curvature curvature = curvature(x.samples(), null, null, null);
        return progress.fit(curvature, x, PlanChoice.streaming("nothing was done"), kernel.name(), null, null);
    }

    /**
     * @param samples X, scaled if features are standardised
     * @param rows those to descend on, null for all
     */
    private Fit fit(Samples samples, int @Nullable [] rows, @Nullable Standardization standardization) {
        PlanChoice plan = PlanChoice.of(settings, rows == null ? x.rows() : rows.length, x.features(), weights != null);
        Gram gram = plan.plan() == Plan.GRAM ? Gram.of(kernel, samples, rows, settings.intercept, team) : null;
        if (gram != null && !gram.isFinite()) {
            plan = PlanChoice.streaming("XᵀX is not finite");
            gram = null;
        }
        Curvature curvature = curvature(samples, rows, weights, gram);
        double initial = settings.learningRate.rate(settings.optimizer, curvature, settings.batchSize);
        PenaltyTerm penalty = new PenaltyTerm(settings, x.features(), standardization, initial);
        Update update = settings.optimizer.update(x.features(), penalty);
        Parameters start = start(update, x.features(), standardization);
        Gradient gradient = new Gradient(
                kernel, samples, y.segment(), rows, weights, smoothing == null ? errors : smoothing.errors, team);
        Rate rate = new Rate(initial, settings.schedule);
        Progress progress = new Progress(
                settings,
                update.result(start),
                rate,
                time,
                heldOut(standardization),
                journal,
                checkpoints,
                settings.start == null ? null : baseline(),
                settings.convergence.testsRemaining() ? certificate(samples, rows, penalty, gram) : null);
        State resumed = checkpoints.resumed();
        if (resumed != null) {
            progress.restore(start, resumed);
        }
        GramObjective approximate = gram == null ? null : new GramObjective(settings, gradient, gram, penalty);
        Objective objective =
                approximate == null ? new StreamedObjective(settings, gradient, penalty, smoothing) : approximate;
        if (settings.isBatch()) {
            new BatchDescent(objective, update, settings.clipping, progress).run(start, resumed);
        } else {
            RowOrder order = rows == null
                    ? new RowOrder(settings.sampling, (int) x.rows(), settings.seed)
                    : new RowOrder(settings.sampling, rows, settings.seed);
            Steps steps = steps(samples, gradient, update, progress);
            new RowDescent(settings, objective, steps, order, progress).run(start, resumed);
        }
        progress.restoreBest(objective);
        progress.certify();
        if (approximate != null && approximate.fallback() != null) {
            plan = approximate.fallback();
        }
        State end = progress.isAt(update.result(start)) ? update.end(start) : null;
        return progress.fit(curvature, x, plan, kernel.name(), standardization, end);
    }

    private Certificate certificate(Samples samples, int @Nullable [] rows, PenaltyTerm penalty, @Nullable Gram gram) {
        Errors own = smoothing == null ? errors : smoothing.errors;
        return new Certificate(kernel, samples, rows, y, weights, settings, own, penalty, gram, team, this::baseline);
    }

    private Parameters start(Update update, int features, @Nullable Standardization standardization) {
        Parameters start = Parameters.start(settings.start, features, standardization);
        if (settings.ended != null) {
            settings.ended.goOn(start, update, standardization);
        }
        update.penalty.clip(start.theta);
        return start;
    }

    private Steps steps(Samples samples, Gradient gradient, Update update, Progress progress) {
        PenaltyTerm penalty = update.penalty;
        if (settings.batchSize == 1 && settings.optimizer.isPlain() && penalty.isByRows(settings.clipping)) {
            return new StochasticSteps(
                    settings,
                    kernel.rows(samples),
                    samples,
                    y.segment(),
                    weights,
                    gradient.meanWeight(),
                    errors,
                    penalty,
                    progress);
        }
        return new MiniBatchSteps(settings, gradient, update, progress);
    }

    private @Nullable HeldOut heldOut(@Nullable Standardization standardization) {
        Validation validation = settings.validation;
        if (validation == null) {
            return null;
        }
        Gradient gradient = validation instanceof Validation.On others
                ? new Gradient(kernel, others.x.samples(), others.y.segment(), null, null, errors, team)
                : new Gradient(
                        kernel, x.samples(), y.segment(), Objects.requireNonNull(parts).heldOut, weights, errors, team);
        return new HeldOut(gradient, standardization, validation.patience());
    }
}
