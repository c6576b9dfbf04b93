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

    Descent(Settings settings, Matrix x, Vector y, Team team) {
        this.settings = settings;
        this.team = team;
        this.x = x;
        this.y = y;
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
        Progress progress = new Progress(settings, Parameters.start(settings.start, x.features(), null));
        progress.diverged(0, Double.NaN);
        Curvature curvature = new Curvature(kernel, x.samples(), settings, null, team);
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
        Curvature curvature = new Curvature(kernel, samples, settings, gram, team);
        double rate = settings.learningRate.rate(
                settings.optimizer, curvature, settings.isBatch() ? x.rows() : settings.batchSize);
        PenaltyTerm penalty = new PenaltyTerm(settings, x.features(), standardization, rate);
        Parameters start = Parameters.start(settings.start, x.features(), standardization);
        penalty.clip(start.theta);
        Errors errors = settings.loss.errors(kernel);
        Gradient gradient = new Gradient(kernel, samples, y.segment(), errors, team);
        Progress progress = new Progress(settings, start);
        Update update = settings.optimizer.update(x.features(), penalty);
        long steps;
        if (gram != null) {
            GramObjective objective = new GramObjective(settings, gradient, gram, penalty);
            steps = new BatchDescent(objective, update, rate, progress).run(start);
            plan = objective.fallback() == null ? plan : objective.fallback();
        } else {
            Objective objective = new StreamedObjective(settings, gradient, penalty);
            steps = settings.isBatch()
                    ? new BatchDescent(objective, update, rate, progress).run(start)
                    : new RowDescent(
                                    settings,
                                    objective,
                                    steps(samples, gradient, errors, update, rate),
                                    (int) x.rows(),
                                    progress)
                            .run(start);
        }
        return progress.fit(rate, steps, curvature, x.layout(), plan, kernel.name(), standardization);
    }

    private Steps steps(Samples x, Gradient gradient, Errors errors, Update update, double rate) {
        if (settings.batchSize == 1 && settings.optimizer.isPlain() && update.penalty.isByRows(rate)) {
            return new StochasticSteps(kernel.rows(x), y.segment(), errors, rate, settings.intercept, update.penalty);
        }
        return new MiniBatchSteps(settings, gradient, update, rate);
    }
}
