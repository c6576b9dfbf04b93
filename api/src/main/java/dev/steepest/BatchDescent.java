package dev.steepest;

import org.jspecify.annotations.Nullable;

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

    /** Descends from these parameters, which it moves; goes on from a state, if there is one. */
    void run(Parameters at, @Nullable State resumed) {
        long steps = 0;
        long first = 0;
        if (resumed != null) {
            steps = restore(resumed);
            first = progress.epochs() + 1;
        }
        for (long epoch = first; objective.evaluate(at, epoch); epoch++) {
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
            if (!(stands && objective.sharpen(update.decrement()))) {
                step(at, progress.rate(steps + 1) * objective.rateFactor());
                steps++;
            }
            if (progress.isCheckpointDue()) {
                long done = steps;
                progress.checkpoint(at, state -> save(done, state));
            }
        }
        progress.stopped();
    }

    private void save(long steps, State state) {
        state.put("steps", steps);
        state.put("batch.cost", cost);
        state.put("batch.norm", norm);
        objective.save(state);
        update.save(state);
    }

    /** Returns the steps done. */
    private long restore(State state) {
        cost = state.value("batch.cost");
        norm = state.value("batch.norm");
        objective.restore(state);
        update.restore(state);
        return state.number("steps");
    }

    private void step(Parameters at, double rate) {
        double[] gradient = objective.gradient();
        double factor = clipping.clip(gradient, objective.interceptGradient());
        update.step(at, gradient, factor * objective.interceptGradient(), rate);
    }
}
