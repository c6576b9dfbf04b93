package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of an array, read some at a time: a file may be larger than memory, and what is cut meanwhile is told. */
final class ArrayFeatures implements Features {

    private static final int ROWS = 2048;

    private final NpyArray array;
    private final @Nullable OpenFile open;
    private final Matrix memory;
    private long next;
    private Matrix x;

    /**
     * @param name for messages
     * @param open closed in the end; null if the array is in memory
     */
    ArrayFeatures(String name, NpyArray array, @Nullable OpenFile open, List<String> features, Arena arena) {
        if (array.columns() != features.size()) {
            throw new DataException(name + " has columns=" + array.columns() + ", the model has features="
                    + features.size() + ": " + Text.list(features));
        }
        this.array = array;
        this.open = open;
        long rows = Math.min(ROWS, array.rows());
        this.memory = Allocation.matrix(name, arena, array.layout(), array.storage(), rows, array.columns());
        this.x = memory;
    }

    @Override
    public boolean next() {
        int rows = (int) Math.min(memory.rows(), array.rows() - next);
        if (rows <= 0) {
            return false;
        }
        MemorySegment to = memory.segment();
        if (array.layout() == Layout.ROWS) {
            array.read(next * array.columns(), (long) rows * array.columns(), to);
        } else {
            long column = memory.stride() * memory.storage().bytes();
            for (int j = 0; j < array.columns(); j++) {
                array.read(j * array.rows() + next, rows, to.asSlice(j * column));
            }
        }
        x = Matrix.wrap(to, memory.layout(), memory.storage(), rows, array.columns(), memory.stride());
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
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
