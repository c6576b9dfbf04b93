package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * X as the loops see it: m rows of d features in one off-heap segment, whatever the layout and the storage.
 *
 * <p>The value of row i and feature j is the element number
 *
 * <pre>(i / 64) · panelStride + (i % 64) · rowStride + j · featureStride</pre>
 *
 * <p>which covers the three layouts: ROWS (featureStride 1), COLUMNS (rowStride 1, panelStride 64) and PANELS (rowStride 1,
 * featureStride 64, panelStride 64·d; the last panel is padded with rows of zeros). All strides count elements.
 *
 * @param order which passes take them: those for how the values lie (strides alone do not tell where X has one row or one feature), or those of ROWS for any
 * @param storage float64 or float32
 * @param segment native memory, its first element at offset 0
 * @param rows m
 * @param features d
 * @param panelStride elements from a row to the row 64 below it
 * @param rowStride elements from a row to the next one inside a panel
 * @param featureStride elements from a feature to the next one
 * @param scaling what is made of the values as they are read; null where they are taken as they are stored
 * @param offsets what predictions have added, m float64 values: one more feature whose coefficient is 1, which is neither scaled nor in
 *     any product with X; null where they have none
 */
public record Samples(
        Order order,
        Storage storage,
        MemorySegment segment,
        long rows,
        int features,
        long panelStride,
        long rowStride,
        long featureStride,
        @Nullable Scaling scaling,
        @Nullable MemorySegment offsets) {

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

    /** A tile should fit the first-level cache beside θ and the sums. */
    private static final int TILE_BYTES = 24 * 1024;

    /**
     * A tile of rows that come from memory should be so small that the hardware's prefetch bridges the time in which it is accumulated (64
     * features: 20 GB/s with 8 rows, 16 with 16 rows; 256 features: 21 with 4, 16 with 8). Of wider rows not even four are so small, and then
     * more rows are better, which share the loads of the sum.
     */
    private static final int TILE_BYTES_ROW_BY_ROW = 4 * 1024;

    private static final int MIN_TILE_ROWS_ROW_BY_ROW = 4;
    private static final int WIDE_TILE_ROWS_ROW_BY_ROW = 16;
    private static final int WIDE_ROW_FEATURES = 256;

    /** A tile of columns that come from memory should be as high as a page, but still in some cache when it is used the second time. */
    private static final int TILE_BYTES_BY_PAGES = 4 << 20;

    private static final int MAX_TILE_ROWS = 512;

    /** Rows from one to the next that the hardware's prefetch bridges. */
    private static final int NEAR = 4;

    /** Rows after which a jump costs little. */
    private static final int MIN_RUN = 8;

    /** Row after row, {@code stride} ≥ d elements apart. */
    public static Samples rows(Storage storage, MemorySegment segment, long rows, int features, long stride) {
        return new Samples(Order.ROWS, storage, segment, rows, features, PANEL * stride, stride, 1, null, null);
    }

    /** Feature after feature, {@code stride} ≥ m elements apart. */
    public static Samples columns(Storage storage, MemorySegment segment, long rows, int features, long stride) {
        return new Samples(Order.COLUMNS, storage, segment, rows, features, PANEL, 1, stride, null, null);
    }

    /** Panels of 64 rows, feature after feature inside a panel. */
    public static Samples panels(Storage storage, MemorySegment segment, long rows, int features) {
        return new Samples(
                Order.PANELS, storage, segment, rows, features, (long) PANEL * features, 1, PANEL, null, null);
    }

    /** Bytes that {@link #panels} needs; the caller has seen to it that they fit a long. */
    public static long panelBytes(Storage storage, long rows, int features) {
        return Math.ceilDiv(rows, PANEL) * PANEL * features * storage.bytes();
    }

    /** The same memory, whose values are scaled wherever they are read; nothing is copied. */
    public Samples scaled(Scaling scaling) {
        return new Samples(
                order, storage, segment, rows, features, panelStride, rowStride, featureStride, scaling, offsets);
    }

    /** The same memory, whose predictions have these values added. */
    public Samples withOffsets(MemorySegment offsets) {
        return new Samples(
                order, storage, segment, rows, features, panelStride, rowStride, featureStride, scaling, offsets);
    }

    /** The same values for the passes of ROWS, in whatever order they lie. */
    public Samples inRows() {
        return new Samples(
                Order.ROWS, storage, segment, rows, features, panelStride, rowStride, featureStride, scaling, offsets);
    }

    /** Whether X is taken row by row: the pair of passes to use. */
    public boolean byRows() {
        return order == Order.ROWS;
    }

    /** Whether the features of a row lie side by side. */
    public boolean hasWholeRows() {
        return featureStride == 1;
    }

    /** Whether a row begins where the one before it ends: rows that follow each other are one run of values. */
    public boolean isOneRun() {
        return hasWholeRows() && rowStride == features;
    }

    /** Whether X of this shape is so large that it comes from memory in every epoch. */
    public static boolean exceedsCaches(Storage storage, long rows, int features) {
        return rows > CACHE_BYTES / storage.bytes() / features;
    }

    /**
     * Whether X is so large that it comes from memory in every epoch, where only ascending addresses are read at full speed, and its rows are
     * short enough for a few of them to stay in the first-level cache. A question of speed: no bit depends on it.
     */
    public boolean isReadRowByRow() {
        return byRows() && exceedsCaches(storage, rows, features) && features <= MAX_FEATURES_ROW_BY_ROW;
    }

    /**
     * Whether X is so large that its columns come from memory in every epoch, where the 512 bytes of a panel's feature are over before the hardware's prefetch has begun: tiles are then as
     * high as a page. A question of speed: no bit depends on it.
     */
    public boolean isReadByPages() {
        return order == Order.COLUMNS
                && storage == Storage.FLOAT64
                && scaling == null
                && exceedsCaches(storage, rows, features);
    }

    /** Rows of a tile, which stays in the nearest caches while it is used twice. A question of speed: no bit depends on it. */
    public int tileRows() {
        if (isReadByPages()) {
            return tileRows(TILE_BYTES_BY_PAGES, PANEL);
        }
        if (isReadRowByRow()) {
            int rows = TILE_BYTES_ROW_BY_ROW / Double.BYTES / features;
            if (rows >= Lanes.COUNT) {
                return Math.min(rows & -Lanes.COUNT, PANEL);
            }
            return features <= WIDE_ROW_FEATURES ? MIN_TILE_ROWS_ROW_BY_ROW : WIDE_TILE_ROWS_ROW_BY_ROW;
        }
        return tileRows(TILE_BYTES, byRows() ? Lanes.COUNT : PANEL);
    }

    private int tileRows(int bytes, int step) {
        return Math.max(step, Math.min(bytes / Double.BYTES / features / step * step, MAX_TILE_ROWS));
    }

    /** Rows of a tile of these rows. They need not follow each other: panels are taken one by one, and scattered rows of a large X so many at a time that their misses overlap. */
    int tileRows(int[] list, int from, int count) {
        if (!byRows()) {
            return PANEL;
        }
        return isReadRowByRow() && !follow(list, from, count) ? RowPasses.FETCHED : tileRows();
    }

    /** The most rows of a tile, of a list or not. */
    public int mostTileRows() {
        return isReadRowByRow() ? Math.max(RowPasses.FETCHED, tileRows()) : tileRows();
    }

    /** Values of an array for the predictions or the errors of a tile: a multiple of 64. */
    public int tileLength() {
        return Math.ceilDiv(mostTileRows(), PANEL) * PANEL;
    }

    /** Whether the hardware's prefetch sees these rows coming: most of them are little behind the one before. */
    public static boolean follow(int[] list, int from, int count) {
        int jumps = 0;
        for (int k = from + 1; k < from + count; k++) {
            int distance = list[k] - list[k - 1];
            jumps += distance > 0 && distance <= NEAR ? 0 : 1;
        }
        return jumps <= count / MIN_RUN;
    }

    /** The offset in bytes of row i, feature j. */
    public long offset(long row, int feature) {
        return storage.bytes() * ((row / PANEL) * panelStride + (row % PANEL) * rowStride + feature * featureStride);
    }
}
