package dev.steepest.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * X by whole panels of 64 rows. Panels of COLUMNS are read in place, but behind its last rows lies the next feature, or nothing: those
 * rows, if they do not fill a panel, are read from a copy that is padded with rows of zeros.
 */
public final class Panels {

    private final Samples x;
    private final @Nullable Samples tail;
    private final long tailStart;

    /** Views X, in layout PANELS or COLUMNS; copies what does not fill a panel. */
    public Panels(Samples x) {
        this.x = x;
        boolean padded = x.rows() % Samples.PANEL == 0 || x.order() == Samples.Order.PANELS;
        this.tailStart = padded ? Long.MAX_VALUE : x.rows() / Samples.PANEL * Samples.PANEL;
        this.tail = padded ? null : copy(x, tailStart);
    }

    private static Samples copy(Samples x, long from) {
        long rows = x.rows() - from;
        Arena arena = Arena.ofAuto();
        MemorySegment memory = arena.allocate(Samples.panelBytes(x.storage(), rows, x.features()), 64);
        Samples tail = Samples.panels(x.storage(), memory, rows, x.features());
        Tile tile = new Tile();
        for (int feature = 0; feature < x.features(); feature += Tile.SIZE) {
            tile.load(x, from, feature);
            tile.store(tail, 0, feature);
        }
        return tail;
    }

    /** The memory that holds the panel from this row, a multiple of 64. */
    public MemorySegment segment(long row) {
        return holder(row).segment();
    }

    /** The offset in bytes, in that memory, of a feature's value in this row. */
    public long offset(long row, int feature) {
        return row < tailStart ? x.offset(row, feature) : holder(row).offset(row - tailStart, feature);
    }

    /** Bytes from a feature to the next in that memory. */
    public long featureStride(long row) {
        return holder(row).featureStride() * x.storage().bytes();
    }

    private Samples holder(long row) {
        return tail == null || row < tailStart ? x : tail;
    }
}
