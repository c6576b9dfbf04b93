package dev.steepest.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adds the sums of blocks in the tree that {@link Blocks#addPairwise} has, but as they come: a sum waits only for its neighbour, so
 * that there are never more than log₂ of the blocks. (Equal trees are joined as soon as both are there, the rest at the end from the right.)
 */
final class PairwiseSum {

    private final double[][] trees = new double[Integer.SIZE][];
    private final int width;
    private int height;
    private int blocks;
    private double @Nullable [] spare;

    PairwiseSum(int width) {
        this.width = width;
    }

    /** Zeros for the next block. */
    double[] take() {
        if (spare == null) {
            return new double[width];
        }
        double[] taken = spare;
        spare = null;
        Arrays.fill(taken, 0);
        return taken;
    }

    /** Adds the next block's sums, which are no longer the caller's. */
    void add(double[] sums) {
        trees[height++] = sums;
        for (int ends = blocks++; ends % 2 == 1; ends /= 2) {
            join();
        }
    }

    /** The sum of all blocks. */
    double[] total() {
        while (height > 1) {
            join();
        }
        return trees[0];
    }

    private void join() {
        double[] right = trees[--height];
        double[] left = trees[height - 1];
        for (int k = 0; k < width; k++) {
            left[k] += right[k];
        }
        spare = right;
    }
}
