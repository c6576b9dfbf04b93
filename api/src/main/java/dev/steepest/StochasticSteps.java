package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Offsets;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowValues;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
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
    private final @Nullable Offsets offsets;
    private final double meanWeight;

    /** Those of the rows fetched last; w/w̄, ones where there are no weights. */
    private final double[] fetchedTargets = new double[RowPasses.FETCHED];

    private final double[] fetchedWeights = new double[RowPasses.FETCHED];
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
        this.offsets = Offsets.of(x);
        this.meanWeight = meanWeight;
        Arrays.fill(fetchedWeights, 1);
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
        fetch(rows, 0);
        double dot = passes.predict(rows[0]);
        for (int k = 0; k < rows.length; k++) {
            if (Thread.currentThread().isInterrupted()) {
                losses = INTERRUPTED;
                break;
            }
            int row = rows[k];
            double score = shrinks ? factor * dot : dot;
            double z = (offsets == null ? score : score + offsets.get(k % RowPasses.FETCHED)) + intercept;
            double target = fetchedTargets[k % RowPasses.FETCHED];
            double weight = fetchedWeights[k % RowPasses.FETCHED];
            losses += weight * errors.loss(z, target);
            if (!(losses <= limit)) {
                break;
            }
            double error = clipping.clip(weight * errors.error(z, target), row);
            double rate = progress.rate(count + 1);
            double scale = -rate * error;
            factor *= penalty.keptByRows(rate);
            int next = Math.min(k + 1, rows.length - 1);
            if (next % RowPasses.FETCHED == 0) {
                fetch(rows, next);
            }
            dot = passes.step(row, shrinks ? scale / factor : scale, rows[next]);
            if (hasIntercept) {
                intercept += scale;
            }
            count++;
            if (factor < SMALL) {
                readTheta(at.theta, factor);
                passes.theta(at.theta);
                factor = 1;
                dot = passes.predict(rows[next]);
            }
        }
        readTheta(at.theta, factor);
        at.intercept = intercept;
        return losses;
    }

    /** Reads at random places of memory wait for it at the same time here, and not each in its step. */
    private void fetch(int[] rows, int from) {
        int fetched = Math.min(RowPasses.FETCHED, rows.length - from);
        passes.fetch(rows, from, fetched);
        targets.get(rows, from, fetched, fetchedTargets);
        if (offsets != null) {
            offsets.load(rows, from, fetched);
        }
        if (weights != null) {
            weights.get(rows, from, fetched, fetchedWeights);
            for (int k = 0; k < fetched; k++) {
                fetchedWeights[k] /= meanWeight;
            }
        }
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
