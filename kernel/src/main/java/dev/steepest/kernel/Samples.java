package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * X as the loops see it: m rows of d features in one off-heap segment, float64, whatever the layout.
 *
 * <p>The value of row i and feature j is the element number
 *
 * <pre>(i / 64) · panelStride + (i % 64) · rowStride + j · featureStride</pre>
 *
 * <p>which covers the three layouts: ROWS (featureStride 1), COLUMNS (rowStride 1, panelStride 64) and PANELS (rowStride 1,
 * featureStride 64, panelStride 64·d; the last panel is padded with rows of zeros). All strides count elements.
 *
 * @param order how the values lie; strides alone do not tell where X has one row or one feature
 * @param segment native memory, its first element at offset 0
 * @param rows m
 * @param features d
 * @param panelStride elements from a row to the row 64 below it
 * @param rowStride elements from a row to the next one inside a panel
 * @param featureStride elements from a feature to the next one
 */
public record Samples(
        Order order,
        MemorySegment segment,
        long rows,
        int features,
        long panelStride,
        long rowStride,
        long featureStride) {

    /** Which values lie side by side. */
    public enum Order {
        /** The features of a row. */
        ROWS,
        /** The rows of a feature. */
        COLUMNS,
        /** 64 rows of a feature; the last panel is padded with rows of zeros. */
        PANELS
    }

    /** Rows of a panel: 8 vectors of 8 lanes, as many as there are accumulators in the predict pass. */
    public static final int PANEL = 64;

    /** More than the caches of most cores hold. */
    private static final long CACHE_BYTES = 16 << 20;

    private static final int MAX_FEATURES_ROW_BY_ROW = 2048;

    /** Row after row, {@code stride} ≥ d elements apart. */
    public static Samples rows(MemorySegment segment, long rows, int features, long stride) {
        return new Samples(Order.ROWS, segment, rows, features, PANEL * stride, stride, 1);
    }

    /** Feature after feature, {@code stride} ≥ m elements apart. */
    public static Samples columns(MemorySegment segment, long rows, int features, long stride) {
        return new Samples(Order.COLUMNS, segment, rows, features, PANEL, 1, stride);
    }

    /** Panels of 64 rows, feature after feature inside a panel. */
    public static Samples panels(MemorySegment segment, long rows, int features) {
        return new Samples(Order.PANELS, segment, rows, features, (long) PANEL * features, 1, PANEL);
    }

    /** Bytes that {@link #panels} needs; the caller has seen to it that they fit a long. */
    public static long panelBytes(long rows, int features) {
        return Math.ceilDiv(rows, PANEL) * PANEL * features * Double.BYTES;
    }

    /** Whether the features of one row lie side by side: the pair of passes to use. */
    public boolean byRows() {
        return order == Order.ROWS;
    }

    /** Whether X of this shape is so large that it comes from memory in every epoch. */
    public static boolean exceedsCaches(long rows, int features) {
        return rows > CACHE_BYTES / Double.BYTES / features;
    }

    /**
     * Whether X is so large that it comes from memory in every epoch, where only ascending addresses are read at full speed, and its rows are
     * short enough for a few of them to stay in the first-level cache. A question of speed: no bit depends on it.
     */
    public boolean isReadRowByRow() {
        return byRows() && exceedsCaches(rows, features) && features <= MAX_FEATURES_ROW_BY_ROW;
    }

    /** Copies the d values of a row to the heap; order ROWS. */
    public void copyRow(long row, double[] to) {
        MemorySegment.copy(segment, ValueLayout.JAVA_DOUBLE, offset(row, 0), to, 0, features);
    }

    /** The offset in bytes of row i, feature j. */
    public long offset(long row, int feature) {
        return Double.BYTES * ((row / PANEL) * panelStride + (row % PANEL) * rowStride + feature * featureStride);
    }
}
