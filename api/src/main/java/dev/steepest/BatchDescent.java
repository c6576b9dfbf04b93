package dev.steepest;

/**
 * Epoch by epoch: evaluate J and ∇J, judge them, step. θ ← θ − α ∇J, or what the optimizer makes of it, over all rows (Cauchy 1847; Boyd and Vandenberghe: Convex
 * Optimization, 2004, section 9.3).
 */
final class BatchDescent {

    private final Objective objective;
    private final Update update;
    private final double rate;
    private final Progress progress;
    private double cost;
    private double norm;

    BatchDescent(Objective objective, Update update, double rate, Progress progress) {
        this.objective = objective;
        this.update = update;
        this.rate = rate;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves; returns the steps done. */
    long run(Parameters at) {
        long steps = 0;
        for (long epoch = 0; objective.evaluate(at, epoch); epoch++) {
            boolean stands = update.accepts(at, objective);
            if (stands) {
                cost = objective.cost();
                norm = objective.norm();
            } else {
                steps--;
            }
            boolean comparable = stands && objective.isComparable();
            if (progress.endsAfter(epoch, update.result(at), cost, norm, comparable)) {
                objective.confirm(progress);
                return steps;
            }
            update.step(at, objective.gradient(), objective.interceptGradient(), rate);
            steps++;
        }
        progress.stopped();
        return Math.max(0, steps - 1); // the last step's cost is not known: the θ before it is returned
    }
}
