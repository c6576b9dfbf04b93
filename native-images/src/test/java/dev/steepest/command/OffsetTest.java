package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import dev.steepest.data.StoredModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of unlike exposure, from the fit to the model file, predictions and metrics. */
class OffsetTest {

    private static final int ROWS = 80;

    @TempDir
    Path dir;

    private Path table = Path.of("");
    private Path without = Path.of("");
    private final double[][] x = new double[ROWS][2];
    private final double[] y = new double[ROWS];
    private final double[] o = new double[ROWS];

    /** Rates of exp(0.5 − 0.75a + 0.25b), counts rounded. */
    @BeforeEach
    void data() throws IOException {
        StringBuilder all = new StringBuilder("a,log-days,b,n\n");
        StringBuilder some = new StringBuilder("a,b,n\n");
        for (int i = 0; i < ROWS; i++) {
            x[i] = new double[] {(i % 7) / 4.0, (i % 5 - 2) / 2.0};
            o[i] = Math.log(1 + i % 11 * 3);
            y[i] = Math.rint(Math.exp(0.5 - 0.75 * x[i][0] + 0.25 * x[i][1] + o[i]));
            all.append(String.format(Locale.ROOT, "%s,%s,%s,%s%n", x[i][0], o[i], x[i][1], y[i]));
            some.append(String.format(Locale.ROOT, "%s,%s,%s%n", x[i][0], x[i][1], y[i]));
        }
        table = Files.writeString(dir.resolve("all.csv"), all);
        without = Files.writeString(dir.resolve("some.csv"), some);
        try (Arena arena = Arena.ofConfined()) {
            double[][] column = new double[ROWS][];
            for (int i = 0; i < ROWS; i++) {
                column[i] = new double[] {o[i]};
            }
            NpyFile.write(dir.resolve("o.npy"), Matrix.of(arena, column));
            NpyFile.write(dir.resolve("x.npy"), Matrix.of(arena, x));
        }
    }

