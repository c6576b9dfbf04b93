package dev.steepest.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * X by whole panels of 64 rows, read in place. But behind the last rows of COLUMNS lies the next feature, or nothing, and what is padded with zeros must not be
 * scaled: rows that do not fill a panel are then read from a copy, scaled already, that is padded with rows of zeros.
 */
public final class Panels {

    private final Samples x;
    private final @Nullable Samples tail;
    private final long tailStart;

    /** Views X, in layout PANELS or COLUMNS; copies what cannot be read in place. */
    public Panels(Samples x) {
        this.x = x;
        boolean inPlace = x.order() == Samples.Order.PANELS && x.scaling() == null;
        boolean padded = x.rows() % Samples.PANEL == 0 || inPlace;
        this.tailStart = padded ? Long.MAX_VALUE : x.rows() / Samples.PANEL * Samples.PANEL;
        this.tail = padded ? null : copy(x, tailStart);
    }

    private static Samples copy(Samples x, long from) {
        long rows = x.rows() - from;
        Arena arena = Arena.ofAuto();
        Storage storage = x.scaling() == null ? x.storage() : Storage.FLOAT64;
        MemorySegment memory = arena.allocate(Samples.panelBytes(storage, rows, x.features()), 64);
        Samples tail = Samples.panels(storage, memory, rows, x.features());
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
        Samples holder = holder(row);
        return holder.featureStride() * holder.storage().bytes();
    }

    /** What that memory is a part of: X, or the copy of its last rows. */
    public Samples holder(long row) {
        return tail == null || row < tailStart ? x : tail;
    }
}
