package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;

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
 * @param segment native memory, its first element at offset 0
 * @param rows m
 * @param features d
 * @param panelStride elements from a row to the row 64 below it
 * @param rowStride elements from a row to the next one inside a panel
 * @param featureStride elements from a feature to the next one
 */
public record Samples(
        MemorySegment segment, long rows, int features, long panelStride, long rowStride, long featureStride) {

    /** Rows of a panel: 8 vectors of 8 lanes, as many as there are accumulators in the predict pass. */
    public static final int PANEL = 64;

    /** Row after row, {@code stride} ≥ d elements apart. */
    public static Samples rows(MemorySegment segment, long rows, int features, long stride) {
        return new Samples(segment, rows, features, PANEL * stride, stride, 1);
    }

    /** Panels of 64 rows, feature after feature inside a panel. */
    public static Samples panels(MemorySegment segment, long rows, int features) {
        return new Samples(segment, rows, features, (long) PANEL * features, 1, PANEL);
    }

    /** Bytes that {@link #panels} needs; the caller has seen to it that they fit a long. */
    public static long panelBytes(long rows, int features) {
        return Math.ceilDiv(rows, PANEL) * PANEL * features * Double.BYTES;
    }

    /** Whether the features of one row lie side by side: the pair of passes to use. */
    public boolean byRows() {
        return featureStride == 1;
    }

    /** The offset in bytes of row i, feature j. */
    public long offset(long row, int feature) {
        return Double.BYTES * ((row / PANEL) * panelStride + (row % PANEL) * rowStride + feature * featureStride);
    }
}
