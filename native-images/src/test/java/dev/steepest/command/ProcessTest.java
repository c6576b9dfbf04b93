package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import dev.steepest.data.StoredModel;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, in a JVM or as the image: exit codes, signals, pipes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessTest {

    /** What the JVM says first. */
    private static final String INCUBATOR =
            Run.IMAGES == null ? "WARNING: Using incubator modules: jdk.incubator.vector\n" : "";

    @TempDir
    Path dir;

    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Process process;
    private ProcessBuilder.Redirect standardOutput;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void done() throws Exception {
        start("fit", Run.DIABETES, "--target=target", "--max-epochs=5", "--json");

        assertEquals(Exit.DONE, exitCode());
        Run inside = Run.of("fit", Run.DIABETES, "--target=target", "--max-epochs=5", "--json");
        assertEquals(inside.json().get("theta"), Json.object(out()).get("theta"));
        assertEquals(INCUBATOR, err());
    }

    @Test
    void refused() throws Exception {
        start("fit", "none.csv", "--target=y");

        assertEquals(Exit.REFUSED, exitCode());
        assertEquals(INCUBATOR + "steepest: cannot read none.csv: there is no such file\n", err());
    }

    @Test
    void diverged() throws Exception {
        start("fit", Run.DIABETES, "--target=target", "--learning-rate=1");

        assertEquals(Exit.DIVERGED, exitCode());
        assertTrue(err().startsWith(INCUBATOR + "steepest: diverged at epoch="), err());
    }

    /** The trace is a pipe, so that its lines tell when the fit runs and where it ends. */
    @Test
    void interrupted() throws Exception {
        Path trace = pipe("trace");
        Path model = dir.resolve("model.json");
        start(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--intercept",
                "--tolerance=0",
                "--max-epochs=" + Long.MAX_VALUE / 2,
                "--model=" + model,
                "--trace=" + trace,
                "--json");
        String last;
        try (BufferedReader lines = Files.newBufferedReader(trace)) {
            assertEquals("epoch,cost,gradientNorm,seconds,learningRate,validationCost", lines.readLine());
            last = lines.readLine();
            signal("INT");
            for (String line = last; line != null; line = lines.readLine()) {
                last = line;
            }
        }

        assertEquals(Exit.INTERRUPTED, exitCode());
        Map<String, Object> json = Json.object(out());
        assertEquals("STOPPED", json.get("reason"));
        String[] values = last.split(",", -1);
        assertEquals(json.get("epochs"), Double.parseDouble(values[0]));
        assertEquals(json.get("cost"), Double.parseDouble(values[1]));
        assertArrayEquals(
                Json.doubles(json.get("theta")), ModelFile.read(model).model().theta());
        assertEquals(INCUBATOR + "steepest: interrupted: " + json.get("message") + "\n", err());
    }

    @Test
    void terminatedWhileItShowsProgress() throws Exception {
        options.add("-Dsteepest.terminal=true");
        start("fit", Run.DIABETES, "--target=target", "--tolerance=0", "--max-epochs=" + Long.MAX_VALUE / 2, "--json");
        String shown = readUntil(process.getErrorStream(), "\repoch ");
        signal("TERM");

        assertEquals(128 + 15, exitCode());
        assertEquals(INCUBATOR + "\repoch ", shown);
        assertEquals("STOPPED", Json.object(out()).get("reason"));
        String rest = err();
        assertTrue(rest.contains("\rsteepest: interrupted: "), rest);
    }

    /** It would take more of a start than a small fit does. */
    @Test
    @Tag("jvm") // it asks for the classes that a JVM loads
    void nobodyStartsFlightRecorderUnasked() throws Exception {
        Path loaded = dir.resolve("loaded.txt");
        options.add("-Xlog:class+load:file=" + loaded);
        start("fit", Run.DIABETES, "--target=target", "--max-epochs=5", "--json");

        assertEquals(Exit.DONE, exitCode());
        List<String> classes = Files.readAllLines(loaded);
        assertTrue(classes.stream().anyMatch(line -> line.contains(" dev.steepest.Journal ")));
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(line -> line.contains(" jdk.jfr.internal."))
                        .toList());
    }

    @Test
    void aReaderThatHadEnoughIsNoError() throws Exception {
        start("fit", Run.DIABETES, "--target=target", "--max-epochs=5");
        process.getInputStream().close();

        assertEquals(Exit.DONE, exitCode());
        assertEquals(INCUBATOR, err());
    }

    @Test
    void aFullDiskIs() throws Exception {
        standardOutput = ProcessBuilder.Redirect.to(new File("/dev/full"));
        start("fit", Run.DIABETES, "--target=target", "--max-epochs=5", "--json");

        assertEquals(Exit.REFUSED, exitCode());
        assertEquals(INCUBATOR + "steepest: standard output cannot be written: No space left on device\n", err());
    }

    /** Files with holes, so that neither the disk nor the machine's memory is needed: the limit is that of addresses. */
    @Test
    @Tag("jvm") // an image cannot reserve its heap under such a limit, and does not start
    void memoryThatRunsOut() throws Exception {
        Path x = zeros("x.npy", "(1048576, 512)", 1L << 32);
        Path y = zeros("y.npy", "(1048576,)", 1L << 23);
        before.addAll(List.of("sh", "-c", "ulimit -v 8000000; exec \"$@\"", "sh"));
        options.addAll(List.of("-Xmx64m", "-Dsteepest.mapsAbove=0"));
        if (Run.IMAGES == null) {
            options.addAll(List.of("-XX:CompressedClassSpaceSize=16m", "-XX:ReservedCodeCacheSize=32m"));
        }
        start("fit", x, "--target", y);

        assertEquals(Exit.REFUSED, exitCode());
        assertEquals(
                INCUBATOR
                        + "steepest: not enough memory (Unable to allocate 4294967344 bytes): use fewer rows, or a machine with more"
                        + " memory; the fit copies rows=1048576 × features=512 × 8 = bytes=4294967296 besides the data as read\n",
                err());
    }

    /** Longer, not shorter, which may end the JVM; what is looked at is the same. */
    @Test
    void aMappedFileThatChangesEndsTheFit() throws Exception {
        Path x = dir.resolve("x.npy");
        Path y = dir.resolve("y.npy");
        Path model = dir.resolve("model.json");
        Path report = dir.resolve("report.html");
        try (Arena arena = Arena.ofConfined()) {
            Matrix values = Matrix.allocate(arena, Layout.ROWS, 8, 4096);
            Vector targets = Vector.allocate(arena, 8);
            for (int i = 0; i < 8; i++) {
                targets.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, i);
                values.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i * 4096L + i, 1);
            }
            NpyFile.write(x, values);
            NpyFile.write(y, targets);
        }
        long length = Files.size(x);
        Path trace = pipe("trace");
        options.add("-Dsteepest.mapsAbove=0");
        start(
                "fit",
                x,
                "--target",
                y,
                "--tolerance=0",
                "--max-epochs=" + Long.MAX_VALUE / 2,
                "--model=" + model,
                "--report=" + report,
                "--trace=" + trace,
                "--json");
        String last;
        try (BufferedReader lines = Files.newBufferedReader(trace)) {
            lines.readLine();
            last = lines.readLine();
            Files.write(x, new byte[8], StandardOpenOption.APPEND);
            for (String line = last; line != null; line = lines.readLine()) {
                last = line;
            }
        }

        assertEquals(Exit.REFUSED, exitCode());
        String epoch = last.substring(0, last.indexOf(','));
        Map<String, Object> json = Json.object(out());
        assertEquals(Double.parseDouble(epoch), json.get("epochs"));
        StoredModel stored = ModelFile.read(model);
        assertArrayEquals(Json.doubles(json.get("theta")), stored.model().theta());
        String change = x + " changed while it was read: it had bytes=" + length + ", now it has bytes=" + (length + 8);
        assertEquals(change, stored.training().get("data"));
        assertFalse(Files.exists(report));
        assertEquals(
                INCUBATOR + "steepest: --report=" + report + " is not written: it would need the data\n" + "steepest: "
                        + change + "; the fit ended at epoch=" + epoch + ", what it had reached is written\n",
                err());
    }

    private Path zeros(String name, String shape, long bytes) throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': True, 'shape': " + shape + "}";
        Path file = dir.resolve(name);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
            out.write((header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
            out.setLength(128 + bytes);
        }
        return file;
    }

    private void start(Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        // A parent may ignore the signal, as shells do for jobs in the background, and children inherit that.
        command.addAll(List.of("env", "--default-signal=INT"));
        if (Run.IMAGES != null) {
            command.add(Run.IMAGES + "/bin/steepest");
            command.addAll(options);
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Dstderr.encoding=UTF-8", "--add-modules", "jdk.incubator.vector"));
            command.addAll(options);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        }
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        if (standardOutput != null) {
            builder.redirectOutput(standardOutput);
        }
        process = builder.start();
    }

    private Path pipe(String name) throws Exception {
        Path pipe = dir.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private void signal(String name) throws Exception {
        String kill = "kill -" + name + " " + process.pid(); // of the shell: not every system has it as a program
        assertEquals(0, new ProcessBuilder("sh", "-c", kill).start().waitFor());
    }

    private int exitCode() throws InterruptedException {
        assertTrue(process.waitFor(100, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private String out() throws IOException {
        return text(process.getInputStream());
    }

    private String err() throws IOException {
        return text(process.getErrorStream());
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(end)) {
            int c = in.read();
            if (c < 0) {
                throw new AssertionError("'" + end + "' did not come: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
