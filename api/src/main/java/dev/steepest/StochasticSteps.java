package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import java.lang.foreign.MemorySegment;

/**
 * θ ← kθ − α e xᵢ, row by row, k = 1 − α(λ₂ + weight decay) (Robbins and Monro: A Stochastic Approximation Method, 1951).
 *
 * <p>Where k &lt; 1, θ is kept as c·w, so that a step still touches no more than its row: c ← kc, w ← w − (αe/c) xᵢ (Bottou: Stochastic Gradient Descent Tricks, 2012,
 * section 5.1). c goes into w at the end of each epoch, and when it gets small.
 */
final class StochasticSteps implements Steps {

    private static final double SMALL = 0x1p-64;

    private final RowPasses passes;
    private final MemorySegment targets;
    private final Errors errors;
    private final double rate;
    private final boolean hasIntercept;
    private final PenaltyTerm penalty;
    private long count;

    StochasticSteps(
            RowPasses passes,
            MemorySegment targets,
            Errors errors,
            double rate,
            boolean hasIntercept,
            PenaltyTerm penalty) {
        this.passes = passes;
        this.targets = targets;
        this.errors = errors;
        this.rate = rate;
        this.hasIntercept = hasIntercept;
        this.penalty = penalty;
    }

    @Override
    public double epoch(int[] rows, Parameters at, double limit) {
        passes.theta(at.theta);
        double intercept = at.intercept;
        double kept = penalty.keptByRows(rate);
        boolean shrinks = kept < 1;
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
            double scale = -rate * errors.error(z, target);
            factor *= kept;
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
