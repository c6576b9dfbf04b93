package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each piece of advice is given by a run of the command, followed by the letter, and the model is a better one. */
class AdviceTest {

    private static final Pattern LEAVE_OUT = Pattern.compile("(?:leave out|without) (--[a-z-]+(?: and --[a-z-]+)*)");

    private static final Pattern OPTION = Pattern.compile("(--[a-z0-9-]+)(?: ([a-z0-9.-]*[a-z0-9]))?");

    /** Options that take no value. */
    private static final Set<String> SWITCHES = Set.of("--intercept", "--standardize");

    private static final Path EXAMPLES = Path.of("..", "examples");

    private static final Path LINNERUD = EXAMPLES.resolve("linnerud.csv");

    private static final int OTHERS = 500;

    @TempDir
    private Path folder = Path.of("");

    /** What a row holds by the numbers that chance has drawn for it. */
    private interface Row {
        double[] of(Random random);
    }

    /** A run of {@code fit --json}. */
    private record Told(List<String> arguments, int code, Map<String, Object> json) {

        static Told of(List<String> arguments) {
            List<Object> all = new ArrayList<>(arguments);
            all.addFirst("fit");
            all.add("--json");
            Run run = Run.of(all.toArray());
            return new Told(arguments, run.code(), run.json());
        }

        List<String> advice() {
            return ((List<?>) json.get("advice")).stream().map(Object::toString).toList();
        }

        double cost() {
            return (double) json.get("cost");
        }

        boolean converged() {
            return (boolean) json.get("converged");
        }

        double metric(String name) {
            return (double) ((Map<?, ?>) ((Map<?, ?>) json.get("metrics")).get("training")).get(name);
        }

        /** The one of this beginning. */
        String advice(String beginning) {
            List<String> found = advice().stream()
                    .filter(sentence -> sentence.startsWith(beginning))
                    .toList();
            assertEquals(1, found.size(), () -> arguments + " " + json);
            assertTrue(advice().size() <= 2, () -> advice().toString());
            return found.getFirst();
        }

        /** What comes of doing what a sentence says, and nothing else. It is not said again. */
        Told followed(String sentence) {
            List<String> following = new ArrayList<>(arguments);
            LEAVE_OUT
                    .matcher(sentence)
                    .results()
                    .flatMap(match -> Pattern.compile(" and ").splitAsStream(match.group(1)))
                    .forEach(option -> leaveOut(option, following));
            List<MatchResult> options = OPTION.matcher(
                            LEAVE_OUT.matcher(sentence).replaceAll(""))
                    .results()
                    .toList();
            for (MatchResult option : options) {
                String name = option.group(1);
                following.removeIf(given -> given.equals("--no-" + name.substring(2)) || given.startsWith(name + "="));
                following.add(SWITCHES.contains(name) ? name : name + "=" + option.group(2));
            }
            Told told = of(following);
            for (String again : told.advice()) {
                assertFalse(options.stream().anyMatch(option -> again.contains(option.group(1))), again);
            }
            return told;
        }

        private static void leaveOut(String option, List<String> following) {
            assertTrue(following.removeIf(given -> given.startsWith(option + "=")), option + " was not given");
        }
    }

    private static Told fit(Object data, String... arguments) {
        List<String> all = new ArrayList<>(List.of(data.toString()));
        all.addAll(List.of(arguments));
        return Told.of(all);
    }

    /** That line of advice, followed, makes the cost lower and the fit converge. */
    private static Told assertConverges(Told first, String beginning) {
        assertFalse(first.converged(), () -> first.json().toString());
        Told second = first.followed(first.advice(beginning));
        assertTrue(second.converged(), () -> second.arguments() + " " + second.json());
        assertTrue(second.cost() < first.cost(), () -> first.cost() + " " + second.cost());
        return second;
    }

    /** The cost is at least so much lower. */
    private static void assertLower(Told first, String beginning, double share) {
        Told second = first.followed(first.advice(beginning));
        assertTrue(second.cost() < first.cost() * (1 - share), () -> first.cost() + " " + second.cost());
    }

