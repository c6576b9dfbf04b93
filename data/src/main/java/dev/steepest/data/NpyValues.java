package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The mapped values of an NPY file: a view where that is possible, else a copy in rows, as float64. */
final class NpyValues {

    private static final ValueLayout.OfDouble FILE_DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FILE_FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int BUFFER = 8192;

    /**
     * A square of values transposed at a time; its rows are long enough for bulk copies, and it fits a level 2 cache.
     */
    private static final int TILE = 256;

    private final NpyHeader header;
    private final MemorySegment from;
    private final MemorySegment to;
    private final float[] floats = new float[BUFFER];

    private NpyValues(NpyHeader header, MemorySegment from, MemorySegment to) {
        this.header = header;
        this.from = from;
        this.to = to;
    }

    static Matrix view(Path file, NpyHeader header, MemorySegment values, Arena arena) {
        if (values.address() % header.width == 0 && isLittleEndian()) {
            Layout layout = header.fortranOrder ? Layout.COLUMNS : Layout.ROWS;
            Storage storage = header.width == Double.BYTES ? Storage.FLOAT64 : Storage.FLOAT32;
            long stride = header.fortranOrder ? header.rows : header.columns;
            return Matrix.wrap(values, layout, storage, header.rows, header.columns, stride);
        }
        Matrix copy = Allocation.matrix(file, arena, Layout.ROWS, header.rows, header.columns);
        NpyValues copier = new NpyValues(header, values, copy.segment());
        if (header.fortranOrder) {
            copier.transpose();
        } else {
            copier.copy();
        }
        return copy;
    }

    private static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private void copy() {
        double[] buffer = new double[BUFFER];
        long values = header.rows * header.columns;
        for (long first = 0; first < values; first += BUFFER) {
            int count = (int) Math.min(BUFFER, values - first);
            get(first, buffer, 0, count);
            MemorySegment.copy(buffer, 0, to, JAVA_DOUBLE, first * Double.BYTES, count);
        }
    }

    private void transpose() {
        double[] columns = new double[TILE * TILE];
        double[] rows = new double[TILE * TILE];
        for (long row = 0; row < header.rows; row += TILE) {
            int height = (int) Math.min(TILE, header.rows - row);
            for (int column = 0; column < header.columns; column += TILE) {
                int width = Math.min(TILE, header.columns - column);
                for (int j = 0; j < width; j++) {
                    get((long) (column + j) * header.rows + row, columns, j * height, height);
                }
                transpose(columns, rows, height, width);
                for (int i = 0; i < height; i++) {
                    long offset = (row + i) * header.columns + column;
                    MemorySegment.copy(rows, i * width, to, JAVA_DOUBLE, offset * Double.BYTES, width);
                }
            }
        }
    }

    private static void transpose(double[] columns, double[] rows, int height, int width) {
        for (int j = 0; j < width; j++) {
            for (int i = 0; i < height; i++) {
                rows[i * width + j] = columns[j * height + i];
            }
        }
    }

    private void get(long first, double[] buffer, int at, int count) {
        if (header.width == Double.BYTES) {
            MemorySegment.copy(from, FILE_DOUBLE, first * Double.BYTES, buffer, at, count);
            return;
        }
        MemorySegment.copy(from, FILE_FLOAT, first * Float.BYTES, floats, 0, count);
        for (int i = 0; i < count; i++) {
            buffer[at + i] = floats[i];
        }
    }
}
