package dev.steepest;

import dev.steepest.kernel.Gradient;
import org.jspecify.annotations.Nullable;

/**
 * Steps over the gradient of a few rows at a time, or of one, as an {@link Update} makes them (Bottou, Curtis, Nocedal: Optimization Methods for Large-Scale Machine
 * Learning, 2018).
 */
final class MiniBatchSteps implements Steps {

    private final Gradient gradient;
    private final Update update;
    private final @Nullable VarianceReduction reduction;
    private final int batchSize;
    private final Progress progress;
    private final Clipping clipping;
    private final boolean hasIntercept;
    private long count;

    MiniBatchSteps(Settings settings, Gradient gradient, Update update, Progress progress) {
        this.gradient = gradient;
        this.update = update;
        this.reduction = settings.optimizer.isVarianceReduced() ? new VarianceReduction(gradient) : null;
        this.batchSize = settings.batchSize;
        this.progress = progress;
        this.clipping = settings.clipping;
        this.hasIntercept = settings.intercept;
    }

    @Override
    public double epoch(int[] rows, Parameters at, double limit) {
        if (reduction != null && !reduction.start(at)) {
            return INTERRUPTED;
        }
        double losses = 0;
        for (int from = 0; from < rows.length; from += batchSize) {
            if (Thread.currentThread().isInterrupted()) {
                return INTERRUPTED;
            }
            int size = Math.min(batchSize, rows.length - from);
            double interceptGradient = evaluate(at, rows, from, size);
            losses += gradient.cost() * size;
            if (!(losses <= limit)) {
                return losses;
            }
            step(at, hasIntercept ? interceptGradient : 0, progress.rate(count + 1));
            count++;
        }
        return losses;
    }

    private void step(Parameters at, double interceptGradient, double rate) {
        double[] values = gradient.values();
        update.penalty.addGradient(at.theta, values);
        double factor = clipping.clip(values, interceptGradient);
        update.step(at, values, factor * interceptGradient, rate);
    }

    /** Loss and gradient of these rows; returns the intercept's. */
    private double evaluate(Parameters at, int[] rows, int from, int size) {
        if (reduction == null) {
            gradient.evaluate(at.theta, at.intercept, rows, from, size);
            return gradient.interceptGradient();
        }
        return reduction.evaluate(at, rows, from, size);
    }

    @Override
    public Parameters result(Parameters at) {
        return update.result(at);
    }

    @Override
    public long count() {
        return count;
    }
}
