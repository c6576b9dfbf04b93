package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * NumPy's files of one array ({@code numpy.save}).
 *
 * <p>A mapped file that another process cuts while the arena lives ends the JVM (SIGBUS): {@code map} is for files that do not fit
 * in memory, {@code read} for all others. Reading takes a copy, which nobody else can change.
 *
 * <p>Read are versions 1 to 3, one or two dimensions. Little-endian float64 ({@code <f8}) and float32 ({@code <f4}) stay as they
 * are. float16, int8 to int64, uint8 to uint64, bool and all big-endian types are widened to float64, exactly: a whole number
 * that is no float64 is refused, with its place. NaN and infinities are handed on as they are.
 */
public final class NpyFile {

    private NpyFile() {}

    /**
     * Reads X; an array of one dimension is one column. The layout is {@link Layout#ROWS}, or {@link Layout#COLUMNS} of an array in
     * Fortran order.
     *
     * @param file the file
     * @param arena owns X
     * @return X, a copy
     * @throws DataException if there is no such array in the file, or it does not fit in memory
     */
    public static Matrix readMatrix(Path file, Arena arena) {
        return matrix(file, Long.MAX_VALUE, arena);
    }

    /**
     * Maps X: it is read from the disk as it is used, and may be larger than memory. If another process cuts the file while the arena
     * lives, the JVM ends. Otherwise as {@link #readMatrix}, which this is for types that are widened, and for values that are not at a
     * multiple of their size.
     *
     * @param file the file
     * @param arena owns the mapping and all copies
     * @return X, read-only if it is mapped
     * @throws DataException if there is no such array in the file
     */
    public static Matrix mapMatrix(Path file, Arena arena) {
        return matrix(file, -1, arena);
    }

    /**
     * Reads a vector: one dimension, or two of which one is 1.
     *
     * @param file the file
     * @param arena owns the values
     * @return the values, a copy
     * @throws DataException if there is no such array in the file, or it does not fit in memory
     */
    public static Vector readVector(Path file, Arena arena) {
        try (OpenFile open = OpenFile.of(file)) {
            return vector(array(open), arena);
        }
    }

    /** @param mapsAbove bytes of a file that is read */
    static Matrix matrix(Path file, long mapsAbove, Arena arena) {
        try (OpenFile open = OpenFile.of(file)) {
            return matrix(array(open), open, mapsAbove, arena);
        }
    }

    static Matrix matrix(NpyArray array, OpenFile open, long mapsAbove, Arena arena) {
        NpyHeader header = array.header();
        boolean mappable = header.type.isStored() && header.offset % header.type.width() == 0;
        return mappable && header.bytes() > mapsAbove
                ? array.wrap(open.map(header.offset, header.bytes(), arena))
                : array.read(arena);
    }

    static NpyArray array(OpenFile open) {
        NpyHeader header = NpyHeader.read(open.file(), open.start(NpyHeader.MOST), open.size());
        return new NpyArray(open.file(), header, open);
    }

    static Vector vector(NpyArray array, Arena arena) {
        if (array.rows() > 1 && array.columns() > 1) {
            throw new DataException(
                    Text.name(array.file()) + " is no vector: shape=(" + array.rows() + ", " + array.columns() + ")");
        }
        return vector(array.read(arena), arena);
    }

    /** The values of a matrix of one row or column. */
    static Vector vector(Matrix matrix, Arena arena) {
        Matrix values = matrix.storage() == Storage.FLOAT64 ? matrix : matrix.copy(arena, Layout.ROWS, Storage.FLOAT64);
        return Vector.wrap(values.segment().asSlice(0, values.rows() * values.features() * Double.BYTES));
    }

    /**
     * Writes X as float64 in C order, version 1.0. The file is replaced as a whole or not at all.
     *
     * @param file the file
     * @param x X, of any layout
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, Matrix x) {
        if (x.storage() == Storage.FLOAT32) {
            try (Arena arena = Arena.ofConfined()) {
                write(file, x.copy(arena, x.layout(), Storage.FLOAT64));
                return;
            }
        }
        Disk.replace(file, out -> {
            out.write(NpyHeader.of("(" + x.rows() + ", " + x.features() + ")"));
            NpyWriter writer = new NpyWriter(out);
            if (x.layout() == Layout.ROWS) {
                writer.rows(x);
            } else {
                writer.columns(x);
            }
            writer.flush();
        });
    }

    /**
     * Writes a vector, an array of one dimension, as float64, version 1.0. The file is replaced as a whole or not at
     * all.
     *
     * @param file the file
     * @param vector the values
     * @throws DataException if the file cannot be written
     */
    public static void write(Path file, Vector vector) {
        Disk.replace(file, out -> {
            out.write(NpyHeader.of("(" + vector.length() + ",)"));
            NpyWriter writer = new NpyWriter(out);
            writer.run(vector.segment(), 0, vector.length());
            writer.flush();
        });
    }
}
