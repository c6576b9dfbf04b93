package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {

    @TempDir
    Path dir;

    private Path model;
    private double[] expected;

    @BeforeEach
    void fit() {
        model = dir.resolve("model.json");
        Run run = Run.of("fit", Run.DIABETES, "--target=target", "--intercept", "--max-epochs=20", "--model", model);
        assertEquals(Exit.DONE, run.code(), run.err());
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = Dataset.read(Run.DIABETES, "target", arena);
            NpyFile.write(dir.resolve("x.npy"), data.x());
            Vector z = Vector.allocate(arena, data.x().rows());
            ModelFile.read(model).model().predict(data.x(), z);
            expected = z.toArray();
        }
    }

    @Test
    void printsANumberALine() {
        Run run = Run.of("predict", "--model", model, Run.DIABETES);

        assertEquals(Exit.DONE, run.code());
        assertEquals("", run.err());
        assertArrayEquals(expected, numbers(run.out().lines()));
    }

    @Test
    void featuresAreFoundByName() throws IOException {
        Path shuffled = dir.resolve("shuffled.csv");
        List<String> rows = Files.readAllLines(Run.DIABETES).stream()
                .map(PredictCommandTest::reversed)
                .toList();
        Files.write(shuffled, rows);

        assertArrayEquals(
                expected,
                numbers(Run.of("predict", "--model", model, shuffled).out().lines()));
    }

    private static String reversed(String row) {
        return String.join(",", List.of(row.split(",", -1)).reversed());
    }

    @Test
    void writesNpy() {
        Path out = dir.resolve("z.npy");

        Run run = Run.of("predict", "--model", model, dir.resolve("x.npy"), "--out", out);

        assertEquals(new Run(Exit.DONE, "", ""), run);
        try (Arena arena = Arena.ofConfined()) {
            assertArrayEquals(expected, NpyFile.readVector(out, arena).toArray());
        }
    }

    @Test
    void writesCsv() throws IOException {
        Path out = Files.writeString(dir.resolve("z.csv"), "old");

        Run run = Run.of("predict", "--model", model, Run.DIABETES, "--out", out);

        assertEquals(new Run(Exit.DONE, "", ""), run);
        List<String> lines = Files.readAllLines(out);
        assertEquals("prediction", lines.get(0));
        assertArrayEquals(expected, numbers(lines.stream().skip(1)));
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(List.of("model.json", "x.npy", "z.csv"), names(files));
        }
    }

    private static List<String> names(Stream<Path> files) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
    }

    private static double[] numbers(Stream<String> lines) {
        return lines.mapToDouble(Double::parseDouble).toArray();
    }
}
