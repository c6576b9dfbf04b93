package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.LossFunction;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Schedule;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@link Optimizer#auto} without a rate, and what {@link Fit#remaining} says of it, against the least costs that interior points find
 * (losses-penalties.csv): every loss with every penalty and with bounds.
 */
class AutomaticTest {

    /**
     * Conjugate gradients end when the last three steps have added less than a tenth, so an estimate is at least so much of what is
     * left.
     */
    private static final double PART = 0.5;

    /** What the references leave open, of the cost. */
    private static final double OPEN = 1e-9;

    static Stream<LossPenaltyTest.Reference> smooth() throws IOException {
        return LossPenaltyTest.smooth();
    }

    static Stream<LossPenaltyTest.Reference> kinked() throws IOException {
        return LossPenaltyTest.kinked();
    }

    static Stream<LossPenaltyTest.Reference> references() throws IOException {
        return LossPenaltyTest.references();
    }

    static Stream<LossPenaltyTest.Reference> withoutRate() throws IOException {
        return references()
                .filter(reference -> !reference.loss().hasAutomaticRate()
                        && reference.penalty().equals(Penalty.none())
                        && reference.lower() == Double.NEGATIVE_INFINITY
                        && reference.upper() == Double.POSITIVE_INFINITY);
    }

    /** Less than a hundred passes over X; the most that any needs is 82. */
    @ParameterizedTest
    @MethodSource("smooth")
    void smoothLossesConverge(LossPenaltyTest.Reference reference) {
        try (Arena arena = Arena.ofConfined()) {
            Fit fit = reference.fit(
                    reference
                            .of(GradientDescent.batch())
                            .optimizer(Optimizer.auto())
                            .maxEpochs(100)
                            .until(Convergence.remaining(1e-6)),
                    arena);
            reference.check(fit);
            assertEquals(Reason.REMAINING, fit.reason(), fit::message);
            assertTrue(fit.converged());
        }
    }

    @ParameterizedTest
    @MethodSource("kinked")
    void lossesWithKinksComeNear(LossPenaltyTest.Reference reference) {
        try (Arena arena = Arena.ofConfined()) {
            Fit fit = reference.fit(
                    reference
                            .of(GradientDescent.batch())
                            .optimizer(Optimizer.auto())
                            .maxEpochs(1000)
                            .until(Convergence.remaining(1e-6)),
                    arena);
            double left = (fit.cost() - reference.cost()) / reference.cost();
            assertTrue(left >= -OPEN && left <= 1e-3, () -> left + " " + fit.message());
            assertTrue(!fit.converged() || left <= 1e-6 + OPEN, () -> left + " " + fit.message());
        }
    }

    /** Wherever a descent ends, a bound is above what is left, and an estimate of a smooth loss near it once little is left. */
    @ParameterizedTest
    @MethodSource("references")
    void whatIsLeftIsTold(LossPenaltyTest.Reference reference) {
        try (Arena arena = Arena.ofConfined()) {
            for (int epochs : new int[] {1, 3, 10, 30}) {
                Fit fit = reference.fit(
                        reference
                                .of(GradientDescent.batch())
                                .optimizer(Optimizer.auto())
                                .maxEpochs(epochs)
                                .until(Convergence.remaining(0)),
                        arena);
                double scale = fit.cost() - least(reference, arena);
                double left = (fit.cost() - reference.cost()) / scale;
                double open = OPEN * Math.abs(reference.cost()) / scale;
                String told = left + " " + fit.remaining() + " " + fit.message();
                boolean isNear = !reference.hasKinks() && left < (mayHold(reference) ? 1e-5 : 1e-3);
                if (fit.remainingIsBound()) {
                    assertTrue(left <= fit.remaining() * (1 + 1e-9) + open, told);
                } else if (isNear) {
                    assertTrue(PART * left <= fit.remaining() + open, told);
                    assertTrue(fit.remaining() <= left / PART + open, told);
                }
                assertEquals(fit.remaining() <= 1e-6, fit.converged(), told);
            }
        }
    }

    /** Whether coefficients are held at zero or a bound: which ones, an estimate has to know already. */
    private static boolean mayHold(LossPenaltyTest.Reference reference) {
        String name = reference.penalty().toString();
        return name.startsWith("l1")
                || name.startsWith("elastic-net")
                || reference.lower() > Double.NEGATIVE_INFINITY
                || reference.upper() < Double.POSITIVE_INFINITY;
    }

    /** The mean of the least losses that any score could have. */
    private static double least(LossPenaltyTest.Reference reference, Arena arena) {
        if (!reference.loss().equals(Loss.poisson())) {
            return 0;
        }
        double[] y = reference.data(arena).y().toArray();
        return Arrays.stream(y).map(value -> value - value * Math.log(value)).sum() / y.length;
    }

