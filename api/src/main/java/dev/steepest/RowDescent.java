package dev.steepest;

import org.jspecify.annotations.Nullable;

/** Stochastic and mini-batch descent: epochs of {@link Steps} over rows in the order of the seed. */
final class RowDescent {

    private final Settings settings;
    private final Objective objective;
    private final Steps steps;
    private final RowOrder order;
    private final Progress progress;

    RowDescent(Settings settings, Objective objective, Steps steps, RowOrder order, Progress progress) {
        this.settings = settings;
        this.objective = objective;
        this.steps = steps;
        this.order = order;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves; goes on from a state, if there is one. */
    void run(Parameters at, @Nullable State resumed) {
        boolean over = false;
        if (resumed != null) {
            order.restore(resumed);
            steps.restore(resumed);
        } else if (objective.evaluate(steps.result(at), 0)) {
            know(steps.result(at));
            over = progress.endsAfter(0, objective.cost(), objective.norm(), false);
        } else {
            progress.stopped();
            over = true;
        }
        for (long epoch = progress.epochs() + 1; !over; epoch++) {
            over = endsAfter(epoch, order.next(), at);
            if (!over && progress.isCheckpointDue()) {
                progress.checkpoint(at, state -> {
                    order.save(state);
                    steps.save(state);
                });
            }
        }
    }

    private boolean endsAfter(long epoch, int[] list, Parameters at) {
        double rows = list.length;
        double limit = Math.min(progress.limit() * rows, Double.MAX_VALUE);
        double losses = steps.epoch(list, at, limit);
        Parameters result = steps.result(at);
        if (losses == Steps.INTERRUPTED) {
            progress.stopped();
            return true;
        }
        double cost = losses / rows + objective.penalty.cost(at.theta);
        if (!(losses <= limit)) {
            progress.diverged(epoch, cost);
            reckon(epoch, result);
            return true;
        }
        if (!at.isFinite()) {
            progress.diverged(epoch, Double.POSITIVE_INFINITY);
            return true;
        }
        boolean testsNorm = settings.convergence.testsGradientNorm();
        if (testsNorm && !objective.evaluate(result, epoch)) {
            progress.stopped();
            return true;
        }
        if (testsNorm) {
            know(result);
        } else {
            progress.know(result, steps.count(), Double.NaN, Double.NaN);
        }
        // the mean of losses along the way is not the cost at the end
        boolean over = progress.endsAfter(epoch, cost, testsNorm ? objective.norm() : Double.NaN, epoch > 1);
        if (over && !testsNorm) {
            reckon(epoch, result);
        }
        return over;
    }

    /** Reckons the cost over all rows at the end; where it is not to be had, what is known stays. */
    private void reckon(long epoch, Parameters at) {
        if (at.isFinite() && objective.evaluate(at, epoch)) {
            know(at);
        }
    }

    /** Takes note of what the objective has just found. */
    private void know(Parameters at) {
        if (at.isFinite() && Double.isFinite(objective.cost())) {
            progress.know(at, steps.count(), objective.cost(), objective.norm());
        }
    }
}
