package dev.steepest;

import dev.steepest.kernel.Gradient;

/** θ ← θ − α ∇J over a few rows at a time (Bottou, Curtis, Nocedal: Optimization Methods for Large-Scale Machine Learning, 2018). */
final class MiniBatchSteps implements Steps {

    private final Gradient gradient;
    private final int batchSize;
    private final Progress progress;
    private final Clipping clipping;
    private final boolean hasIntercept;
    private long count;

    MiniBatchSteps(Settings settings, Gradient gradient, Progress progress) {
        this.gradient = gradient;
        this.batchSize = settings.batchSize;
        this.progress = progress;
        this.clipping = settings.clipping;
        this.hasIntercept = settings.intercept;
    }

    @Override
    public double epoch(int[] rows, Parameters at, double limit) {
        double losses = 0;
        for (int from = 0; from < rows.length; from += batchSize) {
            if (Thread.currentThread().isInterrupted()) {
                return INTERRUPTED;
            }
            int size = Math.min(batchSize, rows.length - from);
            gradient.evaluate(at.theta, at.intercept, rows, from, size);
            losses += gradient.cost() * size;
            if (!(losses <= limit)) {
                return losses;
            }
            step(at, progress.rate(count + 1));
            count++;
        }
        return losses;
    }

    private void step(Parameters at, double rate) {
        double interceptGradient = hasIntercept ? gradient.interceptGradient() : 0;
        if (!clipping.isNone()) {
            double factor = clipping.factor(Norms.euclidean(gradient.values(), interceptGradient));
            Clipping.scale(gradient.values(), factor);
            interceptGradient *= factor;
        }
        gradient.step(at.theta, rate);
        if (hasIntercept) {
            at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
        }
    }

    @Override
    public long count() {
        return count;
    }
}
