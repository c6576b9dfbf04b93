package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.data.Classes;
import dev.steepest.data.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels as people have them: any two values, in any form, give the model that 0 and 1 give, and come back by their names. */
class LabelsTest {

    private static final String ROWS = "1,2,N\n2,1,N\n3,4,P\n5,1,P\n4,4,P\n2,5,N\n";

    @TempDir
    Path dir;

    private Path file(String name, String negative, String positive) throws IOException {
        return Files.writeString(
                dir.resolve(name), "a,b,y\n" + ROWS.replace("N", negative).replace("P", positive));
    }

    private static Run fit(Path data, Object... options) {
        Object[] arguments = new Object[options.length + 11];
        List<Object> first = List.of(
                "fit",
                data,
                "--target=y",
                "--loss=logistic",
                "--intercept",
                "--standardize",
                "--penalty=l2",
                "--strength=0.1");
        for (int i = 0; i < first.size(); i++) {
            arguments[i] = first.get(i);
        }
        arguments[first.size()] = "--json";
        arguments[first.size() + 1] = "--quiet";
        arguments[first.size() + 2] = "--max-epochs=200";
        System.arraycopy(options, 0, arguments, first.size() + 3, options.length);
        return Run.of(arguments);
    }

    @Test
    void anyTwoValuesAreLabels() throws IOException {
        Map<String, Object> expected = fit(file("01.csv", "0", "1")).json();
        for (List<String> labels : List.of(
                List.of("no", "yes"),
                List.of("false", "true"),
                List.of("1", "2"),
                List.of("-1", "1"),
                List.of("-0.5", "1e3"),
                List.of("0", "1"),
                List.of("10", "9 a"))) {
            Path data = file("labels.csv", labels.get(0), labels.get(1));
            Path model = dir.resolve("m.json");
            Run run = fit(data, "--model", model);
            assertEquals(Exit.DONE, run.code(), run.err());
            assertEquals(expected.get("theta"), run.json().get("theta"), labels::toString);
            assertEquals(expected.get("intercept"), run.json().get("intercept"));

            Run classes = Run.of("predict", "--model", model, data, "--output=class");
            assertEquals(Exit.DONE, classes.code(), classes.err());
            List<Double> scores = numbers(Run.of("predict", "--model", model, data, "--output=score"));
            List<String> named = classes.out().lines().toList();
            assertEquals(6, named.size());
            for (int i = 0; i < named.size(); i++) {
                String label = scores.get(i) > 0 ? labels.get(1) : labels.get(0);
                boolean number = labels.get(1).matches("[-0-9.e]+");
                assertEquals(number ? String.valueOf(Double.parseDouble(label)) : label, named.get(i));
            }
            assertTrue(named.stream().distinct().count() == 2, named::toString);
            List<Double> probabilities = numbers(Run.of("predict", "--model", model, data, "--output=probability"));
            assertEquals(numbers(Run.of("predict", "--model", model, data)), probabilities);
            for (int i = 0; i < scores.size(); i++) {
                // exp, a sum and a quotient round by at most an ulp each.
                assertEquals(1 / (1 + Math.exp(-scores.get(i))), probabilities.get(i), 4 * Math.ulp(1.0));
            }
        }
    }

    private static List<Double> numbers(Run run) {
        assertEquals(Exit.DONE, run.code(), run.err());
        return run.out().lines().map(Double::valueOf).toList();
    }

    /** The other class, the other sign: of all sums, too. */
    @Test
    void whichLabelIsThePositiveOne() throws IOException {
        Path data = file("labels.csv", "no", "yes");
        List<?> yes = (List<?>) fit(data).json().get("theta");
        List<?> no = (List<?>) fit(data, "--positive=no").json().get("theta");
        for (int j = 0; j < yes.size(); j++) {
            assertEquals((double) yes.get(j), -(double) no.get(j), 1e-9);
        }
        refused("the target 'y' has no value 'maybe': it has 'no', 'yes'", fit(data, "--positive=maybe"));
        refused(
                "--positive=yes belongs to a loss of labels, this is loss=squared",
                Run.of("fit", data, "--target=y", "--positive=yes"));
    }

    @Test
    void theValidationHasTheSameLabels() throws IOException {
        Path data = file("labels.csv", "no", "yes");
        Run same = fit(data, "--validation", file("other.csv", "no", "yes"));
        Path numbers = file("01.csv", "0", "1");
        assertEquals(
                fit(numbers, "--validation", numbers).json().get("validationCost"),
                same.json().get("validationCost"));
        refused(
                "the target 'y' is 'on' in row=2, neither 'no' nor 'yes'",
                fit(data, "--validation", file("other.csv", "no", "on")));
    }

    @Test
    @Tag("jvm") // an image has no DuckDB
    void labelsOfAQuery() throws IOException {
        Path data = file("labels.csv", "no", "yes");
        Path model = dir.resolve("m.json");
        String sql = "SELECT a, b, y FROM '" + data + "'";
        Run run = Run.of(
                "fit",
                sql,
                "--target=y",
                "--loss=logistic",
                "--penalty=l2",
                "--strength=0.1",
                "--json",
                "--model",
                model);
        Run csv = Run.of("fit", data, "--target=y", "--loss=logistic", "--penalty=l2", "--strength=0.1", "--json");
        assertEquals(csv.json().get("theta"), run.json().get("theta"), run.err());
        assertEquals(new Classes("no", "yes"), ModelFile.read(model).classes());
        Run evaluated = Run.of("evaluate", "--model", model, sql, "--target=y", "--json");
        assertEquals(
                Run.of("evaluate", "--model", model, data, "--target=y", "--json")
                        .json(),
                evaluated.json());
    }

    @Test
    void whatIsNoLabel() throws IOException {
        Path three = Files.writeString(dir.resolve("three.csv"), "a,y\n1,red\n2,blue\n3,green\n");
        refused(
                "the target 'y' has 3 different values: 'blue', 'green', 'red'; labels have two (SQL makes two of them), other"
                        + " targets another loss",
                fit(three));
        Path numbers = Files.writeString(dir.resolve("numbers.csv"), "a,y\n1,1\n2,2\n3,3\n");
        refused("the target 'y' has 3 different values: '1', '2', '3'; labels have two", fit(numbers));
        refused("the target 'y' has one value only, 'yes': labels have two", fit(file("one.csv", "yes", "yes")));
        refused(
                "line=2 column=1 'y': 'red' is not a number: --loss logistic takes two labels of any kind",
                Run.of("fit", three, "--target=y"));
        Path model = dir.resolve("m.json");
        assertEquals(
                Exit.DONE, fit(file("l.csv", "no", "yes"), "--model", model).code());
        refused(
                "--out=" + dir.resolve("c.npy") + " holds numbers, the classes are text: write a .csv file",
                Run.of(
                        "predict",
                        "--model",
                        model,
                        file("d.csv", "0", "1"),
                        "--output=class",
                        "--out",
                        dir.resolve("c.npy")));
        Path plain = dir.resolve("plain.json");
        assertEquals(
                Exit.DONE,
                Run.of("fit", file("n.csv", "0", "1"), "--target=y", "--model", plain)
                        .code());
        refused(
                "--output=class: a model of loss=squared has none",
                Run.of("predict", "--model", plain, file("d.csv", "0", "1"), "--output=class"));
    }

    private static void refused(String part, Run run) {
        assertEquals(Exit.REFUSED, run.code(), run.out());
        assertTrue(run.err().contains(part), run.err());
        assertEquals(1, run.err().lines().count());
    }
}
