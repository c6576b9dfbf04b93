package dev.steepest;

import dev.steepest.kernel.Gradient;

/** θ ← θ − α ∇J over all rows (Cauchy 1847; Boyd and Vandenberghe: Convex Optimization, 2004, section 9.3). */
final class BatchDescent {

    private final Gradient gradient;
    private final Clipping clipping;
    private final boolean intercept;
    private final Progress progress;

    BatchDescent(Settings settings, Gradient gradient, Progress progress) {
        this.gradient = gradient;
        this.clipping = settings.clipping;
        this.intercept = settings.intercept;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves. */
    void run(Parameters at) {
        run(at, 0);
    }

    /** Goes on after so many steps, whose costs were reckoned otherwise. */
    void run(Parameters at, long before) {
        for (long steps = before; gradient.evaluate(at.theta, at.intercept); steps++) {
            double cost = gradient.cost();
            double norm = Norms.euclidean(gradient.values(), intercept ? gradient.interceptGradient() : 0);
            if (Double.isFinite(cost)) {
                progress.know(at, steps, cost, norm);
            }
            if (progress.endsAfter(steps, cost, norm, steps > before)) {
                return;
            }
            step(at, progress.rate(steps + 1), clipping.factor(norm));
        }
        progress.stopped();
    }

    private void step(Parameters at, double rate, double factor) {
        Clipping.scale(gradient.values(), factor);
        gradient.step(at.theta, rate);
        if (intercept) {
            at.intercept = Math.fma(-rate, factor * gradient.interceptGradient(), at.intercept);
        }
    }
}
