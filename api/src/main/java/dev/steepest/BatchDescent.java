package dev.steepest;

import dev.steepest.kernel.Gradient;

/** θ ← θ − α ∇J over all rows (Cauchy 1847; Boyd and Vandenberghe: Convex Optimization, 2004, section 9.3). */
final class BatchDescent {

    private final Gradient gradient;
    private final double rate;
    private final boolean intercept;
    private final Progress progress;

    BatchDescent(Settings settings, Gradient gradient, double rate, Progress progress) {
        this.gradient = gradient;
        this.rate = rate;
        this.intercept = settings.intercept;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves; returns the steps done. */
    long run(Parameters at) {
        return run(at, 0);
    }

    /** Goes on after so many steps, whose costs were reckoned otherwise; returns the steps done, those included. */
    long run(Parameters at, long before) {
        long steps = before;
        while (gradient.evaluate(at.theta, at.intercept)) {
            double norm = Norms.euclidean(gradient.values(), intercept ? gradient.interceptGradient() : 0);
            if (progress.endsAfter(steps, at, gradient.cost(), norm, steps > before)) {
                return steps;
            }
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
