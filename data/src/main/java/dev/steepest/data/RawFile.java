package dev.steepest.data;

import dev.steepest.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and nothing else, row after row, the lowest byte first: {@code .f64} holds float64, {@code .f32} float32; both are
 * mapped. How many values a row has is said by who reads it.
 */
final class RawFile {

    private RawFile() {}

    /**
     * X.
     *
     * @param columns values a row as the user wrote them; null if the user did not
     */
    static Matrix readMatrix(Path file, @Nullable String columns, Arena arena) {
        if (columns == null || !columns.matches("[1-9][0-9]{0,6}")) {
            String found = columns == null ? "" : ", not " + Text.quoted(columns);
            throw new DataException(Text.name(file) + " does not tell its shape: say " + Text.name(file)
                    + ":N, N values a row" + found);
        }
        return read(file, Integer.parseInt(columns), arena);
    }

    /** A matrix of so many columns. */
    static Matrix read(Path file, int columns, Arena arena) {
        Disk.requireFile(file);
        int width = file.toString().toLowerCase(Locale.ROOT).endsWith(".f32") ? Float.BYTES : Double.BYTES;
        long row = (long) columns * width;
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes == 0 || bytes % row != 0) {
                throw new DataException(Text.name(file) + " has bytes=" + bytes + ", which are no rows of columns="
                        + columns + " × " + width + " bytes");
            }
            NpyHeader shape = new NpyHeader(bytes / row, columns, false, width, 0);
            return NpyValues.view(file, shape, channel.map(MapMode.READ_ONLY, 0, bytes, arena), arena);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }
}
