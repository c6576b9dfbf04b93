package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowValues;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;

/** θ ← θ − α e xᵢ, row by row (Robbins and Monro: A Stochastic Approximation Method, 1951). */
final class StochasticSteps implements Steps {

    private final RowPasses passes;
    private final RowValues targets;
    private final Errors errors;
    private final Progress progress;
    private final RowClipping clipping;
    private final boolean hasIntercept;
    private long count;

    StochasticSteps(
            Settings settings, RowPasses passes, Samples x, MemorySegment targets, Errors errors, Progress progress) {
        this.passes = passes;
        this.targets = new RowValues(targets);
        this.errors = errors;
        this.progress = progress;
        this.clipping = new RowClipping(settings, x);
        this.hasIntercept = settings.intercept;
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
            double error = clipping.clip(errors.error(z, target), row);
            double scale = -progress.rate(count + 1) * error;
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
