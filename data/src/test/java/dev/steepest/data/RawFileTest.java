package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawFileTest {

    @TempDir
    Path directory;

    private static final ReadOptions MAPPING = ReadOptions.DEFAULT.mappingAbove(0);

    private final Arena arena = Arena.ofAuto();

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes).toString();
    }

    private Dataset read(String data, String target) {
        return Dataset.read(data, target, ReadOptions.DEFAULT, arena);
    }

    @Test
    void float64IsReadOrMapped() throws IOException {
        String x = file("x.f64", NpyBytes.doubles(1, 2, 3, 4, 5, 6));
        String y = file("y.F64", NpyBytes.doubles(7, 8, 9));
        Dataset data = read(x + ":2", y);
        assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, NpyFileTest.values(data.x()));
        assertArrayEquals(new double[] {7, 8, 9}, data.y().toArray());
        assertEquals(List.of("x0", "x1"), data.features());
        assertEquals(Layout.ROWS, data.x().layout());
        for (long mapsAbove : new long[] {0, 47, 48}) {
            ReadOptions options = ReadOptions.DEFAULT.mappingAbove(mapsAbove);
            Dataset again = Dataset.read(x + ":2", y, options, arena);
            assertEquals(mapsAbove < 48, again.x().segment().isMapped());
            assertFalse(again.y().segment().isMapped());
            assertArrayEquals(NpyFileTest.values(data.x()), NpyFileTest.values(again.x()));
        }
        assertEquals(Optional.of(Path.of(x)), Dataset.file(x + ":2"));
    }

    @Test
    void float32StaysFloat32() throws IOException {
        String x = file("x.f32", NpyBytes.floats(1, 2, 0.3f, 0.1f, 4, 5));
        double[][] columns = {{1, 0.1f}, {2, 4}, {0.3f, 5}};
        double[][][] rest = {{{2, 0.3f}, {4, 5}}, {{1, 0.3f}, {0.1f, 5}}, {{1, 2}, {0.1f, 4}}};
        for (int j = 0; j < 3; j++) {
            Dataset data = Dataset.read(x + ":3", Integer.toString(j), MAPPING, arena);
            assertArrayEquals(rest[j], NpyFileTest.values(data.x()));
            assertArrayEquals(columns[j], data.y().toArray());
            assertEquals(Storage.FLOAT32, data.x().storage());
            assertEquals(j != 1, data.x().segment().isMapped());
        }
        try (Features features = Features.open(x + ":3", List.of("a", "b", "c"), ReadOptions.DEFAULT, arena)) {
            assertTrue(features.next());
            assertArrayEquals(new double[][] {{1, 2, 0.3f}, {0.1f, 4, 5}}, NpyFileTest.values(features.x()));
        }
    }

    @Test
    void predictionsFindTheFeaturesByTheirOrder() throws IOException {
        String x = file("x.f64", NpyBytes.doubles(1, 2, 3, 4));
        try (Features features = Features.open(x + ":2", List.of("a", "b"), ReadOptions.DEFAULT, arena)) {
            assertTrue(features.next());
            assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, NpyFileTest.values(features.x()));
        }
    }

    @Test
    void whatHasNoShapeIsRefused() throws IOException {
        String x = file("x.f64", NpyBytes.doubles(1, 2, 3, 4, 5, 6));
        String empty = file("empty.f64", new byte[0]);
        refused("x.f64 does not tell its shape: say x.f64:N, N values a row", x);
        refused("x.f64 does not tell its shape: say x.f64:N, N values a row, not 'two'", x + ":two");
        refused("x.f64 does not tell its shape: say x.f64:N, N values a row, not '0'", x + ":0");
        refused("x.f64 does not tell its shape: say x.f64:N, N values a row, not '99999999'", x + ":99999999");
        refused("x.f64 has bytes=48, which are no rows of columns=4 × 8 bytes", x + ":4");
        refused("empty.f64 has bytes=0, which are no rows of columns=4 × 8 bytes", empty + ":4");
        refused("x.f64 has no column=3: it has columns=3, numbers count from 0", x + ":3", "3");
        refused("cannot read none.f64: there is no such file", directory.resolve("none.f64") + ":3");
        refused("x.f64 has rows=6, x.f64 has rows=3", x + ":2", x);
    }

    private void refused(String message, String data) {
        refused(message, data, "0");
    }

    private void refused(String message, String data, String target) {
        assertRefused(directory, message, () -> read(data, target));
    }
}
