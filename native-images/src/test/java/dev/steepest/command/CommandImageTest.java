package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Matrix;
import dev.steepest.Steepest;
import dev.steepest.data.NpyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The command as an image beside the same command on HotSpot. What other tests say of the command is tested on the image, too. */
class CommandImageTest {

    private static final int ROWS = 1000;
    private static final int LONG = 16_384;
    private static final int FEATURES = 37;

    private static final List<String> METHODS = List.of(
            "--method=batch --plan=streaming",
            "--method=batch --plan=gram",
            "--method=stochastic",
            "--method=mini-batch");

    private static final List<String> WAYS = List.of(
            "--no-intercept --no-standardize --optimizer=plain", "--no-standardize", "--no-intercept", "--threads=2");

    @TempDir
    Path dir;

    /** Methods × files × ways; short fits keep the layout of the file, long ones of batch go by panels. */
    @Test
    void sameBitsAsOnHotSpot(TestReporter reporter) throws IOException {
        int compared = 0;
        for (String file : List.of(rows(ROWS), columns(ROWS), csv(ROWS))) {
            for (String method : METHODS) {
                for (String way : WAYS) {
                    for (String epochs : List.of("--max-epochs=5", "--max-epochs=40")) {
                        assertSame(fit(file, method, way, "--json", epochs));
                        compared++;
                    }
                }
            }
        }
        reporter.publishEntry("fits compared", Integer.toString(compared));
        assertEquals(3 * 4 * 4 * 2, compared);
    }

    private static Object[] fit(String file, String method, String way, String... more) {
        List<String> arguments = new ArrayList<>(List.of("fit", file, "--target=36"));
        arguments.addAll(List.of(method.split(" ", -1)));
        arguments.addAll(way.isEmpty() ? List.of() : List.of(way.split(" ", -1)));
        arguments.addAll(List.of(more));
        return arguments.toArray();
    }

    private static void assertSame(Object... arguments) {
        Run image = Run.image(List.of(), arguments);
        Run inside = Run.inside(arguments);
        assertEquals(inside.code(), image.code(), image.err());
        assertEquals(timeless(inside), timeless(image));
    }

    private static Map<String, Object> timeless(Run run) {
        Map<String, Object> json = new HashMap<>(run.json());
        assertTrue(json.remove("seconds") != null);
        return json;
    }

    private String rows(int rows) throws IOException {
        Path file = dir.resolve("rows.npy");
        try (Arena arena = Arena.ofConfined()) {
            double[][] values = new double[rows][];
            for (int i = 0; i < rows; i++) {
                values[i] = row(i);
            }
            NpyFile.write(file, Matrix.of(arena, values));
        }
        return file.toString();
    }