    @Test
    void scale() throws IOException {
        Path data = write("sizes.csv", "a,b,y", 100, random -> {
            double a = random.nextGaussian();
            double b = 1000 * random.nextGaussian();
            return new double[] {a, b, 1 + a + b / 1000 + 0.1 * random.nextGaussian()};
        });
        Told plain = fit(data, "--target=y", "--no-standardize", "--optimizer=plain");
        assertConverges(plain, "The features have different sizes, standard deviations from ");
        // either way out will do
        assertConverges(plain, "The fit is not at the optimum");
        // a cost that hardly changes, far above the least
        Path extreme = write("extreme.csv", "a,b,c,y", 100, random -> {
            double[] u = random.doubles(3).toArray();
            return new double[] {1e-8 * u[0], u[1], 1e8 * u[2], 10 * (u[0] + u[1] + u[2])};
        });
        Told still = fit(extreme, "--target=y", "--no-standardize", "--optimizer=plain");
        assertEquals("COST_CHANGE", still.json().get("reason"));
        assertConverges(still, "The features have different sizes, standard deviations from ");
        // a column of ones has no size
        Path ones = write("ones.csv", "one,a,b,y", 100, random -> {
            double[] u = random.doubles(2, -1000, 1000).toArray();
            return new double[] {1, u[0], u[1], u[0] + u[1] + 5};
        });
        Told alike =
                fit(ones, "--target=y", "--no-standardize", "--no-intercept", "--optimizer=plain", "--max-epochs=9");
        assertEquals(1, alike.advice().size());
        alike.advice("The fit is not at the optimum");
        // features alike, or a descent that copes: nothing to say
        assertEquals(List.of(), fit(data, "--target=y", "--no-standardize").advice());
        assertEquals(List.of(), fit(data, "--target=y", "--optimizer=plain").advice());
    }

    @Test
    void interceptWhereTheMeanIsBetter() throws IOException {
        Path data = write("far.csv", "a,b,y", 100, random -> {
            double a = random.nextGaussian();
            double b = 3 + random.nextGaussian();
            return new double[] {a, b, 10 + 2 * a - b + random.nextGaussian()};
        });
        Told none = fit(data, "--target=y", "--no-intercept");
        assertTrue(none.converged() && none.metric("r2") < 0, () -> none.json().toString());
        Told followed = none.followed(none.advice("The mean of the target alone predicts it better"));
        assertTrue(followed.metric("r2") > 0.5, () -> followed.json().toString());
    }

    /** Not at the optimum either: the two lines that matter most, of which the first counts most. */
    @Test
    void interceptFirst() {
        Told textbook = fit(
                LINNERUD,
                "--target=weight",
                "--no-intercept",
                "--no-standardize",
                "--optimizer=plain",
                "--max-epochs=1000");
        assertTrue(textbook.metric("r2") < -10, () -> textbook.json().toString());
        List<String> advice = textbook.advice();
        assertEquals(2, advice.size());
        assertTrue(advice.get(0).startsWith("The mean of the target alone"), advice::toString);
        assertTrue(advice.get(1).startsWith("The features have different sizes"), advice::toString);
        assertLower(textbook, "The mean of the target alone", 0);
        assertConverges(textbook, "The features have different sizes");
    }