    private Run fit(Object data, Object offset, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "fit", data, "--target=n", "--loss=poisson", "--offset=" + offset, "--json", "--model", model()));
        arguments.addAll(List.of(more));
        return Run.of(arguments.toArray());
    }

    private Path model() {
        return dir.resolve("model.json");
    }

    private static void assertDone(Run run) {
        assertEquals(Exit.DONE, run.code(), run.err());
    }

    /**
     * ∂J/∂b = (1/m) Σ(exp(z) − y) is zero but for what is left to gain, at least (∂J/∂b)²/(2h) with h = (1/m) Σexp(z), and at most
     * 2·10⁻¹² of J's distance to its floor (1/m) Σ(y − y·ln y).
     */
    @Test
    void theFitIsTheOneWithTheOffset() throws IOException {
        Run fit = fit(table, "log-days", "--remaining=1e-12");
        assertDone(fit);
        StoredModel stored = ModelFile.read(model());
        assertEquals(List.of("a", "b"), stored.features());
        assertEquals("log-days", stored.offset());
        assertEquals("log-days", stored.training().get("offset"));
        assertTrue(String.valueOf(stored.training().get("data")).contains(" offset="));
        double slope = 0;
        double h = 0;
        double distance = (double) fit.json().get("cost");
        for (int i = 0; i < ROWS; i++) {
            slope += (mean(stored, i) - y[i]) / ROWS;
            h += mean(stored, i) / ROWS;
            distance -= (y[i] == 0 ? 0 : y[i] - y[i] * Math.log(y[i])) / ROWS;
        }
        assertEquals(0, slope, Math.sqrt(2 * h * 2e-12 * distance));
    }

    private double mean(StoredModel stored, int row) {
        double[] theta = stored.model().theta();
        return Math.exp(stored.model().intercept() + theta[0] * x[row][0] + theta[1] * x[row][1] + o[row]);
    }

    @Test
    void aColumnAndAFileAreTheSame() throws IOException {
        Run column = fit(table, "log-days");
        assertDone(column);
        byte[] ofColumn = Files.readAllBytes(model());
        Run file = fit(without, dir.resolve("o.npy"));
        assertDone(file);
        assertEquals(column.json().get("theta"), file.json().get("theta"));
        assertEquals(column.json().get("intercept"), file.json().get("intercept"));
        assertEquals(column.json().get("cost"), file.json().get("cost"));
        assertEquals(column.json().get("metrics"), file.json().get("metrics"));
        assertEquals("o.npy", ModelFile.read(model()).offset());

        List<Run> predictions = new ArrayList<>();
        for (Object data : List.of(without, table, dir.resolve("x.npy"))) {
            predictions.add(Run.of("predict", "--model", model(), data, "--offset", dir.resolve("o.npy")));
        }
        predictions.add(Run.of("predict", "--model", model(), table, "--offset=log-days"));
        Files.write(model(), ofColumn);
        predictions.add(Run.of("predict", "--model", model(), table));
        predictions.add(Run.of("predict", "--model", model(), without, "--offset", dir.resolve("o.npy")));
        StoredModel stored = ModelFile.read(model());
        double[] expected = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            expected[i] = stored.model().predict(o[i], x[i]);
            // A mean of a chain of five operations and exp: roundings of z grow by its size, which is below 5.
            assertEquals(mean(stored, i), expected[i], 64 * Math.ulp(expected[i]));
        }
        for (Run run : predictions) {
            assertDone(run);
            assertArrayEquals(
                    expected, run.out().lines().mapToDouble(Double::parseDouble).toArray());
        }

        Run evaluate = Run.of("evaluate", "--model", model(), table, "--target=n", "--json");
        assertDone(evaluate);
        Map<?, ?> metrics = (Map<?, ?>) column.json().get("metrics");
        assertEquals(metrics.get("training"), evaluate.json());
        assertEquals(
                evaluate,
                Run.of(
                        "evaluate",
                        "--model",
                        model(),
                        without,
                        "--target=n",
                        "--json",
                        "--offset",
                        dir.resolve("o.npy")));
        Model scores = Model.of(stored.model().intercept(), stored.model().theta());
        double[] score = new double[ROWS];
        Arrays.setAll(score, i -> scores.predict(o[i], x[i]));
        assertArrayEquals(
                score,
                Run.of("predict", "--model", model(), table, "--output=score")
                        .out()
                        .lines()
                        .mapToDouble(Double::parseDouble)
                        .toArray());
    }

    @Test
    void heldOutRowsAndWarmStarts() {
        Run split = fit(table, "log-days", "--validation-fraction=0.25");
        assertDone(split);
        Run others = fit(table, "log-days", "--validation", table);
        assertDone(others);
        Map<?, ?> metrics = (Map<?, ?>) others.json().get("metrics");
        assertEquals(metrics.get("training"), metrics.get("heldOut"));
        Run warm = fit(table, "log-days", "--start", model());
        assertDone(warm);
        assertTrue((double) warm.json().get("epochs") < (double) others.json().get("epochs"), warm.out());
    }

    /** Beside weights, whose column is taken out, too: each row twice is a weight of two. */
    @Test
    void besideWeights() throws IOException {
        List<String> lines = Files.readAllLines(table);
        StringBuilder weighted = new StringBuilder(lines.getFirst() + ",w\n");
        lines.stream().skip(1).forEach(line -> weighted.append(line).append(",2\n"));
        Path file = Files.writeString(dir.resolve("weighted.csv"), weighted);
        Run run = fit(file, "log-days", "--weights=w");
        assertDone(run);
        assertEquals(List.of("a", "b"), run.json().get("features"));
        Run plain = fit(table, "log-days");
        // 2ᵏ scales without rounding.
        assertEquals(plain.json().get("theta"), run.json().get("theta"));
        Run evaluate = Run.of("evaluate", "--model", model(), file, "--target=n", "--weights=w", "--json");
        assertDone(evaluate);
        assertEquals(2.0 * ROWS, evaluate.json().get("weight"));
    }

    @Test
    void theReportHasThePredictionsWithIt() throws IOException {
        Path report = dir.resolve("report.html");
        assertDone(fit(table, "log-days", "--report", report));
        StoredModel stored = ModelFile.read(model());
        String page = Files.readString(report);
        for (int i : new int[] {0, 1, 40}) {
            String prediction = Double.toString(stored.model().predict(o[i], x[i]));
            assertTrue(page.contains("," + prediction), prediction);
        }
    }

    @Test
    void refusals() {
        assertDone(fit(without, dir.resolve("o.npy")));
        refused(
                "the model was fitted with an offset from the file 'o.npy': give that of DATA by --offset",
                Run.of("predict", "--model", model(), table));
        refused(
                "the model was fitted with an offset from the file 'o.npy': give that of DATA by --offset",
                Run.of("evaluate", "--model", model(), table, "--target=n"));
        assertDone(fit(table, "log-days"));
        refused(
                "some.csv lacks columns that the model needs: 'log-days'; it has 'a', 'b', 'n'",
                Run.of("predict", "--model", model(), without));
        refused(
                "some.csv lacks columns that the model needs: 'log-days'",
                Run.of("evaluate", "--model", model(), without, "--target=n"));
        refused(
                "x.npy has no names of columns: the offset 'log-days' must be a .npy, .f64 or .csv file of one column",
                Run.of("predict", "--model", model(), dir.resolve("x.npy")));
        refused("--offset=b is a feature of the model", Run.of("predict", "--model", model(), table, "--offset=b"));
        refused(
                "o.npy is a file, which has none for the rows of --validation: it must be a column of both",
                fit(without, dir.resolve("o.npy"), "--validation", table));
        refused("there is no column 'days' of offsets: X has 'a', 'log-days', 'b'", fit(table, "days"));
        refused(
                "--offset",
                Run.of(
                        "predict",
                        "--model",
                        model(),
                        without,
                        "--offset",
                        dir.resolve("o.npy"),
                        "--out",
                        dir.resolve("o.npy")));
        refused("--offset", fit(without, dir.resolve("o.npy"), "--trace", dir.resolve("o.npy")));
        assertDone(Run.of("fit", without, "--target=n", "--loss=poisson", "--model", model()));
        refused(
                "--offset=log-days: the model was fitted without an offset",
                Run.of("predict", "--model", model(), table, "--offset=log-days"));
    }

    private static void refused(String message, Run run) {
        assertEquals(Exit.REFUSED, run.code(), run.out());
        assertTrue(run.err().contains(message), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }
}
