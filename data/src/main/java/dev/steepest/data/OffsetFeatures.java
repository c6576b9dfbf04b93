package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Rows with an offset: that of the last column, which is then no feature, or of a file of one column, which is read at once. */
final class OffsetFeatures implements Features {

    private final String name;
    private final Features rows;
    private final @Nullable Path file;
    private final @Nullable Vector all;
    private long before;
    private long taken;

    /** @param name of the rows, for messages */
    private OffsetFeatures(String name, Features rows, @Nullable Path file, @Nullable Vector all) {
        this.name = name;
        this.rows = rows;
        this.file = file;
        this.all = all;
    }

    static Features ofLastColumn(String name, Features rows) {
        return new OffsetFeatures(name, rows, null, null);
    }

    static Features ofFile(String name, Features rows, Path file, Arena arena) {
        try {
            return new OffsetFeatures(name, rows, file, DatasetReader.readColumn(file, arena));
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    @Override
    public boolean next() {
        before += taken;
        taken = 0;
        if (rows.next()) {
            taken = rows.x().rows();
            requireAsMany(all == null || before + taken <= all.length(), " or more");
            return true;
        }
        requireAsMany(all == null || before == all.length(), "");
        return false;
    }

    private void requireAsMany(boolean areAsMany, String more) {
        if (all != null && file != null && !areAsMany) {
            throw new DataException(Text.name(file) + " has rows=" + all.length() + ", " + name + " has rows="
                    + (before + taken) + more);
        }
    }

    @Override
    public Matrix x() {
        Matrix x = rows.x();
        if (all != null) {
            MemorySegment these = all.segment().asSlice(before * Double.BYTES, x.rows() * Double.BYTES);
            return x.withOffset(Vector.wrap(these));
        }
        int last = x.features() - 1;
        // The garbage collector's, as the next rows have others.
        Columns columns = new Columns(name, Arena.ofAuto());
        return columns.without(x, last).withOffset(columns.values(x, last));
    }

    @Override
    public Findings findings() {
        return rows.findings();
    }

    @Override
    public void close() {
        rows.close();
    }
}
