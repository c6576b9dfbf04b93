package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Slices of an array. Of a mapped file the system reads them as they are used, and drops them when it needs the memory. */
final class ArrayFeatures implements Features {

    private static final int ROWS = 2048;

    private final Matrix all;
    private long next;
    private Matrix x;

    ArrayFeatures(String name, Matrix all, List<String> features) {
        if (all.features() != features.size()) {
            throw new DataException(name + " has columns=" + all.features() + ", the model has features="
                    + features.size() + ": " + Text.list(features));
        }
        this.all = all;
        this.x = all;
    }

    @Override
    public boolean next() {
        long rows = Math.min(ROWS, all.rows() - next);
        if (rows <= 0) {
            return false;
        }
        boolean columns = all.layout() == Layout.COLUMNS;
        MemorySegment from = all.segment()
                .asSlice((columns ? next : next * all.stride()) * all.storage().bytes());
        x = Matrix.wrap(from, all.layout(), all.storage(), rows, all.features(), all.stride());
        next += rows;
        return true;
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public Findings findings() {
        return Findings.NONE;
    }

    @Override
    public void close() {}
}
