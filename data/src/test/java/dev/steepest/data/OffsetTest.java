package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets of rows, found as weights are, and read with the features of a model. */
class OffsetTest {

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();
    private Path csv = Path.of("");

    @BeforeEach
    void data() throws IOException {
        csv = Files.writeString(directory.resolve("data.csv"), "a,o,b,w,y\n1,2,3,5,4\n5,6,7,6,8\n9,10,11,7,12\n");
    }

    @Test
    void besideWeightsInAnyOrder() {
        Dataset read = Dataset.read(csv, "y", arena);
        for (Layout layout : Layout.values()) {
            Dataset data =
                    new Dataset(read.features(), read.x().copy(arena, layout), read.y(), List.of(), Findings.NONE);
            Weighted first = Weighted.of(data.withOffset("o", arena), "w", arena);
            Dataset second = Weighted.of(data, "w", arena).data().withOffset("o", arena);
            for (Dataset rest : List.of(first.data(), second)) {
                assertEquals(List.of("a", "b"), rest.features());
                assertArrayEquals(new double[][] {{1, 3}, {5, 7}, {9, 11}}, NpyFileTest.values(rest.x()));
                assertArrayEquals(
                        new double[] {2, 6, 10}, rest.x().offset().orElseThrow().toArray());
            }
            assertArrayEquals(new double[] {5, 6, 7}, first.weights().toArray());
        }
        assertRefused(
                directory,
                "there is no column 'd' of offsets: X has 'a', 'o', 'b', 'w'; offsets may also be a .npy, .f64 or .csv"
                        + " file",
                () -> read.withOffset("d", arena));
    }

    /** More rows than are read at once, so that there are several batches. */
    @Test
    void featuresHaveIt() throws IOException {
        int rows = 5000;
        StringBuilder text = new StringBuilder("b,o,a\n");
        double[] offsets = new double[rows];
        double[][] x = new double[rows][];
        for (int i = 0; i < rows; i++) {
            offsets[i] = i / 8.0;
            x[i] = new double[] {i, -i};
            text.append(-i).append(',').append(offsets[i]).append(',').append(i).append('\n');
        }
        String table = Files.writeString(directory.resolve("t.csv"), text).toString();
        String file = directory.resolve("o.npy").toString();
        String array = directory.resolve("x.npy").toString();
        NpyFile.write(Path.of(file), column(offsets));
        NpyFile.write(Path.of(array), Matrix.of(arena, x));
        for (List<String> ways : List.of(List.of(table, "o"), List.of(table, file), List.of(array, file))) {
            List<Double> seen = new ArrayList<>();
            try (Features features = open(ways.get(0), ways.get(1))) {
                while (features.next()) {
                    Matrix some = features.x();
                    assertEquals(2, some.features());
                    Vector o = some.offset().orElseThrow();
                    for (int i = 0; i < some.rows(); i++) {
                        assertEquals(x[seen.size()][0], some.get(i, 0));
                        assertEquals(x[seen.size()][1], some.get(i, 1));
                        seen.add(o.get(i));
                    }
                }
            }
            assertArrayEquals(
                    offsets, seen.stream().mapToDouble(Double::doubleValue).toArray(), ways::toString);
        }
    }

    private static Matrix column(double... values) {
        Matrix column = Matrix.allocate(Arena.ofAuto(), Layout.ROWS, values.length, 1);
        column.segment().copyFrom(Vector.of(Arena.ofAuto(), values).segment());
        return column;
    }

    private Features open(String data, String offset) {
        return Features.open(data, List.of("a", "b"), offset, ReadOptions.DEFAULT, arena);
    }

    private void readAll(String data, String offset) {
        try (Features features = open(data, offset)) {
            while (features.next()) {}
        }
    }

    @Test
    void refusals() throws IOException {
        NpyFile.write(directory.resolve("x.npy"), Matrix.of(arena, new double[][] {{1, 2}}));
        Files.writeString(directory.resolve("two.csv"), "o\n1\n2\n");
        Files.writeString(directory.resolve("four.csv"), "o\n1\n2\n3\n4\n");
        refused("data.csv lacks columns that the model needs: 'log-days'; it has 'a', 'o', 'b', 'w', 'y'", "log-days");
        refused(
                "two.csv has rows=2, data.csv has rows=3 or more",
                directory.resolve("two.csv").toString());
        refused(
                "four.csv has rows=4, data.csv has rows=3",
                directory.resolve("four.csv").toString());
        assertRefused(
                directory,
                "x.npy has no names of columns: the offset 'o' must be a .npy, .f64 or .csv file of one column",
                () -> readAll(directory.resolve("x.npy").toString(), "o"));
    }

    private void refused(String message, String offset) {
        assertRefused(directory, message, () -> readAll(csv.toString(), offset));
    }
}
