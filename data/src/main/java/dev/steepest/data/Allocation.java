package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Memory for the values of a file: a file larger than memory is the user's problem to solve, so it is told as one. */
final class Allocation {

    private static final int LONGEST_REASON = 200;

    private Allocation() {}

    static Matrix matrix(Path file, Arena arena, Layout layout, long rows, int features) {
        return matrix(Text.name(file), arena, layout, rows, features);
    }

    static Matrix matrix(String name, Arena arena, Layout layout, long rows, int features) {
        return matrix(name, arena, layout, Storage.FLOAT64, rows, features);
    }

    static Matrix matrix(String name, Arena arena, Layout layout, Storage storage, long rows, int features) {
        try {
            return Matrix.allocate(arena, layout, storage, rows, features);
        } catch (OutOfMemoryError e) {
            throw tooLarge(name, rows, features, storage, e);
        }
    }

    static Vector vector(Path file, Arena arena, long length) {
        return vector(Text.name(file), arena, length);
    }

    static Vector vector(String name, Arena arena, long length) {
        try {
            return Vector.allocate(arena, length);
        } catch (OutOfMemoryError e) {
            throw tooLarge(name, length, 1, Storage.FLOAT64, e);
        }
    }

    /** Aligned to 64. */
    static MemorySegment bytes(Path file, Arena arena, long length) {
        try {
            return arena.allocate(length, 64);
        } catch (OutOfMemoryError e) {
            throw new DataException(
                    Text.name(file) + " does not fit in memory: bytes=" + length + ": "
                            + Text.shortened(String.valueOf(e.getMessage()), LONGEST_REASON),
                    e);
        }
    }

    /** The JVM's own reason may be a limit of its own: automatic arenas count as direct memory. */
    private static DataException tooLarge(String name, long rows, int columns, Storage storage, OutOfMemoryError e) {
        return new DataException(
                name + " does not fit in memory: rows=" + rows + " × columns=" + columns + " × " + storage.bytes()
                        + " bytes: "
                        + Text.shortened(String.valueOf(e.getMessage()), LONGEST_REASON),
                e);
    }
}
