package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** A whole weight is as good as so many rows; weights of 1, and factors of all weights, change nothing. */
class WeightProperties {

    private static final AtomicInteger FITS = new AtomicInteger();

    @AfterContainer
    static void report() {
        System.out.println("WeightProperties: fits=" + FITS);
    }

    /** Mean (3·0 + 4)/4, variance (3·1² + 3²)/4. */
    @Example
    void scalesOfAFitAreThoseOfTheWeights() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{0}, {4}});
            Vector y = Vector.of(arena, 1, 2);
            GradientDescent descent = GradientDescent.batch().intercept().maxEpochs(1);
            Fit fit = descent.standardize().fit(x, y, Vector.of(arena, 3, 1));
            assertArrayEquals(
                    new double[] {1}, fit.standardization().orElseThrow().means());
            assertArrayEquals(
                    new double[] {Math.sqrt(3)},
                    fit.standardization().orElseThrow().scales());
            assertTrue(descent.fit(x, y).standardization().isEmpty());
        }
    }

    /** d ≤ 9, values k/64, weights that add up to 8 or 16: θ of two steps of rate 2⁻⁴ and the first cost are exact, as in {@link LawProperties}. */
    @Provide
    Arbitrary<Shape> exactForTwoSteps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.longs())
                .as((rows, features, seed) -> new Shape(rows, features, 0, 0, Values.DYADIC, seed));
    }

    @Property(tries = 200)
    void wholeWeightsAreRepeatedRows(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int[] counts = counts(shape);
            int[] repeated = IntStream.range(0, shape.rows())
                    .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                    .toArray();
            double[][] rows = IntStream.of(repeated).mapToObj(i -> p.x[i]).toArray(double[][]::new);
            double[] targets = IntStream.of(repeated).mapToDouble(i -> p.y[i]).toArray();
            Vector weights =
                    Vector.of(arena, Arrays.stream(counts).asDoubleStream().toArray());
            for (Loss loss :
                    List.of(Loss.squared(), Loss.huber(0.5), Loss.quantile(0.25), Loss.epsilonInsensitive(0.25))) {
                GradientDescent descent = GradientDescent.batch()
                        .loss(loss)
                        .learningRate(0x1p-4)
                        .maxEpochs(2)
                        .intercept();
                for (Layout layout : Layout.values()) {
                    Fit weighted = descent.fit(p.matrix(layout), p.targets, weights);
                    Fit expected = descent.fit(Matrix.of(arena, rows).copy(arena, layout), Vector.of(arena, targets));
                    String context = shape + " " + loss + " " + layout;
                    assertSameParameters(expected, weighted, context);
                    Bits.assertSame(expected.costHistory()[0], weighted.costHistory()[0], context, "J at the start");
                }
            }
        }
    }

    /** How often each row counts; 8 or 16 times in all. */
    private static int[] counts(Shape shape) {
        Random random = new Random(shape.seed());
        int[] counts = new int[shape.rows()];
        for (int k = random.nextBoolean() ? 8 : 16; k > 0; k--) {
            counts[random.nextInt(counts.length)]++;
        }
        return counts;
    }

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(129, 33, Values.NEAR_ONE).filter(shape -> shape.rows() > 1);
    }

    /** 2ᵏ scales without rounding, and so every weight's share of the whole stays what it was. */
    @Property(tries = 100)
    void onlyRatiosCount(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Random random = new Random(shape.seed());
            double[] weights = random.doubles(shape.rows(), 0.5, 3).toArray();
            Vector scaled =
                    Vector.of(arena, Arrays.stream(weights).map(w -> w * 0x1p-7).toArray());
            double[] ones = new double[shape.rows()];
            Arrays.fill(ones, 1);
            for (GradientDescent descent : methods()) {
                Matrix x = p.matrix(Layout.ROWS);
                assertSame(
                        descent.fit(x, p.targets, Vector.of(arena, weights)),
                        descent.fit(x, p.targets, scaled),
                        shape + " " + descent);
                assertSame(
                        descent.fit(x, p.targets),
                        descent.fit(x, p.targets, Vector.of(arena, ones)),
                        shape + " " + descent);
            }
        }
    }

    private static List<GradientDescent> methods() {
        return List.of(
                GradientDescent.batch().loss(Loss.huber(1)).learningRate(1e-3).maxEpochs(3),
                GradientDescent.batch().intercept().standardize().maxEpochs(3).plan(Plan.STREAMING),
                GradientDescent.stochastic(1)
                        .loss(Loss.huber(1))
                        .learningRate(1e-3)
                        .maxEpochs(2),
                GradientDescent.miniBatch(2, 1)
                        .intercept()
                        .loss(Loss.huber(1))
                        .learningRate(1e-3)
                        .maxEpochs(2),
                GradientDescent.miniBatch(2, 1).intercept().maxEpochs(2));
    }

    /** What a class weighs is a weight of each of its rows. */
    @Property(tries = 100)
    void classWeightsAreWeights(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Random random = new Random(shape.seed());
            double[] labels = new double[shape.rows()];
            double[] weights = new double[shape.rows()];
            double[] balanced = new double[shape.rows()];
            int positive = 0;
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i == 0 ? 1 : i == 1 ? 0 : random.nextInt(2);
                positive += (int) labels[i];
                weights[i] = labels[i] == 1 ? 5 : 0.5;
            }
            for (int i = 0; i < labels.length; i++) {
                balanced[i] = labels.length / (2.0 * (labels[i] == 1 ? positive : labels.length - positive));
            }
            Vector y = Vector.of(arena, labels);
            Matrix x = p.matrix(Layout.ROWS);
            for (Loss loss : List.of(Loss.logistic(), Loss.hinge(), Loss.squaredHinge())) {
                GradientDescent descent = GradientDescent.batch()
                        .loss(loss)
                        .learningRate(1e-3)
                        .maxEpochs(3)
                        .intercept();
                assertSame(
                        descent.fit(x, y, Vector.of(arena, weights)),
                        descent.classWeights(0.5, 5).fit(x, y),
                        shape + " " + loss);
                assertSame(
                        descent.fit(x, y, Vector.of(arena, balanced)),
                        descent.balancedClasses().fit(x, y),
                        shape + " " + loss);
            }
        }
    }

    /** Rows of weight 0 are none: to the bit, where the others' sums are of the same pairs. */
    @Example
    void rowsOfWeightZeroCountForNothing() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1e9, -1e9}, {3, 1}});
            Vector y = Vector.of(arena, 1, 1e9, 2);
            GradientDescent descent = GradientDescent.batch().learningRate(0.01).maxEpochs(100);
            Fit weighted = descent.fit(x, y, Vector.of(arena, 1, 0, 1));
            Fit expected = descent.fit(Matrix.of(arena, new double[][] {{1, 2}, {3, 1}}), Vector.of(arena, 1, 2));
            assertSame(expected, weighted, "");
        }
    }

    private static void assertSame(Fit expected, Fit actual, String context) {
        assertSameParameters(expected, actual, context);
        Bits.assertSame(expected.cost(), actual.cost(), context, "J");
    }

    private static void assertSameParameters(Fit expected, Fit actual, String context) {
        FITS.addAndGet(2);
        assertEquals(expected.reason(), actual.reason(), context);
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), context, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), context, "b");
    }
}
