package dev.steepest;

/**
 * Epoch by epoch: evaluate J and ∇J, judge them, step. θ ← θ − α ∇J, or what the optimizer makes of it, over all rows (Cauchy 1847; Boyd and Vandenberghe: Convex
 * Optimization, 2004, section 9.3).
 */
final class BatchDescent {

    private final Objective objective;
    private final Update update;
    private final Clipping clipping;
    private final Progress progress;
    private double cost;
    private double norm;

    BatchDescent(Objective objective, Update update, Clipping clipping, Progress progress) {
        this.objective = objective;
        this.update = update;
        this.clipping = clipping;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves. */
    void run(Parameters at) {
        long steps = 0;
        for (long epoch = 0; objective.evaluate(at, epoch); epoch++) {
            boolean stands = update.accepts(at, objective);
            if (stands) {
                cost = objective.cost();
                norm = objective.norm();
            } else {
                steps--;
            }
            if (Double.isFinite(cost)) {
                progress.know(update.result(at), steps, cost, norm);
            }
            if (progress.endsAfter(epoch, cost, norm, stands && objective.isComparable())) {
                objective.confirm(progress);
                return;
            }
            step(at, progress.rate(steps + 1));
            steps++;
        }
        progress.stopped();
    }

    private void step(Parameters at, double rate) {
        double[] gradient = objective.gradient();
        double factor = clipping.clip(gradient, objective.interceptGradient());
        update.step(at, gradient, factor * objective.interceptGradient(), rate);
    }
}
