package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes X of a LIBSVM file, dense, in two passes: one for its shape. */
final class LibsvmReader {

    static final String LABEL = "label";

    /** Bytes of X for a byte of text. A row of one value in a thousand takes about as many. */
    private static final long SPARSEST = 4096;

    private final Path file;
    private final Arena arena;
    private long rows;
    private int features;

    private LibsvmReader(Path file, int leastFeatures, Arena arena) {
        this.file = file;
        this.features = leastFeatures;
        this.arena = arena;
    }

    /** @param leastFeatures features that X has even if no row mentions them */
    static Dataset read(Path file, int leastFeatures, Arena arena) {
        return new LibsvmReader(file, leastFeatures, arena).read();
    }

    private Dataset read() {
        shape();
        Matrix x = Allocation.matrix(file, arena, Layout.ROWS, rows, features);
        Vector y = Allocation.vector(file, arena, rows);
        double[] dense = new double[features];
        try (LibsvmFile text = LibsvmFile.open(file)) {
            for (long row = 0; row < rows; row++) {
                if (!text.next() || (text.count > 0 && text.indices[text.count - 1] > features)) {
                    throw text.refused("the file changed while it was read");
                }
                scatter(text, dense);
                MemorySegment.copy(dense, 0, x.segment(), JAVA_DOUBLE, row * features * Double.BYTES, features);
                y.segment().setAtIndex(JAVA_DOUBLE, row, text.label);
                clear(text, dense);
            }
        }
        List<String> names = new ArrayList<>(features);
        for (int j = 1; j <= features; j++) {
            names.add("x" + j);
        }
        return new Dataset(names, x, y, List.of(), Findings.NONE);
    }

    private static void scatter(LibsvmFile row, double[] dense) {
        for (int k = 0; k < row.count; k++) {
            dense[row.indices[k] - 1] = row.values[k];
        }
    }

    private static void clear(LibsvmFile row, double[] dense) {
        for (int k = 0; k < row.count; k++) {
            dense[row.indices[k] - 1] = 0;
        }
    }

    private void shape() {
        try (LibsvmFile text = LibsvmFile.open(file)) {
            while (text.next()) {
                rows++;
                features = Math.max(features, text.count == 0 ? 0 : text.indices[text.count - 1]);
            }
            if (features == 0 || rows == 0) {
                throw new DataException(Text.name(file) + " has no values: rows=" + rows);
            }
            if (rows * features / SPARSEST > text.characters / Double.BYTES) {
                throw new DataException(Text.name(file) + " is too sparse for a dense X: rows=" + rows + " × features="
                        + features + " from bytes=" + text.characters);
            }
        }
    }
}
