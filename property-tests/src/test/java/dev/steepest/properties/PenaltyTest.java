package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Loss;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses with penalties and bounds against the optima that scikit-learn and SciPy find on the diabetes data (penalties.csv, made by penalties.py, which
 * tells the versions).
 */
class PenaltyTest {

    static Stream<Reference> references() throws IOException {
        try (InputStream in = PenaltyTest.class.getResourceAsStream("/penalties.csv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(2).map(Reference::parse);
        }
    }

    @Test
    void thereAreReferences() throws IOException {
        assertEquals(29, references().count());
    }

    /** The cost to a millionth, and the same coefficients exactly zero, by every optimizer of batch descent and by either plan. */
    @ParameterizedTest
    @MethodSource("references")
    void batchReachesTheOptimum(Reference reference) throws IOException {
        for (Optimizer optimizer : List.of(
                Optimizer.accelerated(),
                Optimizer.barzilaiBorwein(),
                Optimizer.backtracking(),
                Optimizer.plain(),
                Optimizer.momentum(0.9),
                Optimizer.nesterov(0.9))) {
            for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
                GradientDescent descent =
                        GradientDescent.batch().optimizer(optimizer).plan(plan).maxEpochs(50_000);
                check(reference, descent.until(Convergence.gradientNorm(1e-6)), Reason.GRADIENT_NORM);
            }
        }
    }

    /** Variance reduction converges at a constant rate, row by row and in mini-batches. */
    @ParameterizedTest
    @MethodSource("references")
    void varianceReductionReachesTheOptimum(Reference reference) throws IOException {
        GradientDescent descent = GradientDescent.miniBatch(16, 1)
                .optimizer(Optimizer.svrg())
                .maxEpochs(5000)
                .until(Convergence.gradientNorm(1e-3));
        check(reference, descent, Reason.GRADIENT_NORM);
    }

    private static void check(Reference reference, GradientDescent unpenalized, Reason reason) throws IOException {
        GradientDescent descent = unpenalized
                .loss(reference.loss)
                .penalty(reference.penalty)
                .bounds(reference.lower, reference.upper)
                .intercept()
                .standardize();
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "diabetes", "target");
            Fit fit = descent.fit(data.x(), data.y());
            assertEquals(reason, fit.reason(), () -> descent + " " + fit.message());
            assertEquals(reference.cost, fit.cost(), 1e-6 * reference.cost, descent::toString);
            double[] theta = fit.theta().toArray();
            for (int j = 0; j < theta.length; j++) {
                assertEquals(reference.theta[j] == 0, theta[j] == 0, descent + " θ=" + Arrays.toString(theta));
                assertTrue(theta[j] >= reference.lower && theta[j] <= reference.upper, descent::toString);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Reference(Loss loss, Penalty penalty, double lower, double upper, double cost, double[] theta) {

        static Reference parse(String line) {
            String[] fields = line.split(",", -1);
            double[] numbers = Stream.of(fields)
                    .skip(2)
                    .mapToDouble(field -> Double.parseDouble(field.replace("inf", "Infinity")))
                    .toArray();
            return new Reference(
                    loss(fields[0]),
                    penalty(fields[1], numbers[0], numbers[1]),
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    Arrays.copyOfRange(numbers, 5, numbers.length));
        }

        private static Loss loss(String name) {
            assertEquals("squared", name);
            return Loss.squared();
        }

        static Penalty penalty(String name, double strength, double l1Ratio) {
            return switch (name) {
                case "none" -> Penalty.none();
                case "l2" -> Penalty.l2(strength);
                case "l1" -> Penalty.l1(strength);
                case "elastic-net" -> Penalty.elasticNet(strength, l1Ratio);
                default -> throw new AssertionError(name);
            };
        }

        @Override
        public String toString() {
            return loss + " " + penalty + " from " + lower + " to " + upper;
        }
    }
}
