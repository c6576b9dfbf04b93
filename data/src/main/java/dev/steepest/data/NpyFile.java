package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * NumPy's files of one array ({@code numpy.save}).
 *
 * <p>Read are versions 1 to 3, one or two dimensions, little-endian float64 ({@code <f8}) and float32 ({@code <f4}). X is not
 * copied: the result views the mapped file, which is read from the disk as it is used and must not be cut short while the
 * arena lives. Vectors of float32 are widened, by a copy in the arena. NaN and infinities are handed on as they are.
 */
public final class NpyFile {

    private NpyFile() {}

    /**
     * Reads X, stored as in the file; an array of one dimension is one column. The layout is {@link Layout#ROWS}, or {@link
     * Layout#COLUMNS} of an array in Fortran order.
     *
     * @param file the file
     * @param arena owns the mapping and all copies
     * @return X, read-only
     * @throws DataException if there is no such array in the file
     */
    public static Matrix readMatrix(Path file, Arena arena) {
        return read(file, arena, false);
    }

    /**
     * Reads a vector: one dimension, or two of which one is 1.
     *
     * @param file the file
     * @param arena owns the mapping and all copies
     * @return the values, read-only if they were not copied
     * @throws DataException if there is no such array in the file
     */
    public static Vector readVector(Path file, Arena arena) {
        return vector(read(file, arena, true), arena);
    }

    /** The values of a matrix of one row or column. */
    static Vector vector(Matrix matrix, Arena arena) {
        Matrix values = matrix.storage() == Storage.FLOAT64 ? matrix : matrix.copy(arena, Layout.ROWS, Storage.FLOAT64);
        return Vector.wrap(values.segment().asSlice(0, values.rows() * values.features() * Double.BYTES));
    }

    private static Matrix read(Path file, Arena arena, boolean vector) {
        Disk.requireFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), arena, vector);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    /** The array in these bytes, header included. */
    static Matrix of(Path file, MemorySegment bytes, Arena arena, boolean vector) {
        NpyHeader header = NpyHeader.read(file, bytes);
        requireValues(file, header, bytes.byteSize());
        if (vector && header.rows > 1 && header.columns > 1) {
            throw new DataException(
                    Text.name(file) + " is no vector: shape=(" + header.rows + ", " + header.columns + ")");
        }
        return NpyValues.view(file, header, bytes.asSlice(header.offset, header.bytes()), arena);
    }

    private static void requireValues(Path file, NpyHeader header, long size) {
        if (size - header.offset < header.bytes()) {
            throw new DataException(Text.name(file) + " is cut short: rows=" + header.rows + " × columns="
                    + header.columns + " × "
                    + header.width + " bytes need bytes=" + header.bytes() + " after the header, the file has bytes="
                    + (size - header.offset));
        }
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
