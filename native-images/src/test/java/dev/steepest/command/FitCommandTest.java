package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Schedule;
import dev.steepest.Steepest;
import dev.steepest.Storage;
import dev.steepest.Validation;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitCommandTest {

    private static final List<String> KEYS = List.of(
            "theta",
            "intercept",
            "features",
            "rows",
            "loss",
            "penalty",
            "lower",
            "upper",
            "optimizer",
            "method",
            "layout",
            "storage",
            "plan",
            "kernel",
            "threads",
            "epochs",
            "steps",
            "cost",
            "gradientNorm",
            "remaining",
            "remainingIs",
            "validationCost",
            "reason",
            "converged",
            "message",
            "learningRate",
            "metrics",
            "advice",
            "seconds");

    @TempDir
    Path dir;

    private static final Path BREAST_CANCER = Path.of("..", "examples", "breast-cancer.csv");

    /** Twenty epochs, and thirty from their model on: as plain steps have no other state, fifty, to the bit. */
    @Test
    void startsAtAModel() {
        Path model = dir.resolve("model.json");
        Run first = startedFit("--max-epochs=20", "--intercept", "--model=" + model);
        assertEquals(0, first.code(), first.err());
        Run then = startedFit("--max-epochs=30", "--intercept", "--start=" + model, "--model=" + model);
        Run whole = startedFit("--max-epochs=50", "--intercept");
        assertEquals(whole.json().get("theta"), then.json().get("theta"));
        assertEquals(whole.json().get("intercept"), then.json().get("intercept"));
        assertEquals(30.0, then.json().get("epochs"));

        Run refused = startedFit("--no-intercept", "--start=" + model);
        assertEquals(2, refused.code());
        assertEquals(
                "steepest: --start=" + model + " has intercept=" + whole.json().get("intercept")
                        + ": add --intercept, so that one is fitted\n",
                refused.err());
    }

    private static Run startedFit(String... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--plan=streaming",
                "--tolerance=0",
                "--no-standardize",
                "--optimizer=plain",
                "--json"));
        arguments.addAll(List.of(options));
        return Run.of(arguments.toArray());
    }

    /** Probabilities come out, and most of them on the right side. */
    @Test
    void logisticRegression() throws IOException {
        Path model = dir.resolve("model.json");
        String[] fit = {
            "fit",
            BREAST_CANCER.toString(),
            "--target=benign",
            "--loss=logistic",
            "--intercept",
            "--standardize",
            "--model=" + model,
            "--json"
        };
        Run run = Run.of((Object[]) fit);
        assertEquals(Exit.DONE, run.code(), run.err());
        assertEquals("logistic", Json.object(run.out()).get("loss"));
        double[] probabilities = Run.of("predict", "--model", model, BREAST_CANCER)
                .out()
                .lines()
                .mapToDouble(Double::parseDouble)
                .toArray();
        int right = 0;
        List<String> rows = Files.readAllLines(BREAST_CANCER);
        for (int i = 0; i < probabilities.length; i++) {
            assertTrue(probabilities[i] >= 0 && probabilities[i] <= 1);
            right += (probabilities[i] > 0.5) == rows.get(i + 1).endsWith(",1") ? 1 : 0;
        }
        assertEquals(569, probabilities.length);
        assertTrue(right >= 520, "right=" + right);
    }

    /** A column of weights, the same in a file of its own, and the library give the same θ. */
    @Test
    void weights() throws IOException {
        Path data = write("data.csv", "a,w,b,y\n1,2,2,0\n1,1,3,1\n1,0.5,4,1\n2,3,1,0\n");
        Path without = write("without.csv", "a,b,y\n1,2,0\n1,3,1\n1,4,1\n2,1,0\n");
        Path file = write("w.csv", "w\n2\n1\n0.5\n3\n");
        List<String> options = List.of(
                "--loss=logistic",
                "--class-weights=1,2",
                "--max-epochs=20",
                "--json",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--tolerance=1e-9");
        Object column = theta(data, "--weights=w", options);
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(without, "y", arena);
            Fit fit = GradientDescent.batch()
                    .loss(Loss.logistic())
                    .classWeights(1, 2)
                    .maxEpochs(20)
                    .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)))
                    .fit(read.x().pack(arena), read.y(), Vector.of(arena, 2, 1, 0.5, 3));
            assertEquals(Arrays.stream(fit.theta().toArray()).boxed().toList(), column);
        }
        assertEquals(column, theta(without, "--weights=" + file, options));
    }

    /** A model of other weights is one of other data. */
    @Test
    void theModelKnowsTheWeights() throws IOException {
        Path data = Files.writeString(dir.resolve("w.csv"), "a,w,y\n1,1,2\n2,1,3\n3,2,5\n");
        Path model = dir.resolve("model.json");

        Run run = Run.of("fit", data, "--target=y", "--weights=w", "--model", model);

        assertEquals(Exit.DONE, run.code(), run.err());
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}, {2}, {3}});
            Vector y = Vector.of(arena, 2, 3, 5);
            String fingerprint = ModelFile.read(model).training().get("data");
            assertEquals(Steepest.fingerprint(x, y, Vector.of(arena, 1, 1, 2)), fingerprint);
            assertEquals(fingerprint.replaceAll(" weights=.*", ""), Steepest.fingerprint(x, y));
        }
    }

    private static Object theta(Path data, String weights, List<String> options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("fit", data, "--target=y", weights));
        arguments.addAll(options);
        Run run = Run.of(arguments.toArray());
        assertEquals(Exit.DONE, run.code(), run.err());
        return Objects.requireNonNull(Json.object(run.out()).get("theta"));
    }

    @Test
    void theReadmesFirstExample() throws IOException {
        Path data = write("line.csv", "a,b,y\n1,2,2\n1,3,5\n1,4,9\n");

        Run run = Run.of(
                "fit",
                data,
                "--target",
                "y",
                "--learning-rate",
                "0.01",
                "--tolerance",
                "0",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--max-epochs=1000",
                "--json");

        assertEquals(Exit.DONE, run.code());
        double[] theta = Json.doubles(run.json().get("theta"));
        assertArrayEquals(new double[] {-3.54595031, 2.99372633}, theta, 1e-8);
        assertEquals("MAX_EPOCHS", run.json().get("reason"));
    }

    @Test
    void batchIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target",
                "target",
                "--intercept",
                "--max-epochs",
                "50",
                "--optimizer=plain",
                "--no-standardize",
                "--tolerance=1e-9",
                "--json");

        GradientDescent descent = GradientDescent.batch()
                .intercept()
                .maxEpochs(50)
                .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, true), run, "batch", "PANELS");
    }

    @Test
    void standardizedBatchIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--intercept",
                "--standardize",
                "--learning-rate=0.1",
                "--tolerance=0",
                "--gradient-tolerance=1",
                "--optimizer=plain",
                "--json");

        GradientDescent descent = GradientDescent.batch()
                .intercept()
                .standardize()
                .learningRate(0.1)
                .until(Convergence.gradientNorm(1).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, true), run, "batch", "PANELS");
        assertEquals("GRADIENT_NORM", run.json().get("reason"));
        assertEquals(fit(descent, true).converged(), run.json().get("converged"));
    }

    @Test
    void theGramPlanIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--plan=gram",
                "--tolerance=0",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--max-epochs=1000",
                "--json");

        assertIsFit(
                fit(GradientDescent.batch().plan(Plan.GRAM).until(Convergence.remaining(0)), true),
                run,
                "batch",
                "PANELS");
        assertEquals("gram", run.json().get("plan"));
    }

    @Test
    void stochasticIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--intercept",
                "--method=stochastic",
                "--sampling=with-replacement",
                "--seed=-7",
                "--max-epochs=20",
                "--optimizer=plain",
                "--tolerance=1e-9",
                "--json");

        GradientDescent descent = GradientDescent.stochastic(-7, Sampling.WITH_REPLACEMENT)
                .intercept()
                .standardize()
                .maxEpochs(20)
                .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, false), run, "stochastic", "ROWS");
    }

    @Test
    void miniBatchIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=10",
                "--method=mini-batch",
                "--batch-size=32",
                "--seed=3",
                "--max-epochs=20",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--tolerance=1e-9",
                "--json");

        GradientDescent descent = GradientDescent.miniBatch(32, 3)
                .maxEpochs(20)
                .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, false), run, "mini-batch", "ROWS");
    }

    @Test
    void scheduleAndClipAreTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--intercept",
                "--method=stochastic",
                "--learning-rate=0.001",
                "--schedule=inverse-scaling:0.25",
                "--clip=500",
                "--tolerance=1e-6",
                "--tolerance-epochs=3",
                "--time-limit=1e9",
                "--max-epochs=20",
                "--optimizer=plain",
                "--json");

        GradientDescent descent = GradientDescent.stochastic(0)
                .intercept()
                .standardize()
                .learningRate(0.001)
                .schedule(Schedule.inverseScaling(0.25))
                .clip(500)
                .maxEpochs(20)
                .until(Convergence.costChange(1e-6, 3).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, false), run, "stochastic", "ROWS");
    }

    @Test
    void aSplitIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--validation-fraction=0.2",
                "--patience=7",
                "--seed=3",
                "--tolerance=0",
                "--max-epochs=60",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--json");

        GradientDescent descent = GradientDescent.batch()
                .maxEpochs(60)
                .until(Convergence.remaining(0))
                .validation(Validation.split(0.2, 3, 7));
        assertIsFit(fit(descent, false), run, "batch", "ROWS");
        assertTrue((double) run.json().get("validationCost") > 0);
    }

    /** Two rows say y = x, the others y = −x: the first step away from 0 is the best there, or the start is. */
    @Test
    void aValidationFileEndsTheFit() throws IOException {
        Path data = write("line.csv", "x,y\n1,1\n2,2\n");
        Path others = write("others.csv", "y,x\n-1,1\n-2,2\n");

        Run run = Run.of(
                "fit",
                data,
                "--target=y",
                "--validation",
                others,
                "--tolerance=0",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--json");

        assertEquals(Exit.DONE, run.code());
        assertEquals("VALIDATION", run.json().get("reason"));
        assertEquals(false, run.json().get("converged"));
        assertEquals(5.0, run.json().get("epochs"));
        assertEquals(0.0, run.json().get("steps"));
        assertEquals(2.5, run.json().get("validationCost"));
        assertArrayEquals(new double[] {0}, Json.doubles(run.json().get("theta")));
        Run report = Run.of(
                "fit",
                data,
                "--target=y",
                "--validation",
                others,
                "--tolerance=0",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize");
        assertTrue(report.out().contains("\nvalidation      2.5\n"), report.out());
    }

    @Test
    void aTimeLimitThatIsOverAtOnceLeavesTheStart() {
        Run run = Run.of("fit", Run.DIABETES, "--target=target", "--time-limit=1e-9", "--json");

        assertEquals(Exit.DONE, run.code());
        assertEquals("TIME_LIMIT", run.json().get("reason"));
        assertEquals(false, run.json().get("converged"));
        assertEquals(0.0, run.json().get("epochs"));
    }

    @Test
    void theTraceTellsRatesAndValidationCosts() throws IOException {
        Path trace = dir.resolve("trace.csv");

        Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--learning-rate=0.0001",
                "--schedule=exponential:0.5",
                "--validation-fraction=0.1",
                "--max-epochs=3",
                "--trace",
                trace);

        List<String> rates = Files.readAllLines(trace).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[4])
                .toList();
        assertEquals(List.of("1.0E-4", "1.0E-4", "5.0E-5", "2.5E-5"), rates);
        assertTrue(Files.readAllLines(trace).stream()
                .skip(1)
                .allMatch(line -> Double.parseDouble(line.split(",", -1)[5]) > 0));
    }

    @Test
    void penaltyBoundsAndOptimizerAreThoseOfTheApi() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--intercept",
                "--penalty=elastic-net",
                "--strength=2",
                "--l1-ratio=0.25",
                "--optimizer=momentum:0.5",
                "--non-negative",
                "--upper=3",
                "--tolerance=1e-9",
                "--json");

        GradientDescent descent = GradientDescent.batch()
                .intercept()
                .standardize()
                .penalty(Penalty.elasticNet(2, 0.25))
                .optimizer(Optimizer.momentum(0.5))
                .bounds(0, 3)
                .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)));
        assertIsFit(fit(descent, true), run, "batch", "PANELS", "elastic-net:2.0,0.25", "momentum:0.5");
        assertEquals(0.0, run.json().get("lower"));
        assertEquals(3.0, run.json().get("upper"));
    }

    @Test
    void boundsAreToldWhereThereAreSome() {
        Path file = dir.resolve("model.json");
        Object[] fit = {"fit", Run.DIABETES, "--target=target", "--max-epochs=2", "--model", file, "--json"};
        Map<String, String> none = Map.of();
        assertBounds(none, Run.of(fit), file);
        assertBounds(Map.of("lower", "0.0"), Run.of(with(fit, "--non-negative")), file);
        assertBounds(Map.of("lower", "-1.5", "upper", "0.25"), Run.of(with(fit, "--lower=-1.5", "--upper=0.25")), file);
        assertBounds(Map.of("upper", "0.25"), Run.of(with(fit, "--upper=0.25")), file);
    }

    private static Object[] with(Object[] arguments, Object... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
    }

    /** Of JSON null where there is no bound, and not in the model. */
    private static void assertBounds(Map<String, String> expected, Run run, Path model) {
        Map<String, String> training = ModelFile.read(model).training();
        for (String name : List.of("lower", "upper")) {
            String bound = expected.get(name);
            assertEquals(bound, training.get(name));
            assertTrue(run.json().containsKey(name));
            assertEquals(
                    bound == null ? null : Double.valueOf(bound), run.json().get(name));
        }
    }

    @Test
    void float32StorageIsTheApiBitForBit() {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--storage=float32",
                "--max-epochs=50",
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--tolerance=1e-9",
                "--json");

        assertEquals("float32", run.json().get("storage"));
        assertEquals("PANELS", run.json().get("layout"));
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(Run.DIABETES, "target", arena);
            Matrix x = read.x().copy(arena, Layout.PANELS, Storage.FLOAT32);
            Fit fit = GradientDescent.batch()
                    .maxEpochs(50)
                    .until(Convergence.costChange(1e-9).or(Convergence.remaining(0)))
                    .fit(x, read.y());
            assertArrayEquals(fit.theta().toArray(), Json.doubles(run.json().get("theta")));
        }
    }

    @Test
    void everyOptimizerIsReachedByItsName() {
        for (String name : List.of(
                "plain",
                "momentum",
                "nesterov:0.8",
                "adagrad",
                "rmsprop:0.8,1e-6",
                "adam:0.8,0.9,1e-6",
                "adamw:0.1",
                "accelerated",
                "barzilai-borwein",
                "backtracking")) {
            assertRuns(name, "batch");
        }
        for (String name : List.of("momentum:0.5", "averaging", "svrg", "adam")) {
            assertRuns(name, "stochastic");
            assertRuns(name, "mini-batch");
        }
    }

    private static void assertRuns(String optimizer, String method) {
        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--intercept",
                "--method=" + method,
                "--optimizer=" + optimizer,
                "--learning-rate=0.001",
                "--max-epochs=3",
                "--json");

        assertEquals(Exit.DONE, run.code(), run.err());
        String name = optimizer.split(":", -1)[0];
        assertEquals(name, String.valueOf(run.json().get("optimizer")).split(":", -1)[0]);
        assertEquals("MAX_EPOCHS", run.json().get("reason"), optimizer);
    }

    @Test
    void fewRowsAreOneMiniBatchUnlessASizeIsGiven() throws IOException {
        Path data = write("few.csv", "x,y\n1,2\n2,4\n3,6\n");

        Run run = Run.of("fit", data, "--target=y", "--method=mini-batch", "--max-epochs=5", "--tolerance=0", "--json");

        assertEquals(Exit.DONE, run.code());
        assertEquals(5.0, run.json().get("steps"));
    }

    private static Fit fit(GradientDescent descent, boolean packed) {
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = Dataset.read(Run.DIABETES, "target", arena);
            Matrix x = packed ? data.x().pack(arena) : data.x();
            return descent.fit(x, data.y());
        }
    }

    private static void assertIsFit(Fit fit, Run run, String method, String layout) {
        assertIsFit(fit, run, method, layout, "none", "plain");
    }

    private static void assertIsFit(Fit fit, Run run, String method, String layout, String penalty, String optimizer) {
        assertEquals("", run.err());
        assertEquals(Exit.DONE, run.code());
        Map<String, Object> json = run.json();
        assertEquals(KEYS, List.copyOf(json.keySet()));
        assertArrayEquals(fit.theta().toArray(), Json.doubles(json.get("theta")));
        assertEquals(fit.intercept(), json.get("intercept"));
        assertEquals(List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"), json.get("features"));
        assertEquals(442.0, json.get("rows"));
        assertEquals("squared", json.get("loss"));
        assertEquals(penalty, json.get("penalty"));
        assertEquals(optimizer, json.get("optimizer"));
        assertEquals(method, json.get("method"));
        assertEquals(layout, json.get("layout"));
        assertEquals("float64", json.get("storage"));
        assertEquals(fit.plan().name().toLowerCase(Locale.ROOT), json.get("plan"));
        assertEquals(Steepest.kernel(), json.get("kernel"));
        assertEquals(1.0, json.get("threads"));
        assertEquals((double) fit.epochs(), json.get("epochs"));
        assertEquals((double) fit.steps(), json.get("steps"));
        assertEquals(fit.cost(), json.get("cost"));
        assertEquals(fit.gradientNorm(), json.get("gradientNorm"));
        assertEquals(fit.remaining(), json.get("remaining"));
        assertEquals(fit.remainingIsBound() ? "bound" : "estimate", json.get("remainingIs"));
        assertEquals(fit.converged(), json.get("converged"));
        assertEquals(Double.isNaN(fit.validationCost()) ? null : fit.validationCost(), json.get("validationCost"));
        assertEquals(fit.reason().name(), json.get("reason"));
        assertEquals(fit.message(), json.get("message"));
        assertEquals(fit.learningRate(), json.get("learningRate"));
        assertEquals(List.of("load", "prepare", "fit"), List.copyOf(((Map<?, ?>) json.get("seconds")).keySet()));
    }

    @Test
    void theReportNamesEveryCoefficient() {
        Run run = Run.of("fit", Run.DIABETES, "--target=target");

        assertEquals(Exit.DONE, run.code());
        assertEquals("", run.err());
        List<String> names = run.out()
                .lines()
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("  ", 2)[0].strip())
                .toList();
        List<String> expected = Stream.of(
                        Stream.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
                        Stream.of("intercept", "cost", "remaining", "gradient norm", "learning rate", "ended", "time"),
                        Stream.of("rows", "R²", "RMSE", "MAE", "median absolute error", "mean deviance"))
                .flatMap(part -> part)
                .toList();
        assertEquals(expected, names);
    }

    @Test
    void threadsChangeNothingButTheirNumber() {
        Map<String, Object> alone =
                Run.of("fit", Run.DIABETES, "--target=target", "--json").json();
        Map<String, Object> shared = Run.of("fit", Run.DIABETES, "--target=target", "--json", "--threads=3")
                .json();

        assertEquals(3.0, shared.get("threads"));
        assertEquals(alone.get("theta"), shared.get("theta"));
        assertEquals(alone.get("cost"), shared.get("cost"));
    }

    /** Little-endian numbers, as many a row as diabetes has features, in a file that keeps them as it is told. */
    @Test
    void float32OfAFileStaysAndGivesTheBitsOfFloat64() throws IOException {
        ByteBuffer narrow = ByteBuffer.allocate(442 * 11 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = ByteBuffer.allocate(442 * 11 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = Dataset.read(Run.DIABETES, "target", arena);
            for (int i = 0; i < 442; i++) {
                for (int j = 0; j < 11; j++) {
                    double value = j < 10 ? data.x().get(i, j) : data.y().get(i);
                    narrow.putFloat((float) value);
                    wide.putDouble((float) value);
                }
            }
        }
        Path f32 = Files.write(dir.resolve("d.f32"), narrow.array());
        Path f64 = Files.write(dir.resolve("d.f64"), wide.array());
        for (String options : List.of(
                "--target=10",
                "--target=10 --standardize",
                "--target=4",
                "--target=10 --weights=x9",
                "--target=10 --method=mini-batch --batch-size=64",
                "--target=10 --validation-fraction=0.2")) {
            Map<String, Object> stays = fitOf(f32, options);
            Map<String, Object> expected = fitOf(f64, options);
            assertEquals("float32", stays.get("storage"), options);
            assertEquals("float64", expected.get("storage"), options);
            assertEquals("float64", fitOf(f32, options + " --storage=float64").get("storage"), options);
            for (String result : List.of("theta", "cost", "gradientNorm", "layout", "plan", "validationCost")) {
                assertEquals(expected.get(result), stays.get(result), options);
            }
        }
    }

    private static Map<String, Object> fitOf(Path file, String options) {
        List<Object> arguments = new ArrayList<>(List.of("fit", file + ":11", "--max-epochs=30", "--json"));
        arguments.addAll(List.of(options.split(" ")));
        return Run.of(arguments.toArray()).json();
    }

    @Test
    void theTraceHasEveryEpoch() throws IOException {
        Path trace = dir.resolve("trace.csv");

        Run run = Run.of(
                "fit",
                Run.DIABETES,
                "--target=target",
                "--max-epochs=5",
                "--trace",
                trace,
                "--optimizer=plain",
                "--no-intercept",
                "--no-standardize",
                "--tolerance=1e-9",
                "--json");

        Fit fit = fit(GradientDescent.batch().maxEpochs(5).until(Convergence.remaining(0)), true);
        List<String> lines = Files.readAllLines(trace);
        assertEquals("epoch,cost,gradientNorm,seconds,learningRate,validationCost", lines.get(0));
        assertEquals(7, lines.size());
        double before = 0;
        for (int epoch = 0; epoch <= 5; epoch++) {
            String[] values = lines.get(epoch + 1).split(",", -1);
            assertEquals(Integer.toString(epoch), values[0]);
            assertEquals(fit.costHistory()[epoch], Double.parseDouble(values[1]));
            assertTrue(Double.parseDouble(values[3]) >= before);
            before = Double.parseDouble(values[3]);
        }
        assertTrue(lines.get(6).startsWith("5," + fit.cost() + "," + fit.gradientNorm() + ","), lines.get(6));
        assertEquals(5.0, run.json().get("epochs"));
    }

    @Test
    void theModelIsTheFit() {
        Path file = dir.resolve("model.json");

        Run run = Run.of(
                "fit", Run.DIABETES, "--target=target", "--intercept", "--max-epochs=5", "--model", file, "--json");

        StoredModel stored = ModelFile.read(file);
        assertEquals(run.json().get("features"), stored.features());
        assertArrayEquals(Json.doubles(run.json().get("theta")), stored.model().theta());
        assertEquals(run.json().get("intercept"), stored.model().intercept());
        assertEquals("MAX_EPOCHS", stored.training().get("reason"));
    }

    @Test
    void aDivergenceIsToldAndItsLastFiniteStateWritten() {
        Path file = dir.resolve("model.json");

        Run run = Run.of("fit", Run.DIABETES, "--target=target", "--learning-rate=1", "--model", file, "--json");

        assertEquals(Exit.DIVERGED, run.code());
        assertEquals("DIVERGED", run.json().get("reason"));
        assertEquals("steepest: " + run.json().get("message") + "\n", run.err());
        assertArrayEquals(
                Json.doubles(run.json().get("theta")),
                ModelFile.read(file).model().theta());
    }

    @Test
    void whatIsNotFiniteIsNull() throws IOException {
        Path data = write("huge.csv", "x,y\n1,1e200\n2,1e200\n");
        Path file = dir.resolve("model.json");

        Run run = Run.of("fit", data, "--target=y", "--model", file, "--json");

        assertEquals(Exit.DIVERGED, run.code());
        assertNull(run.json().get("cost"));
        assertTrue(run.json().containsKey("cost"));
        assertFalse(Files.exists(file));
        assertTrue(run.err().contains("--model=" + file + " is not written: no finite cost was reached\n"), run.err());
    }

    @Test
    @Tag("jvm") // it is this thread that is interrupted
    void anInterruptedThreadIsAnInterruptedFit() {
        Thread.currentThread().interrupt();

        Run run = Run.of("fit", Run.DIABETES, "--target=target", "--json");

        assertEquals(Exit.INTERRUPTED, run.code());
        assertEquals("STOPPED", run.json().get("reason"));
        assertFalse(Thread.interrupted());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }
}
