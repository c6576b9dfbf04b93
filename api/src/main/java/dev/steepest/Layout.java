package dev.steepest;

import dev.steepest.kernel.Samples;

/** How the values of a {@link Matrix} lie in memory. */
public enum Layout {
    /** Row after row: C-order arrays. The layout for stochastic and mini-batch descent, and the fastest for large X with many features. */
    ROWS,
    /** Feature after feature: Fortran-order arrays, columns of Arrow and data frames. */
    COLUMNS,
    /**
     * Panels of 64 rows, feature after feature inside a panel, the last panel padded with zero rows: the fastest for batch descent on X
     * that fits the caches or has few features. The same sums in the same order as COLUMNS.
     */
    PANELS;

    private static final int FEW_FEATURES = 32;

    /**
     * The layout that batch descent reads fastest (measured: docs/decisions.md). From memory rows are as fast as panels, in cache, and where
     * features are few, panels are faster.
     *
     * @param storage rows of float32 are widened before they are used, panels while they are read: panels are faster in any case
     * @param rows m
     * @param features d
     */
    public static Layout fastest(Storage storage, long rows, int features) {
        boolean isStreamed = storage == Storage.FLOAT64 && Samples.exceedsCaches(storage.inKernel(), rows, features);
        return isStreamed && features >= FEW_FEATURES ? ROWS : PANELS;
    }
}
