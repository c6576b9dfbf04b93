package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and nothing else, row after row, the lowest byte first: {@code .f64} holds float64, {@code .f32} float32. How many values a row has is said by who reads it.
 */
final class RawFile {

    private RawFile() {}

    /**
     * X.
     *
     * @param columns values a row as the user wrote them; null if the user did not
     * @param mapsAbove bytes of a file that is read; larger ones are mapped
     */
    static Matrix matrix(Path file, @Nullable String columns, long mapsAbove, Arena arena) {
        try (OpenFile open = OpenFile.of(file)) {
            return NpyFile.matrix(array(open, columns(file, columns)), open, mapsAbove, arena);
        }
    }

    /** A vector. */
    static Vector vector(Path file, Arena arena) {
        try (OpenFile open = OpenFile.of(file)) {
            return NpyFile.vector(array(open, 1), arena);
        }
    }

    static int columns(Path file, @Nullable String columns) {
        if (columns == null || !columns.matches("[1-9][0-9]{0,6}")) {
            String found = columns == null ? "" : ", not " + Text.quoted(columns);
            throw new DataException(Text.name(file) + " does not tell its shape: say " + Text.name(file)
                    + ":N, N values a row" + found);
        }
        return Integer.parseInt(columns);
    }

    /** With so many columns. */
    static NpyArray array(OpenFile open, int columns) {
        Path file = open.file();
        boolean isFloat32 = file.toString().toLowerCase(Locale.ROOT).endsWith(".f32");
        NpyType type = isFloat32 ? NpyType.FLOAT32 : NpyType.FLOAT64;
        long bytes = open.size();
        if (bytes == 0 || bytes % ((long) columns * type.width()) != 0) {
            throw new DataException(Text.name(file) + " has bytes=" + bytes + ", which are no rows of columns="
                    + columns + " × " + type.width() + " bytes");
        }
        long rows = bytes / type.width() / columns;
        return new NpyArray(file, new NpyHeader(rows, columns, false, type, 0), open);
    }
}
