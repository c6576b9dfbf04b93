package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** One descent while it runs: prepares X, hands it to the method, and makes a {@link Fit} of what comes back. */
final class Descent {

    private final Settings settings;
    private final Matrix x;
    private final Vector y;
    private final Kernel kernel = Kernels.chosen();
    private final Team team;
    private final Checkpoints checkpoints;

    Descent(Settings settings, Matrix x, Vector y, Team team) {
        this.settings = settings;
        this.team = team;
        this.x = x;
        this.y = y;
        this.checkpoints = Checkpoints.of(settings, x, y);
    }

    Fit run() {
        if (!settings.standardize) {
            return run(x, null);
        }
        Standardization standardization = Standardization.of(x.samples(), settings.intercept);
        if (!standardization.isFinite()) {
            return divergedAtStart();
        }
        try (Arena arena = team.size() == 1 ? Arena.ofConfined() : Arena.ofShared()) {
            Layout layout = settings.isBatch() ? Layout.fastest(x.rows(), x.features()) : Layout.ROWS;
            return run(standardization.apply(x.samples(), layout, arena), standardization);
        }
    }

    /** X holds NaN, infinity or values too large to add up: there is nothing to descend on. */
    private Fit divergedAtStart() {
        Progress progress = new Progress(settings, Parameters.start(settings.start, x.features(), null), checkpoints);
        progress.diverged(0, Double.NaN);
        Curvature curvature = new Curvature(kernel, x.samples(), settings.intercept, null, team);
        PlanChoice none = PlanChoice.streaming("nothing was done");
        return progress.fit(Double.NaN, 0, curvature, x.layout(), none, kernel.name(), null);
    }

    private Fit run(Matrix x, @Nullable Standardization standardization) {
        Samples samples = x.samples();
        PlanChoice plan = PlanChoice.of(settings, x);
        Gram gram = plan.plan() == Plan.GRAM ? Gram.of(kernel, samples, settings.intercept, team) : null;
        if (gram != null && !gram.isFinite()) {
            plan = PlanChoice.streaming("XᵀX is not finite");
            gram = null;
        }
        Curvature curvature = new Curvature(kernel, samples, settings.intercept, gram, team);
        double rate = settings.learningRate.rate(curvature, settings.isBatch() ? x.rows() : settings.batchSize);
        Parameters start = Parameters.start(settings.start, x.features(), standardization);
        Errors errors = settings.loss.errors(kernel);
        Gradient gradient = new Gradient(kernel, samples, y.segment(), errors, team);
        Progress progress = new Progress(settings, start, checkpoints);
        State resumed = checkpoints.resumed();
        if (resumed != null) {
            progress.restore(start, resumed);
        }
        long steps;
        if (gram != null) {
            GramDescent descent = new GramDescent(settings, gradient, gram, rate, progress);
            steps = descent.run(start, resumed);
            plan = descent.fallback() == null ? plan : descent.fallback();
        } else {
            steps = stream(samples, gradient, errors, rate, progress, start, resumed);
        }
        return progress.fit(rate, steps, curvature, x.layout(), plan, kernel.name(), standardization);
    }

    /** Descends by passes over X; returns the steps done. */
    private long stream(
            Samples x,
            Gradient gradient,
            Errors errors,
            double rate,
            Progress progress,
            Parameters start,
            @Nullable State resumed) {
        if (settings.isBatch()) {
            return new BatchDescent(settings, gradient, rate, progress).run(start, resumed);
        }
        Steps steps = steps(x, gradient, errors, rate);
        return new RowDescent(settings, gradient, steps, (int) x.rows(), progress).run(start, resumed);
    }

    private Steps steps(Samples x, Gradient gradient, Errors errors, double rate) {
        return settings.batchSize == 1
                ? new StochasticSteps(kernel.rows(x), y.segment(), errors, rate, settings.intercept)
                : new MiniBatchSteps(gradient, settings.batchSize, rate, settings.intercept);
    }
}
