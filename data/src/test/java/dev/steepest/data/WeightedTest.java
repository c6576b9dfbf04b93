package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightedTest {

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();

    private Dataset data() throws IOException {
        Path file = Files.writeString(directory.resolve("data.csv"), "a,b,c,y\n1,2,3,4\n5,6,7,8\n9,10,11,12\n");
        return Dataset.read(file, "y", arena);
    }

    @Test
    void aColumnIsNoFeatureThen() throws IOException {
        double[][][] rest = {{{2, 3}, {6, 7}, {10, 11}}, {{1, 3}, {5, 7}, {9, 11}}, {{1, 2}, {5, 6}, {9, 10}}};
        double[][] columns = {{1, 5, 9}, {2, 6, 10}, {3, 7, 11}};
        List<String> names = List.of("a", "b", "c");
        Dataset data = data();
        for (Layout layout : Layout.values()) {
            Dataset read = new Dataset(names, data.x().copy(arena, layout), data.y(), List.of(), Findings.NONE);
            for (int j = 0; j < 3; j++) {
                String name = names.get(j);
                Weighted weighted = Weighted.of(read, name, arena);
                assertEquals(
                        names.stream().filter(other -> !other.equals(name)).toList(),
                        weighted.data().features());
                assertArrayEquals(rest[j], NpyFileTest.values(weighted.data().x()));
                assertArrayEquals(columns[j], weighted.weights().toArray());
                assertArrayEquals(new double[] {4, 8, 12}, weighted.data().y().toArray());
            }
        }
    }

    @Test
    void aFile() throws IOException {
        Files.writeString(directory.resolve("w.csv"), "w\n1\n0\n2.5\n");
        NpyFile.write(directory.resolve("w.npy"), Matrix.of(arena, new double[][] {{1}, {0}, {2.5}}));
        for (String name : List.of("w.csv", "w.npy")) {
            Weighted weighted = Weighted.of(data(), directory.resolve(name).toString(), arena);
            assertArrayEquals(new double[] {1, 0, 2.5}, weighted.weights().toArray());
            assertEquals(3, weighted.data().features().size());
        }
    }

    @Test
    void refusals() throws IOException {
        Dataset data = data();
        Path few = Files.writeString(directory.resolve("few.csv"), "w\n1\n");
        Path two = Files.writeString(directory.resolve("two.csv"), "v,w\n1,2\n");
        Dataset one = new Dataset(
                List.of("w"), Matrix.of(arena, new double[][] {{1}, {2}, {3}}), data.y(), List.of(), Findings.NONE);
        refused(
                "there is no column 'd' of weights: X has 'a', 'b', 'c'; weights may also be a .npy, .f64 or .csv file",
                data,
                "d");
        refused("few.csv has rows=1, X has rows=3", data, few.toString());
        refused("two.csv has columns=2: 'v', 'w'; it should have one", data, two.toString());
        refused("no features are left but the weights 'w'", one, "w");
    }

    private void refused(String message, Dataset data, String weights) {
        assertRefused(directory, message, () -> Weighted.of(data, weights, arena));
    }
}
