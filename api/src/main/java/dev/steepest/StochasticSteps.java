package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;

/**
 * θ ← kθ − α e xᵢ, row by row, k = 1 − α(λ₂ + weight decay) (Robbins and Monro: A Stochastic Approximation Method, 1951).
 *
 * <p>Where there is a k, θ is kept as c·w, so that a step still touches no more than its row: c ← kc, w ← w − (αe/c) xᵢ (Bottou: Stochastic Gradient Descent Tricks, 2012). c goes into w at the end of each epoch, and when it gets small.
 */
final class StochasticSteps implements Steps {

    private static final double SMALL = 0x1p-64;

    private final RowPasses passes;
    private final MemorySegment targets;
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
            Errors errors,
            PenaltyTerm penalty,
            Progress progress) {
        this.passes = passes;
        this.targets = targets;
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
        for (int row : rows) {
            if (Thread.currentThread().isInterrupted()) {
                losses = INTERRUPTED;
                break;
            }
            double dot = passes.predict(row);
            double z = (shrinks ? factor * dot : dot) + intercept;
            double target = targets.getAtIndex(JAVA_DOUBLE, row);
            losses += errors.loss(z, target);
            if (!(losses <= limit)) {
                break;
            }
            double error = clipping.clip(errors.error(z, target), row);
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
}
