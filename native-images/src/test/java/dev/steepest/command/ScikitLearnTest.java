package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** λ of the guide's table gives the coefficients that scikit-learn gives for its alpha or C (strength.py), with weights. */
class ScikitLearnTest {

    private static final Path EXAMPLES = Path.of("..", "examples");

    static List<List<String>> estimators() throws IOException {
        try (InputStream lines = Objects.requireNonNull(ScikitLearnTest.class.getResourceAsStream("strength.csv"))) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
        }
    }

    /**
     * J is λ-strongly convex in the coefficients of scaled features: where it is above its least value by ε they are at most √(2ε/λ) from
     * the best ones. ε is what the fit tells is left; scikit-learn's tolerances were the smaller ones, so both are within that distance. A factor of two
     * leads farther away.
     */
    @ParameterizedTest
    @MethodSource("estimators")
    void theFactorIsRight(List<String> row) throws IOException {
        String estimator = row.get(0);
        double[] scales = numbers(row.get(6));
        double[] coefficients = numbers(row.get(7));
        double strength = strength(estimator, number(row, 1), number(row, 2), sum(row.get(3), row.get(5)));

        Fitted fitted = fit(row, strength);
        Fitted other = fit(row, 2 * strength);

        assertTrue(distance(fitted, scales, coefficients) <= 2 * fitted.bound, () -> fitted + " " + row);
        assertTrue(distance(other, scales, coefficients) > 2 * other.bound, () -> other + " " + row);
    }

    private static double strength(String estimator, double given, double sigma, double weight) {
        return switch (estimator) {
            case "Ridge" -> 2 * given / weight;
            case "HuberRegressor" -> given * sigma / weight;
            case "PoissonRegressor" -> given;
            default -> 1 / (given * weight);
        };
    }

    private static List<String> loss(String estimator, double sigma) {
        return switch (estimator) {
            case "LogisticRegression" -> List.of("--loss=logistic");
            case "LinearSVC(hinge)" -> List.of("--loss=hinge", "--no-intercept");
            case "LinearSVC" -> List.of("--loss=squared-hinge", "--no-intercept");
            case "LinearSVR" -> List.of("--loss=epsilon-insensitive:5", "--no-intercept");
            case "Ridge" -> List.of("--loss=squared");
            case "HuberRegressor" -> List.of("--loss=huber:" + 1.5 * sigma);
            case "PoissonRegressor" -> List.of("--loss=poisson");
            default -> throw new AssertionError(estimator);
        };
    }

    private static Fitted fit(List<String> row, double strength) {
        List<Object> arguments = new ArrayList<>(List.of("fit", EXAMPLES.resolve(row.get(3))));
        arguments.addAll(List.of("--target", row.get(4), "--weights", row.get(5), "--penalty", "l2"));
        arguments.addAll(List.of("--strength", strength, "--remaining", 1e-9, "--json"));
        arguments.addAll(loss(row.get(0), number(row, 2)));
        Run run = Run.of(arguments.toArray());
        assertEquals(Exit.DONE, run.code(), run.err());
        double left = (double) run.json().get("remaining")
                * Math.abs((double) run.json().get("cost"));
        return new Fitted(Json.doubles(run.json().get("theta")), Math.sqrt(2 * left / strength));
    }

    private static double distance(Fitted fitted, double[] scales, double[] coefficients) {
        double sum = 0;
        for (int j = 0; j < scales.length; j++) {
            double difference = fitted.theta[j] * scales[j] - coefficients[j];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static double sum(String file, String column) throws IOException {
        List<String> lines = Files.readAllLines(EXAMPLES.resolve(file));
        int at = List.of(lines.get(0).split(",", -1)).indexOf(column);
        return lines.stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[at]))
                .sum();
    }

    private static double number(List<String> row, int at) {
        return Double.parseDouble(row.get(at));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** θ in the units of the data, and how far it may be from the best one in scaled units. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Fitted(double[] theta, double bound) {

        @Override
        public String toString() {
            return "bound=" + bound + " theta=" + Arrays.toString(theta);
        }
    }
}
