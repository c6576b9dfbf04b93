package dev.steepest;

import dev.steepest.kernel.Gradient;
import org.jspecify.annotations.Nullable;

/** Stochastic and mini-batch descent: epochs of {@link Steps} over rows in the order of the seed. */
final class RowDescent {

    private final Settings settings;
    private final Gradient gradient;
    private final Steps steps;
    private final int rows;
    private final Progress progress;

    RowDescent(Settings settings, Gradient gradient, Steps steps, int rows, Progress progress) {
        this.settings = settings;
        this.gradient = gradient;
        this.steps = steps;
        this.rows = rows;
        this.progress = progress;
    }

    /** Descends from these parameters, which it moves; returns the steps done. */
    long run(Parameters at, @Nullable State resumed) {
        RowOrder order = new RowOrder(settings.sampling, rows, settings.seed);
        long before = 0;
        boolean over = false;
        if (resumed != null) {
            order.restore(resumed);
            before = resumed.number("steps");
        } else if (evaluate(at)) {
            over = progress.endsAfter(0, at, gradient.cost(), norm(), false);
            know(at);
        } else {
            progress.stopped();
            over = true;
        }
        for (long epoch = progress.epochs() + 1; !over; epoch++) {
            over = endsAfter(epoch, order.next(), at);
            if (!over && progress.isCheckpointDue()) {
                long done = before + steps.count();
                progress.checkpoint(at, state -> {
                    order.save(state);
                    state.put("steps", done);
                });
            }
        }
        return before + steps.count();
    }

    private boolean endsAfter(long epoch, int[] list, Parameters at) {
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
        boolean testsNorm = settings.convergence.testsGradientNorm();
        if (testsNorm && !evaluate(at)) {
            progress.stopped();
            return true;
        }
        boolean over = progress.endsAfter(epoch, at, losses / rows, testsNorm ? norm() : Double.NaN, epoch > 1);
        if (testsNorm) {
            know(at);
        } else if (over) {
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
            progress.know(at, gradient.cost(), norm());
        }
    }

    private boolean evaluate(Parameters at) {
        return gradient.evaluate(at.theta, at.intercept);
    }

    private double norm() {
        return Norms.euclidean(gradient.values(), settings.intercept ? gradient.interceptGradient() : 0);
    }
}
