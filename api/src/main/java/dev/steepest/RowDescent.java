package dev.steepest;

/** Stochastic and mini-batch descent: epochs of {@link Steps} over rows in the order of the seed. */
final class RowDescent {

    private final Settings settings;
    private final Objective objective;
    private final Steps steps;
    private final int rows;
    private final Progress progress;

    RowDescent(Settings settings, Objective objective, Steps steps, int rows, Progress progress) {
        this.settings = settings;
        this.objective = objective;
        this.steps = steps;
        this.rows = rows;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves; returns the steps done. */
    long run(Parameters at) {
        if (!objective.evaluate(at, 0)) {
            progress.stopped();
            return 0;
        }
        boolean over = progress.endsAfter(0, at, objective.cost(), objective.norm(), false);
        know(at);
        RowOrder order = new RowOrder(settings.sampling, rows, settings.seed);
        for (long epoch = 1; !over; epoch++) {
            over = endsAfter(epoch, order.next(), at);
        }
        return steps.count();
    }

    private boolean endsAfter(long epoch, int[] list, Parameters at) {
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
        boolean testsNorm = settings.convergence.testsGradientNorm();
        if (testsNorm && !objective.evaluate(result, epoch)) {
            progress.stopped();
            return true;
        }
        boolean over = progress.endsAfter(epoch, result, cost, testsNorm ? objective.norm() : Double.NaN, epoch > 1);
        if (testsNorm) {
            know(result);
        } else if (over) {
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
            progress.know(at, objective.cost(), objective.norm());
        }
    }
}
