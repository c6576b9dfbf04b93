package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Arrow's JavaScript library (npm apache-arrow 21) wrote. */
class ArrowTest {

    @TempDir
    Path dir;

    @Test
    void columnsOfDoublesStayAsTheyAre() throws IOException {
        String data = copy("doubles.arrow");
        try (Arena arena = Arena.ofConfined()) {
            for (long mapsAbove : new long[] {0, 1 << 20}) {
                ReadOptions options = ReadOptions.DEFAULT.mappingAbove(mapsAbove);
                Dataset read = Dataset.read(data, "y", options, arena);
                assertEquals(List.of("a", "b"), read.features());
                assertEquals(Layout.COLUMNS, read.x().layout());
                assertEquals(mapsAbove == 0, read.x().segment().isMapped());
                assertArrayEquals(new double[][] {{1, 4}, {2.5, 5}, {-3, 6}}, NpyFileTest.values(read.x()));
                assertArrayEquals(new double[] {7, 8, 9}, read.y().toArray());
            }
        }
    }

    /** Other types, two batches. */
    @Test
    void othersAre() throws IOException {
        String data = copy("mixed.arrow");
        double[][] rows = {{1, 0.5, 255}, {-2, 1.5, 0}, {3, 2.5, 1}, {1, 0.5, 255}, {-2, 1.5, 0}, {3, 2.5, 1}};
        try (Arena arena = Arena.ofConfined()) {
            for (Layout layout : Layout.values()) {
                Dataset read = Dataset.read(data, "y", new ReadOptions(false, false, layout), arena);
                assertEquals(layout, read.x().layout());
                assertArrayEquals(rows, NpyFileTest.values(read.x()));
                assertArrayEquals(new double[] {7, 8, 9, 7, 8, 9}, read.y().toArray());
            }
            try (Features features = Features.open(data, List.of("u", "i"), ReadOptions.DEFAULT, arena)) {
                assertEquals(List.of("f", "y"), features.findings().ignored());
                for (int batch = 0; batch < 2; batch++) {
                    assertTrue(features.next());
                    assertArrayEquals(new double[][] {{255, 1}, {0, -2}, {1, 3}}, NpyFileTest.values(features.x()));
                }
            }
        }
    }

    /** By PyArrow. */
    @Test
    void wholeNumbersAreExactOrRefused() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(copy("long.arrow"), "y", ReadOptions.DEFAULT, arena);
            double[][] expected = {{0x1.fffffffffffffp63, -0x1p63}, {7, 0x1p60}};
            assertArrayEquals(expected, NpyFileTest.values(read.x()));
        }
        refused(
                "int64.arrow row=2 column 'i': 9007199254740993 is no float64: not all whole numbers beyond"
                        + " 2^53=9007199254740992 are",
                copy("int64.arrow"));
    }

    @Test
    void refusals() throws IOException {
        refused("null.arrow row=1 column 'a': the value is missing", copy("null.arrow"));
        refused(
                "text.arrow: column 'c' is Utf8, not float64, float32 or a whole number of 8 to 64 bits",
                copy("text.arrow"));
        Path cut = dir.resolve("cut.arrow");
        Files.write(cut, Arrays.copyOf(bytes("doubles.arrow"), 300));
        refused("cut.arrow is no Arrow file, or cut short: it does not begin and end with ARROW1", cut.toString());
    }

    private void refused(String message, String data) {
        try (Arena arena = Arena.ofConfined()) {
            assertRefused(dir, message, () -> Dataset.read(data, "y", ReadOptions.DEFAULT, arena));
        }
    }

    private String copy(String name) throws IOException {
        return Files.write(dir.resolve(name), bytes(name)).toString();
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ArrowTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
