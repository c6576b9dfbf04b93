package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowValues;

/** θ ← θ − α e xᵢ, row by row (Robbins and Monro: A Stochastic Approximation Method, 1951). */
final class StochasticSteps implements Steps {

    private final RowPasses passes;
    private final RowValues targets;
    private final Errors errors;
    private final double rate;
    private final boolean hasIntercept;
    private long count;

    StochasticSteps(RowPasses passes, RowValues targets, Errors errors, double rate, boolean hasIntercept) {
        this.passes = passes;
        this.targets = targets;
        this.errors = errors;
        this.rate = rate;
        this.hasIntercept = hasIntercept;
    }

    @Override
    public double epoch(int[] rows, Parameters at, double limit) {
        passes.theta(at.theta);
        double intercept = at.intercept;
        double losses = 0;
        for (int row : rows) {
            if (Thread.currentThread().isInterrupted()) {
                losses = INTERRUPTED;
                break;
            }
            double z = passes.predict(row) + intercept;
            double target = targets.get(row);
            losses += errors.loss(z, target);
            if (!(losses <= limit)) {
                break;
            }
            double scale = -rate * errors.error(z, target);
            passes.step(row, scale);
            if (hasIntercept) {
                intercept += scale;
            }
            count++;
        }
        passes.readTheta(at.theta);
        at.intercept = intercept;
        return losses;
    }

    @Override
    public long count() {
        return count;
    }
}
