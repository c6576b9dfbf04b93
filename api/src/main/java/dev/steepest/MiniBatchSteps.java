package dev.steepest;

import dev.steepest.kernel.Gradient;

/** θ ← θ − α ∇J over a few rows at a time (Bottou, Curtis, Nocedal: Optimization Methods for Large-Scale Machine Learning, 2018). */
final class MiniBatchSteps implements Steps {

    private final Gradient gradient;
    private final int batchSize;
    private final double rate;
    private final boolean hasIntercept;
    private long count;

    MiniBatchSteps(Gradient gradient, int batchSize, double rate, boolean hasIntercept) {
        this.gradient = gradient;
        this.batchSize = batchSize;
        this.rate = rate;
        this.hasIntercept = hasIntercept;
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
            gradient.step(at.theta, rate);
            if (hasIntercept) {
                at.intercept = Math.fma(-rate, gradient.interceptGradient(), at.intercept);
            }
            count++;
        }
        return losses;
    }

    @Override
    public long count() {
        return count;
    }
}
