package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowValues;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * θ ← kθ − α (wᵢ/w̄) e xᵢ, row by row, w̄ the mean weight of all rows, k = 1 − α(λ₂ + weight decay) (Robbins and Monro: A Stochastic Approximation Method, 1951).
 *
 * <p>Where there is a k, θ is kept as c·v, so that a step still touches no more than its row: c ← kc, v ← v − (α(wᵢ/w̄)e/c) xᵢ (Bottou: Stochastic Gradient Descent Tricks, 2012). c goes into v at the end of each epoch, and when it gets small.
 */
final class StochasticSteps implements Steps {

    private static final double SMALL = 0x1p-64;

    private final RowPasses passes;
    private final RowValues targets;
    private final @Nullable RowValues weights;
    private final double meanWeight;
    private final Errors errors;
    private final PenaltyTerm penalty;
    private final Progress progress;
    private final RowClipping clipping;
    private final boolean hasIntercept;
    private long count;

    StochasticSteps(
            Settings settings,
            RowPasses passes,
            Samples x,
            MemorySegment targets,
            @Nullable MemorySegment weights,
            double meanWeight,
            Errors errors,
            PenaltyTerm penalty,
            Progress progress) {
        this.passes = passes;
        this.targets = new RowValues(targets);
        this.weights = weights == null ? null : new RowValues(weights);
        this.meanWeight = meanWeight;
        this.errors = errors;
        this.penalty = penalty;
        this.progress = progress;
        this.clipping = new RowClipping(settings, x);
        this.hasIntercept = settings.intercept;
    }

    @Override
    public double epoch(int[] rows, Parameters at, double limit) {
        passes.theta(at.theta);
        double intercept = at.intercept;
        boolean shrinks = penalty.shrinksRows();
        double factor = 1;
        double losses = 0;
        for (int k = 0; k < rows.length; k++) {
            if (k % RowPasses.FETCHED == 0) {
                passes.fetch(rows, k, Math.min(RowPasses.FETCHED, rows.length - k));
            }
            int row = rows[k];
            if (Thread.currentThread().isInterrupted()) {
                losses = INTERRUPTED;
                break;
            }
            double dot = passes.predict(row);
            double z = (shrinks ? factor * dot : dot) + intercept;
            double target = targets.get(row);
            double weight = weights == null ? 1 : weights.get(row) / meanWeight;
            losses += weight * errors.loss(z, target);
            if (!(losses <= limit)) {
                break;
            }
            double error = clipping.clip(weight * errors.error(z, target), row);
            double rate = progress.rate(count + 1);
            double scale = -rate * error;
            factor *= penalty.keptByRows(rate);
            passes.step(row, shrinks ? scale / factor : scale);
            if (hasIntercept) {
                intercept += scale;
            }
            count++;
            if (factor < SMALL) {
                readTheta(at.theta, factor);
                passes.theta(at.theta);
                factor = 1;
            }
        }
        readTheta(at.theta, factor);
        at.intercept = intercept;
        return losses;
    }

    private void readTheta(double[] theta, double factor) {
        passes.readTheta(theta);
        for (int j = 0; j < theta.length; j++) {
            theta[j] *= factor;
        }
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void save(State state) {
        state.put("steps", count);
    }

    @Override
    public void restore(State state) {
        count = state.number("steps", 0, Long.MAX_VALUE);
    }
}
