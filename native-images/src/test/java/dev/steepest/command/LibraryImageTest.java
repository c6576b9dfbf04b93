package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The C library, used as its users do: by a compiler and pkg-config, and by Python. */
class LibraryImageTest {

    private static final Path LIB = Path.of(String.valueOf(Run.IMAGES), "lib");
    private static final Path EXAMPLES = Path.of("examples");
    private static final int CYCLES = 1000;

    @TempDir
    Path dir;

    @Test
    void theSymbolsAreThoseOfTheHeader() throws IOException {
        Set<String> declared = new TreeSet<>();
        Matcher names = Pattern.compile("^STEEPEST_API [^(]*?(\\w+)\\(", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("src", "main", "c", "steepest.h")));
        while (names.find()) {
            declared.add(names.group(1));
        }
        Run nm = run("nm", "-D", "--defined-only", "--format=posix", LIB.resolve("libsteepest.so"));
        Set<String> exported = new TreeSet<>();
        nm.out().lines().forEach(line -> exported.add(line.substring(0, line.indexOf(' '))));
        assertEquals(declared, exported);
        assertEquals(15, declared.size());
    }

    @Test
    void theExampleInC() throws IOException {
        String[] lines = lines(run(compiled("gcc", EXAMPLES.resolve("c").resolve("fit.c"))));

        Fit fit = fit(Layout.ROWS);
        String[] words = lines[0].split(" ", -1);
        assertArrayEquals(fit.theta().toArray(), numbers(words[0], words[1]));
        assertEquals(fit.cost(), Double.parseDouble(words[3]));
        assertEquals("1000", words[5]);
        assertEquals(fit.model().predict(1, 5), Double.parseDouble(lines[1]));
        assertEquals(2, lines.length);
    }

    @Test
    void theExampleInCpp() throws IOException {
        Path model = dir.resolve("model.json");
        String[] lines = lines(run(compiled("g++", EXAMPLES.resolve("cpp").resolve("fit.cpp")), model));

        Fit fit = fit(Layout.COLUMNS);
        assertArrayEquals(fit.theta().toArray(), numbers(lines[0].split(" ", -1)));
        assertEquals(fit.model().predict(1, 5), Double.parseDouble(lines[1]));
        assertEquals("status 2: the row has features=3, the model has features=2", lines[2]);
        assertEquals(3, lines.length);
    }

    @Test
    void theExampleInPython() {
        String[] lines = lines(run(
                "env",
                "STEEPEST_LIBRARY=" + LIB.resolve("libsteepest.so"),
                "python3",
                "-B",
                EXAMPLES.resolve("python").resolve("fit.py")));

        for (int k = 0; k < 3; k++) { // rows, columns, float32 in rows
            Fit fit = fit(k == 1 ? Layout.COLUMNS : Layout.ROWS);
            double[] printed = numbers(lines[k].split(" ", -1));
            assertArrayEquals(fit.theta().toArray(), Arrays.copyOf(printed, 2));
            assertEquals(fit.cost(), printed[2]);
        }
        assertEquals(fit(Layout.ROWS).model().predict(1, 5), Double.parseDouble(lines[3]));
        assertEquals("X has features=3, the model has features=2", lines[4]);
        assertEquals(5, lines.length);
    }

    /** The fit of all examples. */
    private static Fit fit(Layout layout) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            return GradientDescent.batch()
                    .learningRate(0.01)
                    .until(Convergence.never())
                    .fit(x.copy(arena, layout), Vector.of(arena, 2, 5, 9));
        }
    }

    @Test
    void whatThePromisesAre(TestReporter reporter) throws IOException {
        Run run = run(compiled("gcc", Path.of("src", "test", "c", "library_test.c")), dir, CYCLES);

        assertTrue(run.out().contains("\nthreads "), run.out());
        assertTrue(run.out().contains("\ncycles " + CYCLES + " grown "), run.out());
        reporter.publishEntry("library_test", run.out());
    }

    /** Of what C allocates, here and in the image, nothing is left: LeakSanitizer, with the C part of the library compiled in. */
    @Test
    void nothingLeaks() throws IOException {
        Path program = dir.resolve("leaks");
        Path c = Path.of("src", "main", "c");
        succeeded(run(
                "gcc",
                "-g",
                "-fsanitize=leak",
                "-pthread",
                "-DSTEEPEST_VERSION=\"test\"",
                "-I" + c,
                "-I" + LIB,
                c.resolve("steepest.c"),
                Path.of("src", "test", "c", "library_test.c"),
                "-o",
                program,
                "-L" + LIB,
                "-l:libsteepest_image.so",
                "-Wl,-rpath," + LIB));
        succeeded(run(program, dir, 0)); // the sanitizer keeps what is freed: no question of resident memory
    }

    /** Compiles one file as its first line says. */
    private Path compiled(String compiler, Path source) throws IOException {
        Run flags = run(
                "env", "PKG_CONFIG_PATH=" + LIB.resolve("pkgconfig"), "pkg-config", "--cflags", "--libs", "steepest");
        succeeded(flags);
        Path program = dir.resolve("program");
        List<Object> command =
                new ArrayList<>(List.of(compiler, "-Wall", "-Wextra", "-Werror", "-pthread", source, "-o", program));
        command.addAll(List.of(flags.out().strip().split(" +", -1)));
        command.add("-Wl,-rpath," + LIB);
        succeeded(run(command.toArray()));
        return program;
    }

    private static Run run(Object... command) {
        return Run.process(Arrays.stream(command).map(Object::toString).toList());
    }

    private static void succeeded(Run run) {
        assertEquals(0, run.code(), run.out() + run.err());
    }

    private static String[] lines(Run run) {
        succeeded(run);
        return run.out().lines().toArray(String[]::new);
    }

    private static double[] numbers(String... words) {
        return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
    }
}