    /** Of squared loss the estimate is exact but for the steps not taken: against (J − J*)/J with J* by elimination. */
    @Test
    void theEstimateOfSquaredLossIsExact() {
        double[][] rows = {{1, 2}, {1, 3}, {1, 4}, {2, -1}};
        double[] y = {2, 5, 9, 1};
        try (Arena arena = Arena.ofConfined()) {
            Fit fit = GradientDescent.batch()
                    .learningRate(0.01)
                    .maxEpochs(5)
                    .until(Convergence.remaining(0))
                    .fit(Matrix.of(arena, rows), Vector.of(arena, y));
            double least = leastSquares(rows, y);
            assertFalse(fit.remainingIsBound());
            assertEquals((fit.cost() - least) / fit.cost(), fit.remaining(), 1e-12);
            assertTrue(Double.isNaN(GradientDescent.batch()
                    .fit(Matrix.of(arena, rows), Vector.of(arena, y))
                    .remaining()));
        }
    }

    /** The least mean of squares of two features, by Cramer's rule. */
    private static double leastSquares(double[][] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double p = 0;
        double q = 0;
        for (int i = 0; i < y.length; i++) {
            a += x[i][0] * x[i][0];
            b += x[i][0] * x[i][1];
            c += x[i][1] * x[i][1];
            p += x[i][0] * y[i];
            q += x[i][1] * y[i];
        }
        double t0 = (p * c - q * b) / (a * c - b * b);
        double t1 = (a * q - b * p) / (a * c - b * b);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            double error = x[i][0] * t0 + x[i][1] * t1 - y[i];
            sum += error * error;
        }
        return sum / y.length;
    }

    /** Single rows and mini-batches of losses that have no rate: within a hundredth, in two hundred epochs. */
    @ParameterizedTest
    @MethodSource("withoutRate")
    void fewRowsNeedNoRateEither(LossPenaltyTest.Reference reference) {
        try (Arena arena = Arena.ofConfined()) {
            for (GradientDescent method : List.of(GradientDescent.stochastic(1), GradientDescent.miniBatch(32, 1))) {
                ExampleData data = reference.data(arena);
                Matrix x = reference.columns(data, arena).copy(arena, Layout.ROWS);
                Fit fit = reference
                        .of(method)
                        .optimizer(Optimizer.auto())
                        .maxEpochs(200)
                        .fit(x, data.y());
                double left = (fit.cost() - reference.cost()) / Math.abs(reference.cost());
                assertTrue(left >= -OPEN && left <= 1e-2, () -> left + " " + fit.message());
                assertEquals("dog", fit.optimizer().toString());
            }
        }
    }

    /** Scaling y by a power of two scales θ by it, to the bit, whatever is smoothed or searched. */
    @Test
    void unitsOfTheTargetAreOfNoAccount() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "diabetes", "target");
            List<GradientDescent> descents = List.of(
                    GradientDescent.batch().loss(Loss.quantile(0.75)),
                    GradientDescent.batch().loss(Loss.quantile(0.75)).nonNegative(),
                    GradientDescent.batch(),
                    GradientDescent.stochastic(2).loss(Loss.quantile(0.75)),
                    GradientDescent.stochastic(2));
            for (GradientDescent method : descents) {
                GradientDescent descent = method.optimizer(Optimizer.auto())
                        .intercept()
                        .standardize()
                        .maxEpochs(50);
                Fit fit = descent.fit(data.x(), data.y());
                double[] theta = fit.theta().toArray();
                Fit times1024 = descent.fit(data.x(), times(1024, data.y(), arena));
                double[] scaled =
                        Arrays.stream(theta).map(value -> 1024 * value).toArray();
                Bits.assertSame(scaled, times1024.theta().toArray(), method, "theta");
            }
        }
    }

    private static Vector times(double factor, Vector y, Arena arena) {
        return Vector.of(
                arena, Arrays.stream(y.toArray()).map(value -> factor * value).toArray());
    }

    /** XᵀX and passes over X come to the same. */
    @Test
    void theGramPlanServes() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "longley", "employed");
            for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
                Fit fit = GradientDescent.batch()
                        .plan(plan)
                        .optimizer(Optimizer.lbfgs())
                        .intercept()
                        .standardize()
                        .maxEpochs(2000)
                        .until(Convergence.remaining(1e-9))
                        .fit(data.x(), data.y());
                // the least sum of squared errors, certified by NIST
                assertEquals(836424.055505915, 16 * fit.cost(), 1e-8 * 836424, fit::message);
                assertEquals(Reason.REMAINING, fit.reason(), fit::message);
            }
        }
    }

    @Test
    void theRuleOfAuto() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 0, 1, 1);
            GradientDescent auto =
                    GradientDescent.batch().optimizer(Optimizer.auto()).maxEpochs(2);
            GradientDescent rows =
                    GradientDescent.stochastic(1).optimizer(Optimizer.auto()).maxEpochs(2);
            Loss custom = Loss.custom(new LossFunction() {
                @Override
                public double loss(double z, double target) {
                    return (z - target) * (z - target) / 2;
                }

                @Override
                public double error(double z, double target) {
                    return z - target;
                }
            });
            assertEquals("lbfgs:10", chosen(auto, x, y));
            assertEquals("lbfgs:10", chosen(auto.loss(Loss.hinge()).penalty(Penalty.l2(1)), x, y));
            assertEquals("lbfgs:10", chosen(auto.loss(Loss.poisson()), x, y));
            assertEquals("accelerated", chosen(auto.penalty(Penalty.l1(1)), x, y));
            assertEquals("accelerated", chosen(auto.loss(Loss.quantile(0.5)).nonNegative(), x, y));
            assertEquals("accelerated", chosen(auto.penalty(Penalty.weightDecay(0.1)), x, y));
            assertEquals("barzilai-borwein", chosen(auto.loss(Loss.poisson()).nonNegative(), x, y));
            assertEquals("barzilai-borwein", chosen(auto.loss(custom), x, y));
            assertEquals("svrg", chosen(rows, x, y));
            assertEquals("dog", chosen(rows.loss(Loss.poisson()), x, y));
            assertEquals("dog", chosen(rows.loss(custom).penalty(Penalty.l1(0.1)), x, y));
            assertEquals("plain", chosen(auto.learningRate(0.01), x, y));
            assertEquals("plain", chosen(rows.schedule(Schedule.inverseScaling(0.5)), x, y));
            assertEquals("plain", chosen(auto.clip(1), x, y));
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> auto.optimizer(Optimizer.lbfgs())
                            .penalty(Penalty.l1(1))
                            .fit(x, y));
            assertEquals(
                    "optimizer=lbfgs:10 has no proximal steps: penalty=l1:1.0 would have no part in it; use accelerated or auto",
                    refused.getMessage());
        }
    }

    private static String chosen(GradientDescent descent, Matrix x, Vector y) {
        return descent.fit(x, y).optimizer().toString();
    }

    /** A cost of next to nothing may become a little more than that: it is the cost of a constant that counts. */
    @Test
    void aPerfectStartIsNoDivergence() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}, {2}, {3}});
            Vector y = Vector.of(arena, 1, 2, 3);
            // H = 28/3: each step multiplies θ − 1 by −99
            GradientDescent descent = GradientDescent.batch()
                    .plan(Plan.STREAMING)
                    .learningRate(100 * 3 / 28.0)
                    .startAt(Model.of(0, 1 + 0x1p-50));
            Fit few = descent.maxEpochs(4).fit(x, y);
            assertTrue(few.cost() > 1e6 * few.costHistory()[0]);
            assertEquals(Reason.MAX_EPOCHS, few.reason(), few::message);
            Fit many = descent.maxEpochs(40).fit(x, y);
            assertEquals(Reason.DIVERGED, many.reason(), many::message);
            assertTrue(
                    many.message().contains("exceeds a million times the first and that of a constant"), many::message);
        }
    }

    /** Costs that are negative and stand still are a plateau. */
    @Test
    void plateausOfNegativeCosts() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}, {1}});
            Vector y = Vector.of(arena, 100, 120);
            Fit fit = GradientDescent.batch()
                    .loss(Loss.poisson())
                    .learningRate(1e-12)
                    .schedule(Schedule.plateau(0.5, 2))
                    .startAt(Model.of(0, 4))
                    .maxEpochs(7)
                    .fit(x, y);
            assertTrue(fit.cost() < 0);
            // epoch 0 is the lowest; epochs 2, 4 and 6 are the second ones in a row that are no lower
            assertEquals(0.125e-12, fit.learningRate());
        }
    }

    /** Features of sizes far apart, not scaled: plain steps change the cost by next to nothing, which is not called convergence. */
    @Test
    void aCostThatHardlyChangesIsNoConvergence() {
        try (Arena arena = Arena.ofConfined()) {
            double[][] rows = IntStream.range(0, 50)
                    .mapToObj(i -> new double[] {
                        1e-8 * Math.floorMod(7L * i, 11), Math.floorMod(5L * i, 13), 1e8 * Math.floorMod(3L * i, 17)
                    })
                    .toArray(double[][]::new);
            double[] y = Arrays.stream(rows)
                    .mapToDouble(row -> 1e8 * row[0] + row[1] + 1e-8 * row[2])
                    .toArray();
            GradientDescent descent = GradientDescent.batch().plan(Plan.STREAMING);
            Fit plain = descent.until(Convergence.costChange(1e-9).or(Convergence.remaining(1e-6)))
                    .fit(Matrix.of(arena, rows), Vector.of(arena, y));
            assertEquals(Reason.COST_CHANGE, plain.reason(), plain::message);
            assertFalse(plain.converged());
            assertTrue(plain.remaining() > 0.5, plain::message);
            assertTrue(plain.message().contains("its cost hardly changes"), plain::message);
            Fit scaled = descent.standardize()
                    .optimizer(Optimizer.auto())
                    .until(Convergence.remaining(1e-6))
                    .fit(Matrix.of(arena, rows), Vector.of(arena, y));
            assertTrue(scaled.converged(), scaled::message);
            assertNotEquals(Reason.MAX_EPOCHS, scaled.reason());
        }
    }
}
