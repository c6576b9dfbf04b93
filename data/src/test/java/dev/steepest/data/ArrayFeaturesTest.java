package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Storage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More rows than are read at a time. */
class ArrayFeaturesTest {

    private static final int ROWS = 5000;

    @TempDir
    Path dir;

    /** Value k of a file is k % 100. */
    private Path file(String type, boolean fortran) throws IOException {
        byte[] values = new byte[2 * ROWS];
        float[] floats = new float[2 * ROWS];
        for (int k = 0; k < values.length; k++) {
            values[k] = (byte) (k % 100);
            floats[k] = k % 100;
        }
        String header = NpyBytes.header(type, fortran, "(" + ROWS + ", 2)");
        byte[] bytes = type.equals("<f4") ? NpyBytes.floats(floats) : values;
        return Files.write(dir.resolve("x.npy"), NpyBytes.of(1, header, bytes));
    }

    @ParameterizedTest
    @CsvSource({"<f4, false", "<f4, true", "|i1, false", "|i1, true"})
    void allRowsComeInTheirOrder(String type, boolean fortran) throws IOException {
        try (Arena arena = Arena.ofConfined();
                Features features =
                        Features.open(file(type, fortran).toString(), List.of("a", "b"), ReadOptions.DEFAULT, arena)) {
            int row = 0;
            while (features.next()) {
                assertEquals(
                        type.equals("<f4") ? Storage.FLOAT32 : Storage.FLOAT64,
                        features.x().storage());
                assertFalse(features.x().segment().isMapped());
                for (int i = 0; i < features.x().rows(); i++, row++) {
                    for (int j = 0; j < 2; j++) {
                        int k = fortran ? j * ROWS + row : 2 * row + j;
                        assertEquals(k % 100, features.x().get(i, j));
                    }
                }
            }
            assertEquals(ROWS, row);
        }
    }

    /** Of a mapped file that would be the JVM's end. */
    @Test
    void aFileThatIsCutMeanwhileIsTold() throws IOException {
        Path file = file("|i1", false);
        try (Arena arena = Arena.ofConfined();
                Features features = Features.open(file.toString(), List.of("a", "b"), ReadOptions.DEFAULT, arena)) {
            assertTrue(features.next());
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(5000);
            }
            assertRefused(dir, "cannot read x.npy: it was cut to bytes=5000 while it was read", () -> {
                while (features.next()) {
                    assertEquals(2, features.x().features());
                }
            });
        }
    }
}
