package dev.steepest;

/** How the values of a {@link Matrix} lie in memory. */
public enum Layout {
    /** Row after row: C-order arrays. The layout of stochastic and mini-batch descent. */
    ROWS,
    /** Feature after feature: Fortran-order arrays, columns of Arrow and data frames. */
    COLUMNS,
    /**
     * Panels of 64 rows, feature after feature inside a panel, the last panel padded with zero rows: the fastest for batch descent
     * (measured: docs/decisions.md). The same sums in the same order as COLUMNS.
     */
    PANELS;
}
