package dev.steepest;

/** How the values of a {@link Matrix} lie in memory. */
public enum Layout {
    /** Row after row: C-order arrays. The layout for stochastic and mini-batch descent. */
    ROWS,
    /** Panels of 64 rows, feature after feature inside a panel, the last panel padded with zero rows: the fastest for batch descent. */
    PANELS
}
