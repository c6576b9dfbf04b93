package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Vector;
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
 * Every loss with every penalty and with bounds reaches, on real data, the least cost that interior points find (losses-penalties.csv, made by
 * losses-penalties.py, which tells versions and duality gaps): to a millionth.
 */
class LossPenaltyTest {

    /** What is not zero in the references is above this, in coefficients of standardised features: losses-penalties.py holds it. */
    private static final double LEAST_COEFFICIENT = 1e-4;

    static Stream<Reference> references() throws IOException {
        try (InputStream in = LossPenaltyTest.class.getResourceAsStream("/losses-penalties.csv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().skip(2).map(Reference::parse);
        }
    }

    static Stream<Reference> smooth() throws IOException {
        return references().filter(reference -> !reference.hasKinks());
    }

    static Stream<Reference> kinked() throws IOException {
        return references().filter(Reference::hasKinks);
    }

    @Test
    void thereAreReferences() throws IOException {
        assertEquals(9 * 8, references().count());
        // what the references leave open is a thousandth of what is asked
        assertTrue(references().allMatch(reference -> Math.abs(reference.gap) <= 1e-9 * Math.abs(reference.cost)));
    }

    /** The same coefficients are exactly zero. */
    @ParameterizedTest
    @MethodSource("smooth")
    void smoothLossesReachTheOptimum(Reference reference) {
        for (Optimizer optimizer : List.of(Optimizer.accelerated(), Optimizer.barzilaiBorwein())) {
            // of Poisson e^z is at most some 350 and so is L, but for the largest eigenvalue of XᵀX/m, which is 4
            GradientDescent descent = reference.loss.hasAutomaticRate()
                    ? GradientDescent.batch()
                    : GradientDescent.batch().learningRate(0.5e-3);
            try (Arena arena = Arena.ofConfined()) {
                Fit fit = reference.fit(
                        reference
                                .of(descent)
                                .optimizer(optimizer)
                                .maxEpochs(100_000)
                                .until(Convergence.gradientNorm(1e-9 * Math.abs(reference.cost))),
                        arena);
                reference.check(fit);
                double[] theta = fit.theta().toArray();
                for (int j = 0; j < theta.length; j++) {
                    assertEquals(reference.theta[j] == 0, theta[j] == 0, optimizer + " " + fit);
                }
            }
        }
    }

    /** At a kink steps of any rate go to and fro, so coefficients whose place is zero are about zero. */
    @ParameterizedTest
    @MethodSource("kinked")
    void lossesWithKinksReachTheOptimum(Reference reference) {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = reference.data(arena);
            Matrix x = reference.columns(data, arena);
            Vector equal = LossReferenceTest.weights(true, x.rows(), arena);
            Fit fit = LossReferenceTest.descendByStages(reference.of(GradientDescent.batch()), x, data.y(), equal);
            reference.check(fit);
            double[] theta = fit.theta().toArray();
            double[] scales = fit.standardization().orElseThrow().scales();
            for (int j = 0; j < theta.length; j++) {
                boolean isZero = Math.abs(theta[j] * scales[j]) < LEAST_COEFFICIENT;
                assertEquals(reference.theta[j] == 0, isZero, "j=" + j + " " + fit + " " + Arrays.toString(scales));
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Reference(
            String file,
            String target,
            Loss loss,
            Penalty penalty,
            double lower,
            double upper,
            double cost,
            double gap,
            double[] theta) {

        static Reference parse(String line) {
            String[] fields = line.split(",", -1);
            double[] numbers = Stream.of(fields)
                    .skip(4)
                    .limit(6)
                    .mapToDouble(field -> Double.parseDouble(field.replace("inf", "Infinity")))
                    .toArray();
            return new Reference(
                    fields[0],
                    fields[1],
                    Loss.parse(fields[2]),
                    PenaltyTest.Reference.penalty(fields[3], numbers[0], numbers[1]),
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    Stream.of(fields[10].split(" ", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }

        boolean hasKinks() {
            return !loss.hasAutomaticRate() && !loss.toString().equals("poisson");
        }

        GradientDescent of(GradientDescent descent) {
            return descent.loss(loss)
                    .penalty(penalty)
                    .bounds(lower, upper)
                    .intercept()
                    .standardize();
        }

        ExampleData data(Arena arena) {
            return ExampleData.read(arena, file.replace(".csv", ""), target);
        }

        Matrix columns(ExampleData data, Arena arena) {
            return target.equals("benign") ? LossReferenceTest.columns(data, arena) : data.x();
        }

        Fit fit(GradientDescent descent, Arena arena) {
            ExampleData data = data(arena);
            return descent.fit(columns(data, arena), data.y());
        }

        void check(Fit fit) {
            assertTrue(
                    fit.cost() >= cost - 1e-9 * Math.abs(cost), () -> fit.cost() + " is less than the least " + cost);
            assertTrue(
                    fit.cost() - cost <= 1e-6 * Math.abs(cost),
                    () -> fit.cost() + " exceeds " + cost + " by " + (fit.cost() - cost) / cost + ": " + fit.message());
            for (double value : fit.theta().toArray()) {
                assertTrue(value >= lower && value <= upper, fit::toString);
            }
        }

        @Override
        public String toString() {
            return loss + " " + penalty + " from " + lower + " to " + upper;
        }
    }
}
