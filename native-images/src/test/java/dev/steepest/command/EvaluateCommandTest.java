package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.data.Classes;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluateCommandTest {

    private static final Path RESOURCES = Path.of("src", "test", "resources", "dev", "steepest", "command");

    @TempDir
    Path dir;

    private static Path data(String file) {
        Path example = Path.of("..", "examples", file);
        return Files.exists(example) ? example : RESOURCES.resolve(file);
    }

    /** Of models with known coefficients; {@code evaluate.py} recorded what scikit-learn finds. */
    @ParameterizedTest
    @CsvFileSource(resources = "evaluate.csv")
    void tellsWhatScikitLearnFinds(String file, String target, String loss, String coefficients, String recorded)
            throws IOException {
        double[] values = Stream.of(coefficients.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        List<String> columns = List.of(Files.readAllLines(data(file)).getFirst().split(",", -1));
        Path model = dir.resolve("model.json");
        Model known = Model.of(Loss.parse(loss).link(), values[0], Arrays.copyOfRange(values, 1, values.length));
        ModelFile.write(
                model,
                new StoredModel(
                        columns.subList(0, columns.size() - 1),
                        known,
                        Loss.parse(loss),
                        Classes.NUMBERS,
                        null,
                        null,
                        Map.of()));

        Run run = Run.of("evaluate", "--model", model, data(file), "--target", target, "--json");

        assertEquals("", run.err());
        assertEquals(Exit.DONE, run.code());
        Map<String, Double> found = flat(run.json());
        String[] entries = recorded.split(" ", -1);
        assertEquals(entries.length + 2, found.size(), found::toString); // rows and weight besides
        for (String entry : entries) {
            String[] parts = entry.split("=", -1);
            double expected = Double.parseDouble(parts[1]);
            assertEquals(expected, found.get(parts[0]), 1e-9 * Math.abs(expected), parts[0]);
        }
    }

    /** On the rows of the fit what the fit told: of labels, numbers and counts, weighted or not. */
    @ParameterizedTest
    @CsvSource({
        "diabetes.csv,target,squared,auto,",
        "diabetes.csv,target,huber:30,auto,age",
        "breast-cancer.csv,benign,logistic,auto,",
        "breast-cancer.csv,benign,hinge,1e-3,mean radius",
        "counts.csv,n,poisson,0.05,"
    })
    void isWhatFitTold(String file, String target, String loss, String rate, String weights) {
        Path model = dir.resolve("model.json");
        String[] weighted = weights == null ? new String[0] : new String[] {"--weights", weights};
        Run fit = Run.of(with(
                weighted,
                "fit",
                data(file),
                "--target",
                target,
                "--loss=" + loss,
                "--learning-rate=" + rate,
                "--intercept",
                "--standardize",
                "--max-epochs=20",
                "--model",
                model,
                "--json"));
        assertEquals(Exit.DONE, fit.code(), fit::err);
        Map<?, ?> metrics = (Map<?, ?>) fit.json().get("metrics");
        assertFalse(metrics.containsKey("heldOut"));

        Run run = Run.of(with(weighted, "evaluate", "--model", model, data(file), "--target", target, "--json"));

        assertEquals(Exit.DONE, run.code(), run::err);
        near(flat(Objects.requireNonNull(metrics.get("training"))), flat(run.json()));
    }

    /** The held-out rows of a file are evaluated as a file of their own. */
    @Test
    void ofRowsHeldOut() throws IOException {
        Path model = dir.resolve("model.json");
        List<String> lines = Files.readAllLines(data("diabetes.csv"));
        Path others = Files.write(dir.resolve("others.csv"), lines.subList(0, 100));
        Run fit = Run.of(
                "fit",
                data("diabetes.csv"),
                "--target=target",
                "--intercept",
                "--standardize",
                "--validation",
                others,
                "--model",
                model,
                "--json");
        Map<?, ?> metrics = (Map<?, ?>) fit.json().get("metrics");

        Run run = Run.of("evaluate", "--model", model, others, "--target=target", "--json");

        near(flat(Objects.requireNonNull(metrics.get("heldOut"))), flat(run.json()));
        assertEquals(99.0, run.json().get("rows"));
    }

    /** A split's rows are told apart: their mean deviances are the costs. */
    @Test
    void ofASplit() {
        Run fit = Run.of(
                "fit",
                data("diabetes.csv"),
                "--target=target",
                "--intercept",
                "--standardize",
                "--validation-fraction=0.25",
                "--json");

        Map<?, ?> metrics = (Map<?, ?>) fit.json().get("metrics");
        Map<String, Double> training = flat(Objects.requireNonNull(metrics.get("training")));
        Map<String, Double> heldOut = flat(Objects.requireNonNull(metrics.get("heldOut")));
        assertEquals(331, training.get("rows"));
        assertEquals(111, heldOut.get("rows"));
        near(number(fit, "cost"), training.get("meanDeviance"));
        near(number(fit, "validationCost"), heldOut.get("meanDeviance"));
    }

    /** In text and in the report as in JSON: training on the left, held out on the right. */
    @Test
    void inTextAndReport() throws IOException {
        Path report = dir.resolve("report.html");
        Object[] fit = {
            "fit", data("diabetes.csv"), "--target=target", "--intercept", "--standardize", "--validation-fraction=0.25"
        };
        Map<?, ?> metrics =
                (Map<?, ?>) Run.of(with(new String[] {"--json"}, fit)).json().get("metrics");
        double training = flat(Objects.requireNonNull(metrics.get("training"))).get("rmse");
        double heldOut = flat(Objects.requireNonNull(metrics.get("heldOut"))).get("rmse");

        Run run = Run.of(with(new String[] {"--report", report.toString()}, fit));

        List<String> lines =
                run.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertTrue(lines.contains(" training held out"), run.out());
        assertTrue(lines.contains("rows 331 111"), run.out());
        assertTrue(lines.contains("RMSE " + training + " " + heldOut), run.out());
        assertTrue(Files.readString(report).contains("[\"RMSE\"," + training + "," + heldOut + "]"));
    }

    private static double number(Run run, String key) {
        return (Double) Objects.requireNonNull(run.json().get(key));
    }

    @Test
    void forPeople() throws IOException {
        Path model = line("a");
        Path data = Files.writeString(dir.resolve("data.csv"), "y,extra,a\n1,7,1\n2,7,2\n3,7,4\n");

        Run run = Run.of("evaluate", "--model", model, data, "--target=y");

        assertEquals(
                new Run(Exit.DONE, """
                rows                    3
                R²                      0.5
                RMSE                    0.5773502691896257
                MAE                     0.3333333333333333
                median absolute error   0.0
                mean deviance           0.3333333333333333
                """, "steepest: columns that the model does not know are ignored: 'extra'\n"), run);
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        Path data = Files.writeString(dir.resolve("data.csv"), "y,b\n1,7\n");

        Run run = Run.of("evaluate", "--model", line("a"), data, "--target=y");

        assertEquals(
                new Run(
                        Exit.REFUSED,
                        "",
                        "steepest: " + data + " lacks columns that the model needs: 'a'; it has 'y', 'b'\n"),
                run);
    }

    @Test
    void aTargetThatIsNoLabel() throws IOException {
        Path model = dir.resolve("model.json");
        ModelFile.write(
                model,
                new StoredModel(
                        List.of("a"),
                        Model.of(Loss.logistic().link(), 0, 1),
                        Loss.logistic(),
                        Classes.NUMBERS,
                        null,
                        null,
                        Map.of()));
        Path data = Files.writeString(dir.resolve("data.csv"), "y,a\n1,7\n3,7\n");

        Run run = Run.of("evaluate", "--model", model, data, "--target=y");

        assertEquals(
                "steepest: " + data
                        + ": y=3.0 at row=1 is no target of loss=logistic: labels are -1 and 1, or 0 and 1\n",
                run.err());
        assertEquals(Exit.REFUSED, run.code());
    }

    @Test
    void categories() throws IOException {
        Path model = line("city=Oslo", "city=Rome");
        Path known = Files.writeString(dir.resolve("known.csv"), "city,y\nRome,2\nRome,2\n");
        Path unknown = Files.writeString(dir.resolve("unknown.csv"), "city,y\nRome,1\nPisa,2\n");

        Run run = Run.of("evaluate", "--model", model, known, "--target=y", "--json");
        assertEquals("", run.err());
        assertEquals(0.0, run.json().get("mae"));
        assertEquals(
                "steepest: " + unknown
                        + " line=3 column=0 'city': 'Pisa' is none of the values that are known: 'Oslo', 'Rome':"
                        + " --unseen zero goes on\n",
                Run.of("evaluate", "--model", model, unknown, "--target=y").err());
        Run zero = Run.of("evaluate", "--model", model, unknown, "--target=y", "--unseen=zero", "--json");
        assertEquals(
                "steepest: values that the model does not know, taken for none of those it knows: 1\n", zero.err());
        assertEquals(1.5, zero.json().get("mae"));
    }

    @Test
    void weightsThatAreAFeature() throws IOException {
        Path data = Files.writeString(dir.resolve("data.csv"), "y,a\n1,7\n");

        Run run = Run.of("evaluate", "--model", line("a"), data, "--target=y", "--weights=a");

        assertEquals(new Run(Exit.REFUSED, "", "steepest: --weights=a is a feature of the model\n"), run);
    }

    /** By the classes of the model, whose order another file need not tell. */
    @Test
    void namedLabels() throws IOException {
        Path model = dir.resolve("model.json");
        ModelFile.write(
                model,
                new StoredModel(
                        List.of("a"),
                        Model.of(Loss.logistic().link(), 0, 1),
                        Loss.logistic(),
                        new Classes("yes", "no"),
                        null,
                        null,
                        Map.of()));
        Path data = Files.writeString(dir.resolve("data.csv"), "ill,a\nyes,-1\nno,1\nno,2\n");

        Run run = Run.of("evaluate", "--model", model, data, "--target=ill", "--json");

        assertEquals("", run.err());
        assertEquals(1.0, run.json().get("accuracy"));
        assertEquals(2.0, ((Map<?, ?>) Objects.requireNonNull(run.json().get("confusion"))).get("truePositives"));
    }

    /** θ = 1, 2, … */
    private Path line(String... features) {
        Path model = dir.resolve("line.json");
        double[] theta = new double[features.length];
        Arrays.setAll(theta, j -> j + 1);
        ModelFile.write(
                model,
                new StoredModel(
                        List.of(features), Model.of(0, theta), Loss.squared(), Classes.NUMBERS, null, null, Map.of()));
        return model;
    }

    private static Object[] with(String[] more, Object... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray();
    }

    /** What JSON has no number for is NaN; the confusion matrix's numbers stand beside the others. */
    private static Map<String, Double> flat(Object metrics) {
        Map<String, Double> flat = new HashMap<>();
        ((Map<?, ?>) metrics).forEach((name, value) -> {
            if (value instanceof Map<?, ?> more) {
                flat.putAll(flat(more));
            } else {
                flat.put((String) name, value == null ? Double.NaN : (Double) value);
            }
        });
        return flat;
    }

    private static void near(Map<String, Double> expected, Map<String, Double> found) {
        assertEquals(expected.keySet(), found.keySet());
        assertTrue(expected.size() > 6, expected::toString);
        expected.forEach((name, value) -> near(value, Objects.requireNonNull(found.get(name))));
    }

    /** Sums over rows of X in another layout are made in another order, of 30 products at most: 64 roundings at values of one size. */
    private static void near(double expected, double found) {
        assertEquals(expected, found, Double.isNaN(expected) ? 1 : 1e-12 * Math.abs(expected));
    }
}