    /** The share of the cost that is told is one that is taken off. */
    @Test
    void interceptWhereItIsKnownToPay() throws IOException {
        Path labels = write("labels.csv", "a,b,y", 100, random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, 1.5 + 2 * a - b + random.nextGaussian() > 0 ? 1 : 0};
        });
        Told logistic = fit(labels, "--target=y", "--no-intercept", "--loss=logistic");
        assertLower(logistic, "Predictions are off by ", share(logistic));

        Path numbers = write("numbers.csv", "a,y", 200, random -> {
            double a = random.nextGaussian();
            return new double[] {a, 1 + 2 * a + random.nextGaussian()};
        });
        Told squared = fit(numbers, "--target=y", "--no-intercept");
        assertTrue(squared.metric("r2") > 0.5);
        assertLower(squared, "Predictions are off by ", share(squared));

        Path counts = counts("counts.csv");
        Told poisson = fit(counts, "--target=y", "--no-intercept", "--loss=poisson");
        Told followed = poisson.followed(poisson.advice("Predictions are off by "));
        // the whole share, and all that the coefficients gain besides
        double before = poisson.metric("meanDeviance");
        double after = followed.metric("meanDeviance");
        assertTrue(share(poisson) > 0.1 && after < before * (1 - share(poisson)), () -> before + " " + after);
        assertTrue(
                poisson.advice().getFirst().endsWith(" % off the deviance."),
                () -> poisson.advice().toString());
    }

    private static double share(Told told) {
        String sentence = told.advice("Predictions are off by ");
        return Double.parseDouble(sentence.replaceAll(".*at least | % off.*", "")) / 100;
    }

    /** Chance would make as much of it. */
    @Test
    void noInterceptWhereThereIsNone() throws IOException {
        Path data = write("through.csv", "a,b,y", 20, random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, 2 * a - b + random.nextGaussian()};
        });
        Told told = fit(data, "--target=y", "--no-intercept");
        assertTrue(told.cost() > fit(data, "--target=y").cost() * 1.01, "chance takes more than a hundredth off");
        assertEquals(List.of(), told.advice());
    }

    @Test
    void epochs() {
        assertConverges(fit(Run.DIABETES, "--target=target", "--max-epochs=3"), "The cost was still falling");
        assertConverges(
                fit(Run.DIABETES, "--target=target", "--max-epochs=5", "--method=stochastic"),
                "The cost was still falling");
    }

    @Test
    void anotherOptimizerOrRate() throws IOException {
        String begins = "The fit is not at the optimum";
        Path counts = counts("counts.csv");
        for (String[] given : new String[][] {
            {"--learning-rate=0.0001"},
            {"--learning-rate=0.001", "--max-epochs=50", "--optimizer=momentum", "--clip=0.5"},
            {"--learning-rate=0.001", "--max-epochs=50", "--schedule=inverse-sqrt"}
        }) {
            List<String> arguments = new ArrayList<>(List.of("--target=y", "--loss=poisson"));
            arguments.addAll(List.of(given));
            assertConverges(fit(counts, arguments.toArray(String[]::new)), begins);
        }
        for (String optimizer : List.of("plain", "nesterov", "backtracking")) {
            assertConverges(
                    fit(Run.DIABETES, "--target=target", "--optimizer=" + optimizer, "--max-epochs=100"), begins);
        }
        assertConverges(
                fit(
                        Run.DIABETES,
                        "--target=target",
                        "--loss=quantile:0.5",
                        "--learning-rate=0.01",
                        "--max-epochs=4000"),
                begins);
        // steps over single rows end near the optimum of a loss with kinks, not at it
        Told rows = fit(
                Run.DIABETES,
                "--target=target",
                "--loss=epsilon-insensitive:5",
                "--method=stochastic",
                "--learning-rate=0.01",
                "--max-epochs=50");
        assertLower(rows, begins, 0.05);
    }

    @Test
    void stepsOverFewRows() throws IOException {
        assertConverges(
                fit(
                        counts("counts.csv"),
                        "--target=y",
                        "--loss=poisson",
                        "--method=mini-batch",
                        "--batch-size=20",
                        "--sampling=with-replacement",
                        "--optimizer=dog",
                        "--max-epochs=20"),
                "Steps over few rows go about the optimum");
    }

    @Test
    void ends() {
        String begins = "The fit is not at the optimum";
        assertConverges(fit(Run.DIABETES, "--target=target", "--tolerance=0.01"), begins);
        assertConverges(
                fit(
                        Run.DIABETES,
                        "--target=target",
                        "--tolerance=0.1",
                        "--tolerance-epochs=3",
                        "--gradient-tolerance=10"),
                begins);
    }

    @Test
    void tooLongSteps() throws IOException {
        Told diverged = fit(Run.DIABETES, "--target=target", "--learning-rate=10", "--schedule=inverse-scaling:0.001");
        assertEquals(Exit.DIVERGED, diverged.code());
        assertEquals(
                Exit.DONE, assertConverges(diverged, "The steps were too long").code());
        Told poisson = fit(counts("counts.csv"), "--target=y", "--loss=poisson", "--learning-rate=0.5");
        assertEquals(Exit.DIVERGED, poisson.code());
        assertEquals(
                Exit.DONE, assertConverges(poisson, "The steps were too long").code());

        Row row = random -> new double[] {random.nextGaussian(), random.nextGaussian()};
        Path huge = write("huge.csv", "a,y", 20, random -> new double[] {1e200 * row.of(random)[0], row.of(random)[1]});
        Told none = fit(huge, "--target=y");
        assertEquals(Exit.DIVERGED, none.code());
        none.advice("The cost was not finite at the start: look for values of X or the target that are far too large");
        Path larger = write("larger.csv", "a,y", 20, row);
        Told followed = fit(larger, "--target=y");
        assertTrue(followed.converged() && followed.metric("r2") > none.metric("r2"));
    }

    /** Judged by other rows of the same kind. */
    @Test
    void separableLabels() throws IOException {
        Row row = random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, a + b + 0.3 * random.nextGaussian() > 0 ? 1 : 0};
        };
        Path data = write("few.csv", "a,b,y", 30, row);
        Told free = fit(data, "--target=y", "--loss=logistic");
        assertEquals(1.0, free.metric("accuracy"));
        String advice = free.advice("The labels are separable: the best coefficients are infinite. Add a penalty");
        assertTrue(advice.endsWith(" --penalty l2 --strength 0.0333."), advice);
        Told penalized = free.followed(advice);
        assertTrue(penalized.converged());
        assertTrue(
                largest(penalized) < 10 && largest(free) > 100,
                () -> free.json().get("theta") + " " + penalized.json().get("theta"));
        assertFewer(free, penalized, "a,b,y", row, metrics -> (double) metrics.get("logLoss"));
    }

    private static double largest(Told told) {
        return Arrays.stream(Json.doubles(told.json().get("theta")))
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    @Test
    void moreFeaturesThanRows() throws IOException {
        int features = 60;
        String names = IntStream.range(0, features).mapToObj(j -> "x" + j).collect(Collectors.joining(",")) + ",y";
        Row row = random -> {
            double[] values = random.doubles(features + 1L, -1, 1).toArray();
            values[features] = values[0] + values[1] + values[2] + 0.3 * random.nextGaussian();
            return values;
        };
        Path data = write("wide.csv", names, 30, row);
        Told free = fit(data, "--target=y");
        Told penalized = free.followed(free.advice("There are 60 features and no more than 30 rows"));
        assertFewer(free, penalized, names, row, metrics -> (double) metrics.get("rmse"));
    }

    /** What is counted for other rows is less with the second model than with the first. */
    private void assertFewer(
            Told first, Told second, String names, Row row, ToDoubleFunction<Map<String, Object>> measure)
            throws IOException {
        Path others = write("others.csv", names, OTHERS, row);
        double[] measured = new double[2];
        for (int i = 0; i < 2; i++) {
            Path model = folder.resolve("model.json");
            List<Object> fit = new ArrayList<>((i == 0 ? first : second).arguments());
            fit.addFirst("fit");
            fit.add("--model=" + model);
            assertEquals(Exit.DONE, Run.of(fit.toArray()).code());
            Run told = Run.of("evaluate", "--model", model, others, "--target=y", "--json");
            assertEquals(Exit.DONE, told.code(), told::err);
            measured[i] = measure.applyAsDouble(told.json());
            Files.delete(model);
        }
        assertTrue(measured[1] < measured[0], () -> Arrays.toString(measured));
    }

    @Test
    void rareLabels() throws IOException {
        Path data = write("rare.csv", "a,b,y", 400, random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, a + b / 2 + random.nextGaussian() > 2.3 ? 1 : 0};
        });
        for (String loss : List.of("logistic", "squared-hinge")) {
            Told told = fit(data, "--target=y", "--loss=" + loss);
            Told balanced = told.followed(told.advice("Of the rarer label, "));
            assertTrue(
                    balanced.metric("balancedAccuracy") > told.metric("balancedAccuracy") + 0.1,
                    () -> told.json() + " " + balanced.json());
        }
        // rows held out, labels the other way round: as well
        Path turned = write("turned.csv", "a,b,y", 400, random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, a + b / 2 + random.nextGaussian() > 2.3 ? -1 : 1};
        });
        Told told = fit(turned, "--target=y", "--loss=logistic", "--validation-fraction=0.2");
        assertLabelsFound(told, told.followed(told.advice("Of the rarer label, ")));
    }

    private static void assertLabelsFound(Told told, Told balanced) {
        assertTrue(balanced.metric("balancedAccuracy") > told.metric("balancedAccuracy") + 0.1);
    }

    @Test
    void constantTargets() throws IOException {
        Path data = write("constant.csv", "a,y,z", 50, random -> {
            double a = random.nextGaussian();
            return new double[] {a, 1, a + 0.1 * random.nextGaussian()};
        });
        String begins = "The target is the same in all rows: there is nothing to learn. Is --target y the column";
        Told constant = fit(data, "--target=y");
        constant.advice(begins);
        assertNull(((Map<?, ?>) ((Map<?, ?>) constant.json().get("metrics")).get("training")).get("r2"));
        assertTrue(fit(data, "--target=z").metric("r2") > 0.9);
    }

    @Test
    void targetsThatHardlyVary() throws IOException {
        Path data = write("far.csv", "a,b,y", 100, random -> {
            double a = random.nextGaussian();
            double b = random.nextGaussian();
            return new double[] {a, b, 1e14 + a + b / 2 + 0.3 * random.nextGaussian()};
        });
        Told far = fit(data, "--target=y");
        far.advice("The target hardly varies: its standard deviation is 1.");
        Told near = fit("SELECT * REPLACE (y - 1e14 AS y) FROM '" + data + "'", "--target=y");
        assertEquals(List.of(), near.advice());
        assertTrue(near.converged() && !far.converged() && near.cost() < far.cost());
    }

    /** What there is to say has been done, or should not be. */
    @Test
    void silence() throws IOException {
        Path counts = counts("counts.csv");
        Path labels = EXAMPLES.resolve("breast-cancer.csv");
        Path ones = write("ones.csv", "a,b", 20, random -> new double[] {random.nextGaussian(), 1});
        for (List<Object> quiet : List.<List<Object>>of(
                List.of(Run.DIABETES, "--target=target"),
                List.of(Run.DIABETES, "--target=target", "--method=stochastic"),
                List.of(Run.DIABETES, "--target=target", "--loss=quantile:0.9"),
                List.of(Run.DIABETES, "--target=target", "--penalty=weight-decay", "--strength=0.1"),
                List.of(Run.DIABETES, "--target=target", "--remaining=0.01"),
                List.of(Run.DIABETES, "--target=target", "--time-limit=1e-9"),
                List.of(Run.DIABETES, "--target=target", "--validation-fraction=0.2"),
                List.of(Run.DIABETES, "--target=target", "--validation-fraction=0.2", "--max-epochs=2"),
                List.of(Run.DIABETES, "--target=target", "--validation-fraction=0.2", "--no-intercept"),
                List.of(ones, "--target=b", "--no-intercept"),
                List.of(labels, "--target=benign", "--loss=logistic"),
                List.of(counts, "--target=y", "--loss=poisson"))) {
            Told told = Told.of(quiet.stream().map(Object::toString).toList());
            assertEquals(List.of(), told.advice(), quiet::toString);
        }
    }

    /** The same optimizer by its own name is none to advise. */
    @Test
    void whatRanIsNotAdvised() {
        for (String[] given : new String[][] {
            {"--optimizer=lbfgs"},
            {"--optimizer=accelerated", "--penalty=l1", "--strength=1"},
            {"--optimizer=svrg", "--method=stochastic"}
        }) {
            List<String> arguments = new ArrayList<>(List.of("--target=target", "--max-epochs=3"));
            arguments.addAll(List.of(given));
            Told told = fit(Run.DIABETES, arguments.toArray(String[]::new));
            assertEquals(1, told.advice().size());
            assertConverges(told, "The cost was still falling");
        }
    }

    /** Time is not to be had by more epochs; a descent that needs fewer is another matter. */
    @Test
    void afterATimeLimit() {
        Told told = fit(Run.DIABETES, "--target=target", "--time-limit=1e-9", "--no-standardize", "--optimizer=plain");
        assertEquals("TIME_LIMIT", told.json().get("reason"));
        assertEquals(2, told.advice().size());
        told.advice("The features have different sizes");
        told.advice("The fit is not at the optimum");
        assertFalse(told.advice().toString().contains("--max-epochs"));
    }

    @Test
    @Tag("jvm") // it is this thread that is interrupted
    void afterAnInterruption() {
        Thread.currentThread().interrupt();
        Run run = Run.inside("fit", Run.DIABETES, "--target=target", "--optimizer=plain", "--no-standardize", "--json");
        assertEquals(Exit.INTERRUPTED, run.code());
        assertEquals(List.of(), run.json().get("advice"));
    }

    /** The same sentences for people, for programs and in the report. */
    @Test
    void whereItStands() throws IOException {
        Path report = folder.resolve("report.html");
        Told told = fit(Run.DIABETES, "--target=target", "--max-epochs=3");
        String advice = told.advice("The cost was still falling");
        Run text = Run.of("fit", Run.DIABETES, "--target=target", "--max-epochs=3", "--report", report);
        assertTrue(text.out().endsWith("\ntry next        " + advice + "\n"), text::out);
        assertTrue(Files.readString(report).contains("\"advice\":[\"" + advice + "\"]"));
        Run well = Run.of("fit", Run.DIABETES, "--target=target");
        assertFalse(well.out().contains("try next"), well::out);
    }

    private Path counts(String name) throws IOException {
        return write(name, "a,b,y", 200, random -> {
            double a = random.nextGaussian();
            double b = 30 * random.nextGaussian();
            double limit = StrictMath.exp(-StrictMath.exp(1 + a / 2 + b / 100));
            int count = -1;
            for (double product = 1; product > limit; count++) {
                product *= random.nextDouble();
            }
            return new double[] {a, b, count};
        });
    }

    /** Files of different names have different rows of the same kind. */
    private Path write(String name, String names, int rows, Row row) throws IOException {
        Random random = new Random(name.hashCode());
        String text = IntStream.range(0, rows)
                .mapToObj(i ->
                        Arrays.stream(row.of(random)).mapToObj(Double::toString).collect(Collectors.joining(",")))
                .collect(Collectors.joining("\n", names + "\n", "\n"));
        return Files.writeString(folder.resolve(name), text);
    }
}
