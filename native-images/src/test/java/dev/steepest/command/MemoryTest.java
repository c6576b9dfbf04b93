package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A file with a hole instead of the memory that nobody has. */
class MemoryTest {

    @TempDir
    Path dir;

    @Test
    void xIsCopiedOnlyIfTwoFit() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Matrix small = mapped(arena, Layout.ROWS, 1L << 20);
            assertTrue(Memory.holdsCopy(small, Storage.FLOAT64, () -> {
                throw new AssertionError("asked for the machine's memory");
            }));
            Matrix large = mapped(arena, Layout.ROWS, 1L << 32);
            assertTrue(Memory.holdsCopy(large, Storage.FLOAT64, () -> 1L << 33));
            assertFalse(Memory.holdsCopy(large, Storage.FLOAT64, () -> (1L << 33) - 1));
            long half = 3L << 31; // 4 bytes a value beside the 8 of the file
            assertTrue(Memory.holdsCopy(large, Storage.FLOAT32, () -> half));
            assertFalse(Memory.holdsCopy(large, Storage.FLOAT32, () -> half - 1));
            assertEquals(Layout.PANELS, new FitOptions().layout(small));
        }
    }

    @Test
    void aCopyThatCannotFitIsRefused() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Matrix columns = mapped(arena, Layout.COLUMNS, 1L << 32);
            FitOptions options = options("--method", "stochastic", "--no-standardize");
            assertEquals(Layout.ROWS, options.layout(columns, () -> 1L << 32));
            CommandException e =
                    assertThrows(CommandException.class, () -> options.layout(columns, () -> (1L << 32) - 1));
            assertEquals(
                    "--method stochastic copies X: rows=67108864 × features=8 × 8 = bytes=4294967296 exceed the machine's memory,"
                            + " bytes=4294967295; without it X is read from its file",
                    e.getMessage());
            assertEquals(
                    "--validation-fraction copies X: rows=67108864 × features=8 × 8 = bytes=4294967296 exceed the machine's memory,"
                            + " bytes=1; without it X is read from its file",
                    assertThrows(
                                    CommandException.class,
                                    () -> options("--validation-fraction", "0.5", "--no-standardize")
                                            .layout(columns, () -> 1))
                            .getMessage());
        }
    }

    /** Whatever the method and the layout: it is copied where two fit, else read from its file. */
    @Test
    void standardizedIsNoReasonToCopy() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            for (Layout layout : new Layout[] {Layout.ROWS, Layout.COLUMNS}) {
                Matrix x = mapped(arena, layout, 1L << 32);
                FitOptions batch = options("--standardize");
                assertEquals(layout, batch.layout(x, () -> (1L << 33) - 1));
                assertEquals(Layout.PANELS, batch.layout(x, () -> 1L << 33));
                FitOptions stochastic = options("--standardize", "--method", "stochastic", "--max-epochs", "1");
                assertEquals(layout, stochastic.layout(x, () -> (1L << 33) - 1));
                assertEquals(Layout.ROWS, stochastic.layout(x, () -> 1L << 33));
            }
        }
    }

    /** Of float64 rows as they lie; all else is faster in panels. */
    @Test
    void wideRowsStayRows() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Matrix wide = Matrix.allocate(arena, Layout.ROWS, 1, 4096);
            assertEquals(Layout.ROWS, options("--no-standardize").layout(wide));
            assertEquals(
                    Layout.PANELS,
                    options("--no-standardize", "--storage", "float32").layout(wide));
            assertEquals(Layout.PANELS, options().layout(wide));
            assertEquals(
                    Layout.PANELS, options("--no-standardize").layout(Matrix.allocate(arena, Layout.COLUMNS, 1, 4096)));
            assertEquals(
                    Layout.PANELS, options("--no-standardize").layout(Matrix.allocate(arena, Layout.ROWS, 1, 4095)));
        }
    }

    @Test
    void largerThanAnyMemoryStaysAsItIs() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(Layout.ROWS, new FitOptions().layout(mapped(arena, Layout.ROWS, 1L << 42)));
        }
    }

    private static FitOptions options(String... arguments) {
        FitOptions options = new FitOptions();
        CommandLine command = new CommandLine(options);
        Converters.register(command);
        command.parseArgs(arguments);
        return options;
    }

    private Matrix mapped(Arena arena, Layout layout, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(dir.resolve("x").toFile(), "rw")) {
            file.setLength(bytes);
            return Matrix.wrap(file.getChannel().map(MapMode.READ_ONLY, 0, bytes, arena), layout, bytes / 64, 8);
        }
    }
}