    private String columns(int rows) throws IOException {
        Path file = dir.resolve("columns.npy");
        ByteBuffer values = ByteBuffer.allocate(rows * FEATURES * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int j = 0; j < FEATURES; j++) {
            for (int i = 0; i < rows; i++) {
                values.putDouble(row(i)[j]);
            }
        }
        String header = "{'descr': '<f8', 'fortran_order': True, 'shape': (" + rows + ", " + FEATURES + ")}";
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
            out.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
            out.write(values.array());
        }
        return file.toString();
    }

    private String csv(int rows) throws IOException {
        StringBuilder text = new StringBuilder("c0");
        for (int j = 1; j < FEATURES; j++) {
            text.append(",c").append(j);
        }
        for (int i = 0; i < rows; i++) {
            String separator = "\n";
            for (double value : row(i)) {
                text.append(separator).append(value);
                separator = ",";
            }
        }
        return Files.writeString(dir.resolve("data.csv"), text.append('\n')).toString();
    }

    /** No round numbers: every sum has a rounding to disagree about. */
    private static double[] row(int i) {
        double[] row = new double[FEATURES];
        for (int j = 0; j < FEATURES; j++) {
            row[j] = Math.sin(1 + i * 0.37 + j * j * 1.1) * (1 + j % 5);
        }
        return row;
    }

    /**
     * Loops that were not compiled to vector instructions make an object of every vector: tens of megabytes an epoch here. With a young
     * generation of 1 MB each of them is several collections; an epoch of instructions allocates nothing. Short fits keep the layout of the
     * file, long ones of batch go by panels.
     */
    @Test
    void epochsAllocateNothing(TestReporter reporter) throws IOException {
        int compared = 0;
        for (String file : List.of(rows(LONG), columns(LONG))) {
            for (String method : METHODS) {
                for (String way :
                        List.of("", "--standardize", "--storage=float32", "--storage=float32 --standardize")) {
                    for (int epochs : List.of(1, 20)) {
                        Object[] fit = fit(file, method, way, "--tolerance=0", "--max-epochs=" + epochs);
                        long once = collections(fit);
                        long more =
                                collections(fit(file, method, way, "--tolerance=0", "--max-epochs=" + (epochs + 8)));
                        assertTrue(
                                more - once <= 1,
                                () -> Arrays.toString(fit) + ": from " + once + " collections to " + more);
                        compared++;
                    }
                }
            }
        }
        reporter.publishEntry("pairs of fits compared", Integer.toString(compared));
        assertEquals(2 * 4 * 4 * 2, compared);
        // What does allocate is counted: reading CSV makes a string of every row.
        long reading = collections("fit", csv(LONG), "--target=36", "--max-epochs=1");
        assertTrue(reading > 4, reading + " collections");
    }

    private static long collections(Object... arguments) {
        Run run = Run.image(List.of("-XX:+PrintGC", "-XX:MaxNewSize=1m"), arguments);
        assertEquals(Exit.DONE, run.code(), run.err());
        return run.err().lines().filter(line -> line.contains("] GC(")).count();
    }

    @Test
    void anotherWidthIsRefused() {
        Run run = Run.image(List.of("-Dsteepest.kernel=vector-128"), "info");

        assertEquals(Exit.REFUSED, run.code());
        assertEquals(
                "steepest: steepest.kernel=vector-128 cannot be had: this native image was built for vectors of "
                        + Steepest.kernel().substring("vector-".length()) + " bits\n",
                run.err());
    }

    @Test
    void infoTellsTheWidthAndWhatTheMachineHasBesides() throws IOException {
        Run run = Run.image(List.of(), "info");

        assertTrue(run.out().contains("kernel=" + Steepest.kernel() + " "), run.out());
        boolean wider = Steepest.kernel().equals("vector-256")
                && Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512f ");
        assertEquals(
                wider
                        ? "steepest: this CPU has vectors of 512 bits, this native image uses 256: an image built with -Pnative,avx512 is"
                                + " faster\n"
                        : "",
                run.err());
    }

    @Test
    void theReportHasItsPartsWithIt() throws IOException {
        Path report = dir.resolve("report.html");
        Run run = Run.image(List.of(), "fit", Run.DIABETES, "--target=target", "--max-epochs=50", "--report", report);

        assertEquals(Exit.DONE, run.code(), run.err());
        String page = Files.readString(report);
        assertTrue(page.contains(resource("report.css")));
        assertTrue(page.contains(resource("report.js")));
        assertTrue(page.contains(resource("chart.umd.min.js").substring(0, 100_000)));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatItIsBuiltWithoutIsSaid() throws IOException {
        Path file = Files.createFile(dir.resolve("data.parquet"));
        Run run = Run.image(List.of(), "fit", file, "--target=y");

        assertEquals(Exit.REFUSED, run.code());
        assertEquals(
                "steepest: " + file
                        + " needs DuckDB, which this native image is built without: use the command on a JVM, or save it as .npy or .csv\n",
                run.err());

        Run query = Run.image(List.of(), "fit", "SELECT 1 AS a, 2 AS y", "--target=y");
        assertEquals(Exit.REFUSED, query.code());
        assertEquals(
                "steepest: the query needs DuckDB, which this native image is built without: use the command on a JVM, or save it as"
                        + " .npy or .csv\n",
                query.err());
    }

    @Test
    void theImageIsSmall() throws IOException {
        assertTrue(Files.size(Path.of(Run.IMAGES, "bin", "steepest")) <= 30 << 20);
    }
}
