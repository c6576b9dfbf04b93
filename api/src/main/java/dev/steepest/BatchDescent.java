package dev.steepest;

import dev.steepest.kernel.Gradient;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** θ ← θ − α ∇J over all rows (Cauchy 1847; Boyd and Vandenberghe: Convex Optimization, 2004, section 9.3). */
final class BatchDescent {

    private final Gradient gradient;
    private final double rate;
    private final boolean intercept;
    private final Progress progress;
    private final long before;
    private final Consumer<State> way;

    BatchDescent(Settings settings, Gradient gradient, double rate, Progress progress) {
        this(settings, gradient, rate, progress, 0, state -> {});
    }

    /**
     * To go on where another way of descending was given up.
     *
     * @param before steps done until then, whose costs were reckoned otherwise
     * @param way puts into a checkpoint what tells that
     */
    BatchDescent(
            Settings settings, Gradient gradient, double rate, Progress progress, long before, Consumer<State> way) {
        this.gradient = gradient;
        this.rate = rate;
        this.intercept = settings.intercept;
        this.progress = progress;
        this.before = before;
        this.way = way;
    }

    /** Descends from these parameters, which it moves; returns the steps done, those before included. */
    long run(Parameters at, @Nullable State resumed) {
        long steps = resumed == null ? before : progress.epochs();
        boolean isJudged = resumed != null;
        while (gradient.evaluate(at.theta, at.intercept)) {
            if (!isJudged) {
                double norm = Norms.euclidean(gradient.values(), intercept ? gradient.interceptGradient() : 0);
                if (progress.endsAfter(steps, at, gradient.cost(), norm, steps > before)) {
                    return steps;
                }
                if (progress.isCheckpointDue()) {
                    progress.checkpoint(at, way);
                }
            }
            isJudged = false;
            gradient.step(at.theta, rate);
            if (intercept) {
                at.intercept = Math.fma(-rate, gradient.interceptGradient(), at.intercept);
            }
            steps++;
        }
        progress.stopped();
        return Math.max(0, steps - 1); // the last step's cost is not known: the θ before it is returned
    }
}
