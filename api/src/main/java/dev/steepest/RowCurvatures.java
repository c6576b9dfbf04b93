package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Offsets;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.RowValues;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What single rows say at a θ, found by predicting them: w·∂²ℓ/∂z² of each, and sums of their errors. Sums are chains over the rows. */
final class RowCurvatures {

    private final Samples x;
    private final int @Nullable [] rows;
    private final RowValues targets;
    private final @Nullable RowValues weights;
    private final MemorySegment allTargets;
    private final @Nullable MemorySegment allWeights;
    private final Errors errors;
    private final Loss loss;
    private final @Nullable SmoothedErrors smoothed;
    private final Passes passes;
    private final @Nullable Offsets offsets;

    /** w·∂²ℓ/∂z² by row of X, 0 of rows that do not count: weights of a squared loss whose second derivative is J's but for a factor. */
    final MemorySegment values;

    double positiveErrors;
    double negativeErrors;

    /** How much the smoothed losses are below the losses. */
    double smoothedAway;

    RowCurvatures(
            Samples x,
            int @Nullable [] rows,
            Vector y,
            @Nullable MemorySegment weights,
            Loss loss,
            Errors errors,
            Passes passes) {
        this.x = x;
        this.rows = rows;
        this.targets = new RowValues(y.segment());
        this.weights = weights == null ? null : new RowValues(weights);
        this.allTargets = y.segment();
        this.allWeights = weights;
        this.errors = errors;
        this.loss = loss;
        this.smoothed = errors instanceof SmoothedErrors own ? own : null;
        this.passes = passes;
        this.offsets = Offsets.of(x);
        this.values = Arena.ofAuto().allocate(x.rows() * Double.BYTES, Double.BYTES);
    }

    /** Returns Σ of the values. */
    double find(Parameters at) {
        positiveErrors = 0;
        negativeErrors = 0;
        smoothedAway = 0;
        passes.theta(at.theta);
        int most = rows == null ? x.tileRows() : Math.min(x.tileRows(), Samples.PANEL);
        double[] z = new double[x.tileLength()];
        double[][] row = new double[5][x.tileLength()];
        Arrays.fill(row[1], 1);
        double total = 0;
        long all = rows == null ? x.rows() : rows.length;
        for (long from = 0; from < all; from += most) {
            int count = (int) Math.min(most, all - from);
            if (rows == null) {
                passes.predict(from, count, z);
                if (offsets != null) {
                    offsets.addTo(z, from, count);
                }
                MemorySegment.copy(allTargets, ValueLayout.JAVA_DOUBLE, from * Double.BYTES, row[0], 0, count);
                if (allWeights != null) {
                    MemorySegment.copy(allWeights, ValueLayout.JAVA_DOUBLE, from * Double.BYTES, row[1], 0, count);
                }
            } else {
                passes.predict(rows, (int) from, count, z);
                if (offsets != null) {
                    offsets.addTo(z, rows, (int) from, count);
                }
                targets.get(rows, (int) from, count, row[0]);
                if (weights != null) {
                    weights.get(rows, (int) from, count, row[1]);
                }
            }
            errors.errors(z, row[0], 0, count, at.intercept, row[2], row[3]);
            for (int i = 0; i < count; i++) {
                double value = judge(z[i] + at.intercept, row[0][i], row[1][i], row[3][i]);
                row[4][i] = value;
                total += value;
            }
            keep(row[4], from, count);
        }
        return total;
    }

    private double judge(double z, double target, double weight, double error) {
        if (error > 0) {
            positiveErrors = Math.fma(weight, error, positiveErrors);
        } else {
            negativeErrors = Math.fma(-weight, error, negativeErrors);
        }
        if (smoothed != null) {
            smoothedAway = Math.fma(weight, smoothed.difference(z, target), smoothedAway);
            return weight * smoothed.secondDerivative(z, target);
        }
        return weight * loss.secondDerivative(error, target);
    }

    private void keep(double[] tile, long from, int count) {
        if (rows == null) {
            MemorySegment.copy(tile, 0, values, ValueLayout.JAVA_DOUBLE, from * Double.BYTES, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, rows[(int) from + i], tile[i]);
        }
    }
}
