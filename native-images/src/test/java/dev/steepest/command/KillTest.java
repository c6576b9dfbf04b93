package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.data.CheckpointFile;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import dev.steepest.data.ReadOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fits as processes of their own that are killed (SIGKILL) over and over while they write checkpoints, and resumed: the same bits in the end. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {

    /** Of all four together; more with {@code ./mvnw -Dkills=200}. */
    private static final int KILLS = Integer.getInteger("kills", 16);

    @TempDir
    Path dir;

    @Test
    void streaming() throws Exception {
        killAndResume("--plan=streaming");
    }

    @Test
    void gram() throws Exception {
        killAndResume("--plan=gram");
    }

    @Test
    void stochastic() throws Exception {
        killAndResume("--method=stochastic", "--seed=5");
    }

    @Test
    void miniBatch() throws Exception {
        killAndResume("--method=mini-batch", "--batch-size=32");
    }

    private void killAndResume(String... method) throws Exception {
        List<Object> fit = new ArrayList<>(List.of(
                "fit", Run.DIABETES, "--target=target", "--intercept", "--standardize", "--tolerance=0", "--json"));
        fit.addAll(List.of(method));
        fit.add("--max-epochs=5000");
        Map<String, Object> whole = Run.of(fit.toArray()).json();
        Path checkpoint = dir.resolve("checkpoint");
        fit.addAll(List.of("--checkpoint=" + checkpoint, "--resume"));

        Random random = new Random(method[0].hashCode());
        int kills = KILLS / 4;
        for (int k = 0; k < kills; k++) {
            List<Object> killed = new ArrayList<>(fit);
            killed.add("--every=1");
            kill(killed, 1 + random.nextInt(25));
        }
        long reached = CheckpointFile.read(checkpoint).epoch();
        System.out.println("killed " + List.of(method) + " " + kills + " times, epochs reached: " + reached);
        assertTrue(reached < 5000);
        fit.add("--every=1000");
        Run resumed = Run.of(fit.toArray());

        assertEquals("", resumed.err());
        assertSame(whole, resumed.json());
    }

    /** At instants that are spread over all that is written: each of these is reached at some event in the directory. */
    @Test
    void nothingIsLeft() throws Exception {
        Random random = new Random(21);
        Path model = dir.resolve("model.json");
        Path onnx = dir.resolve("model.onnx");
        Path trace = dir.resolve("trace.csv");
        Path report = dir.resolve("report.html");
        Path checkpoint = dir.resolve("checkpoint");
        List<Object> fit = List.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--max-epochs=12",
                "--tolerance=0",
                "--model=" + model,
                "--onnx=" + onnx,
                "--trace=" + trace,
                "--report=" + report,
                "--checkpoint=" + checkpoint,
                "--every=1",
                "--resume");
        int left = killOverAndOver(random, 26, fit, () -> Files.deleteIfExists(checkpoint));
        for (String kind : List.of("csv", "npy", "parquet")) {
            Path out = dir.resolve("out." + kind);
            List<Object> predict = List.of("predict", "--model=" + model, Run.DIABETES, "--out=" + out);
            left += killOverAndOver(random, 8, predict, () -> Files.deleteIfExists(out));
        }
        System.out.println("50 kills, of which left files behind: " + left);
        assertTrue(left > 10, "left=" + left);

        assertEquals("", Run.of(fit.toArray()).err());
        assertEquals(
                List.of(
                        "checkpoint",
                        "model.json",
                        "model.onnx",
                        "out.csv",
                        "out.npy",
                        "out.parquet",
                        "report.html",
                        "trace.csv"),
                files());
        Path exported = dir.resolve("exported");
        assertEquals(
                Exit.DONE,
                Run.of("export", "--model=" + model, "--onnx=" + exported).code());
        assertArrayEquals(Files.readAllBytes(exported), Files.readAllBytes(onnx));
        assertEquals(11, CheckpointFile.read(checkpoint).epoch());
        assertTrue(Files.readString(report).stripTrailing().endsWith("</html>"));
        for (String line : Files.readAllLines(trace, StandardCharsets.US_ASCII)) {
            assertEquals(6, line.split(",", -1).length, line);
        }
        String predictions = Run.of("predict", "--model=" + model, Run.DIABETES).out();
        assertEquals("prediction\n" + predictions, Files.readString(dir.resolve("out.csv")));
        double[] expected = predictions.lines().mapToDouble(Double::parseDouble).toArray();
        try (Arena arena = Arena.ofConfined()) {
            assertArrayEquals(
                    expected, NpyFile.readVector(dir.resolve("out.npy"), arena).toArray());
            String parquet = "SELECT prediction, 0 AS y FROM '" + dir.resolve("out.parquet") + "'";
            Dataset read = Dataset.read(parquet, "y", ReadOptions.DEFAULT, arena);
            assertEquals(expected.length, read.x().rows());
            for (int row = 0; row < expected.length; row++) {
                assertEquals(expected[row], read.x().get(row, 0));
            }
        }
    }

    private interface Preparation {
        void run() throws IOException;
    }

    /** Ends with a run that is not killed; returns after how many of the others files were there that nobody asked for. */
    private int killOverAndOver(Random random, int kills, List<Object> arguments, Preparation before) throws Exception {
        before.run();
        int events = run(arguments, Integer.MAX_VALUE);
        int left = 0;
        for (int k = 0; k < kills; k++) {
            if (random.nextBoolean()) {
                before.run();
            }
            run(arguments, random.nextInt(events));
            left += files().stream().anyMatch(name -> name.startsWith(".")) ? 1 : 0;
            Path model = dir.resolve("model.json");
            if (Files.exists(model)) {
                ModelFile.read(model);
            }
        }
        before.run();
        run(arguments, Integer.MAX_VALUE);
        return left;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Runs a process until so many events were seen, and kills it; returns how many it were. */
    private int run(List<Object> arguments, int events) throws Exception {
        try (WatchService watch = watch()) {
            Process process = start(arguments);
            int seen = 0;
            while (seen <= events && process.isAlive()) {
                seen += events(watch.poll(20, TimeUnit.MILLISECONDS));
            }
            process.destroyForcibly().waitFor();
            return seen;
        }
    }

    private static int events(@Nullable WatchKey key) {
        if (key == null) {
            return 0;
        }
        int seen = key.pollEvents().size();
        key.reset();
        return seen;
    }

    private WatchService watch() throws IOException {
        WatchService watch = dir.getFileSystem().newWatchService();
        dir.register(
                watch,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
        return watch;
    }

    /** The first waits for who reads its trace; it is killed, which ends its claim. */
    @Test
    void aCheckpointIsOneFits() throws Exception {
        Path trace = dir.resolve("trace");
        assertEquals(0, new ProcessBuilder("mkfifo", trace.toString()).start().waitFor());
        Path checkpoint = dir.resolve("c");
        List<Object> fit = List.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--tolerance=0",
                "--max-epochs=1000000000",
                "--every=1",
                "--checkpoint=" + checkpoint,
                "--trace=" + trace);
        Process first = start(fit);
        try (BufferedReader lines = Files.newBufferedReader(trace)) {
            assertTrue(lines.readLine().startsWith("epoch,"));
            List<Object> second = List.of(
                    "fit", Run.DIABETES, "--target=target", "--max-epochs=1", "--checkpoint=" + checkpoint, "--resume");
            refused(
                    checkpoint
                            + " is the checkpoint of another fit, which is running: wait for it, or choose another file",
                    second.toArray());
            assertTrue(first.isAlive());
        } finally {
            first.destroyForcibly().waitFor();
        }
        Files.delete(trace);
        Files.deleteIfExists(checkpoint);
        assertTrue(files().stream().anyMatch(name -> name.endsWith(".tmp")));
        Run after = Run.of(
                "fit", Run.DIABETES, "--target=target", "--max-epochs=2", "--every=1", "--checkpoint=" + checkpoint);
        assertEquals(Exit.DONE, after.code());
        assertEquals(List.of("c"), files());
    }

    private static void assertSame(Map<String, Object> expected, Map<String, Object> actual) {
        for (Map.Entry<String, Object> entry : expected.entrySet()) {
            if (!entry.getKey().equals("seconds")) {
                assertEquals(entry.getValue(), actual.get(entry.getKey()), entry.getKey());
            }
        }
    }

    /** After so many files were made, changed, renamed or deleted in the directory: writing a checkpoint does each. */
    private void kill(List<Object> arguments, int events) throws Exception {
        try (WatchService watch = watch()) {
            Process process = start(arguments);
            try {
                for (int seen = 0; seen < events; ) {
                    WatchKey key = watch.poll(60, TimeUnit.SECONDS);
                    assertTrue(key != null, () -> "no checkpoint came from " + arguments);
                    seen += events(key);
                }
                assertTrue(process.isAlive(), "the fit was over before it could be killed");
            } finally {
                process.destroyForcibly();
            }
            assertEquals(128 + 9, process.waitFor());
        }
    }

    private Process start(List<Object> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        arguments.forEach(argument -> command.add(argument.toString()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void withoutACheckpointTheFitStartsAtTheBeginning() throws IOException {
        Path checkpoint = dir.resolve("c");
        Path trace = dir.resolve("trace.csv");
        Object[] fit = {
            "fit",
            Run.DIABETES,
            "--target=target",
            "--optimizer=plain",
            "--max-epochs=25",
            "--every=10",
            "--checkpoint=" + checkpoint,
            "--trace=" + trace,
            "--resume"
        };
        Run first = Run.of(fit);
        assertEquals(
                "steepest: --checkpoint=" + checkpoint + " is not there yet: the fit starts at the beginning\n",
                first.err());
        assertEquals(20, CheckpointFile.read(checkpoint).epoch());
        Run second = Run.of(fit);
        assertEquals("", second.err());
        List<String> lines = Files.readAllLines(trace, StandardCharsets.US_ASCII);
        // 0 to 25 and the header, then 21 to 25 again.
        assertEquals(27 + 5, lines.size());
        assertTrue(lines.get(27).startsWith("21,"));
    }

    @Test
    void nothingIsLost() throws IOException {
        Path checkpoint = dir.resolve("c");
        Object[] fit = {
            "fit", Run.DIABETES, "--target=target", "--max-epochs=25", "--every=10", "--checkpoint=" + checkpoint
        };
        assertEquals(Exit.DONE, Run.of(fit).code());
        refused(
                "--checkpoint=" + checkpoint
                        + " is there already: add --resume to go on from it, or delete it to start anew",
                fit);
        Object[] other = {
            "fit", Run.DIABETES, "--target=target", "--max-epochs=26", "--checkpoint=" + checkpoint, "--resume"
        };
        Run refused = Run.of(other);
        assertEquals(Exit.REFUSED, refused.code());
        assertTrue(
                refused.err().startsWith("steepest: the checkpoint is of another descent: it was method=batch"),
                refused.err());
        Object[] others = {
            "fit", Run.DIABETES, "--target=age", "--max-epochs=25", "--checkpoint=" + checkpoint, "--resume"
        };
        assertTrue(Run.of(others).err().startsWith("steepest: the checkpoint is of other data: they were rows=442"));
        Files.write(checkpoint, new byte[] {1, 2, 3});
        refused(
                checkpoint + " is no checkpoint: it does not begin with 'steepest-checkpoint'",
                "fit",
                Run.DIABETES,
                "--target=target",
                "--checkpoint=" + checkpoint,
                "--resume");
        refused("--resume belongs to --checkpoint", "fit", Run.DIABETES, "--target=target", "--resume");
        refused("--every=3 belongs to --checkpoint", "fit", Run.DIABETES, "--target=target", "--every=3");
        refused(
                "--every=0 must be at least 1",
                "fit",
                Run.DIABETES,
                "--target=target",
                "--every=0",
                "--checkpoint=" + checkpoint);
    }

    private static void refused(String message, Object... arguments) {
        Run run = Run.of(arguments);
        assertEquals("steepest: " + message + "\n", run.err());
        assertEquals(Exit.REFUSED, run.code());
    }
}
