package dev.steepest.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one block of rows, tile by tile: predict, errors, accumulate. A tile is small enough to be still in the cache when
 * it is used the second time. Holds the scratch memory of one thread.
 */
final class BlockSum {

    /** Targets are copied from memory a few at a time: 512 of them take an eighth of the first-level cache from the tile. */
    private static final int TARGETS_AT_ONCE = 128;

    private final Samples x;
    private final @Nullable MemorySegment targets;
    private final @Nullable MemorySegment weights;
    private final @Nullable Offsets offsets;
    private final @Nullable RowValues targetsByRow;
    private final @Nullable RowValues weightsByRow;
    private final Errors errors;
    private final ErrorSums errorSums;
    private final @Nullable SquaredErrors unweightedSquared;
    private final Passes passes;
    private final int tileRows;

    private final double[] z;
    private final double[] someTargets;

    /** Ones where there are no weights: a product that changes no bit costs less than a second loop. */
    private final double[] someWeights;

    private final double[] tileLosses;
    private final double[] tileErrors;
    private final double[] lanes = new double[2 * Lanes.COUNT];

    BlockSum(
            Samples x,
            @Nullable MemorySegment targets,
            @Nullable MemorySegment weights,
            Errors errors,
            ErrorSums errorSums,
            Passes passes) {
        this.x = x;
        this.targets = targets;
        this.weights = weights;
        this.targetsByRow = targets == null ? null : new RowValues(targets);
        this.weightsByRow = weights == null ? null : new RowValues(weights);
        this.errors = errors;
        this.errorSums = errorSums;
        this.unweightedSquared = weights == null && errors instanceof SquaredErrors squared ? squared : null;
        this.passes = passes;
        this.tileRows = x.tileRows();
        this.z = new double[x.tileLength()];
        this.someTargets = new double[tileRows * Math.max(1, TARGETS_AT_ONCE / tileRows)];
        this.someWeights = new double[someTargets.length];
        Arrays.fill(someWeights, 1);
        this.offsets = targets == null ? null : Offsets.of(x, someTargets.length);
        this.tileLosses = new double[x.tileLength()];
        this.tileErrors = new double[x.tileLength()];
    }

    /** Values that {@link #drain} writes: d of the gradient, then Σe, then Σℓ. */
    static int width(int features) {
        return Math.addExact(features, 2);
    }

    void theta(double[] theta) {
        passes.theta(theta);
    }

    /** Adds the rows from {@code start}, a multiple of 64, to before {@code end}. */
    void add(long start, long end, double intercept) {
        for (long row = start; row < end; row += someTargets.length) {
            int rows = (int) Math.min(someTargets.length, end - row);
            if (targets != null) {
                MemorySegment.copy(targets, JAVA_DOUBLE, row * Double.BYTES, someTargets, 0, rows);
            }
            if (weights != null) {
                MemorySegment.copy(weights, JAVA_DOUBLE, row * Double.BYTES, someWeights, 0, rows);
            }
            if (offsets != null) {
                offsets.load(row, rows);
            }
            for (int from = 0; from < rows; from += tileRows) {
                int count = Math.min(tileRows, rows - from);
                passes.predict(row + from, count, z);
                errors(from, count, intercept);
                passes.accumulate(row + from, count, tileErrors);
            }
        }
    }

    /** Adds the rows {@code list[start]} to before {@code list[end]}; where X is not in order ROWS, they are whole panels. */
    void add(int[] list, int start, int end, double intercept) {
        for (int at = start; at < end; at += someTargets.length) {
            int rows = Math.min(someTargets.length, end - at);
            if (targetsByRow != null) {
                targetsByRow.get(list, at, rows, someTargets);
            }
            if (weightsByRow != null) {
                weightsByRow.get(list, at, rows, someWeights);
            }
            if (offsets != null) {
                offsets.load(list, at, rows);
            }
            int listTileRows = x.tileRows(list, at, rows);
            for (int from = 0; from < rows; from += listTileRows) {
                int count = Math.min(listTileRows, rows - from);
                passes.predict(list, at + from, count, z);
                errors(from, count, intercept);
                passes.accumulate(list, at + from, count, tileErrors);
            }
        }
    }

    private void errors(int from, int count, double intercept) {
        if (offsets != null) {
            offsets.add(from, count, z);
        }
        if (unweightedSquared != null) {
            unweightedSquared.errorsAndSums(z, someTargets, from, count, intercept, tileErrors, lanes);
        } else {
            errors.errors(z, someTargets, from, count, intercept, tileLosses, tileErrors);
            errorSums.add(someWeights, from, count, tileLosses, tileErrors, lanes);
        }
        Arrays.fill(tileErrors, count, Math.ceilDiv(count, Samples.PANEL) * Samples.PANEL, 0);
    }

    /** Writes {@link #width} sums and starts anew. */
    void drain(double[] sums, int from) {
        passes.drain(sums, from);
        sums[from + x.features()] = Lanes.sum(lanes, Lanes.COUNT);
        sums[from + x.features() + 1] = Lanes.sum(lanes, 0);
        Arrays.fill(lanes, 0);
    }
}
