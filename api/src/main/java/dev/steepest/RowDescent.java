package dev.steepest;

import dev.steepest.kernel.Gradient;

/** Stochastic and mini-batch descent: epochs of {@link Steps} over rows in the order of the seed. */
final class RowDescent {

    private final Settings settings;
    private final Gradient gradient;
    private final Steps steps;
    private final RowOrder order;
    private final Progress progress;

    RowDescent(Settings settings, Gradient gradient, Steps steps, RowOrder order, Progress progress) {
        this.settings = settings;
        this.gradient = gradient;
        this.steps = steps;
        this.order = order;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves. */
    void run(Parameters at) {
        if (!evaluate(at)) {
            progress.stopped();
            return;
        }
        know(at);
        boolean over = progress.endsAfter(0, gradient.cost(), norm(), false);
        for (long epoch = 1; !over; epoch++) {
            over = endsAfter(epoch, order.next(), at);
        }
    }

    private boolean endsAfter(long epoch, int[] list, Parameters at) {
        double rows = list.length;
        double limit = Math.min(progress.limit() * rows, Double.MAX_VALUE);
        double losses = steps.epoch(list, at, limit);
        if (losses == Steps.INTERRUPTED) {
            progress.stopped();
            return true;
        }
        if (!(losses <= limit)) {
            progress.diverged(epoch, losses / rows);
            reckon(at);
            return true;
        }
        if (!at.isFinite()) {
            progress.diverged(epoch, Double.POSITIVE_INFINITY);
            return true;
        }
        boolean testsNorm = settings.convergence.testsGradientNorm();
        if (testsNorm && !evaluate(at)) {
            progress.stopped();
            return true;
        }
        if (testsNorm) {
            know(at);
        } else {
            progress.know(at, steps.count(), Double.NaN, Double.NaN);
        }
        // the mean of losses along the way is not the cost at the end
        boolean over = progress.endsAfter(epoch, losses / rows, testsNorm ? norm() : Double.NaN, epoch > 1);
        if (over && !testsNorm) {
            reckon(at);
        }
        return over;
    }

    /** Reckons the cost over all rows at the end; where it is not to be had, what is known stays. */
    private void reckon(Parameters at) {
        if (at.isFinite() && evaluate(at)) {
            know(at);
        }
    }

    /** Takes note of what {@link #evaluate} has just found. */
    private void know(Parameters at) {
        if (at.isFinite() && Double.isFinite(gradient.cost())) {
            progress.know(at, steps.count(), gradient.cost(), norm());
        }
    }

    private boolean evaluate(Parameters at) {
        return gradient.evaluate(at.theta, at.intercept);
    }

    private double norm() {
        return Norms.euclidean(gradient.values(), settings.intercept ? gradient.interceptGradient() : 0);
    }
}
