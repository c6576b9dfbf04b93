package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.LearningRate;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must not change a result, and what must change it by a known factor. */
class LawProperties {

    private static final double RATE = 0x1p-4;

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(257, 65, Values.NEAR_ONE);
    }

    /** m = 2ᵖ ≤ 8, d ≤ 17, values k/64: two steps of rate 2⁻⁴ are exact: θ is a multiple of 2⁻⁵⁰⁺ᵏ only after the third. */
    @Provide
    Arbitrary<Shape> exactForTwoSteps() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.integers().between(1, 17), Arbitraries.longs())
                .as((rows, features, seed) -> new Shape(rows, features, 0, 0, Values.DYADIC, seed));
    }

    @Property(tries = 300)
    void permutingFeaturesPermutesTheta(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int[] order = permutation(shape.features(), new Random(shape.seed()));
            double[][] permuted = Stream.of(p.x)
                    .map(row -> IntStream.of(order).mapToDouble(j -> row[j]).toArray())
                    .toArray(double[][]::new);
            for (Layout layout : Layout.values()) {
                double[] theta = twoSteps(in(layout, arena, p.x), p.targets);
                double[] expected =
                        IntStream.of(order).mapToDouble(j -> theta[j]).toArray();
                Bits.assertSame(expected, twoSteps(in(layout, arena, permuted), p.targets), shape, layout + " θ");
            }
        }
    }

    @Property(tries = 300)
    void duplicatingOrPermutingRowsChangesNothing(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int m = shape.rows();
            int[] order = IntStream.concat(
                            IntStream.of(permutation(m, new Random(shape.seed()))), IntStream.range(0, m))
                    .toArray();
            double[][] twice = IntStream.of(order).mapToObj(i -> p.x[i]).toArray(double[][]::new);
            Vector y = Vector.of(
                    arena, IntStream.of(order).mapToDouble(i -> p.y[i]).toArray());
            double[] expected = twoSteps(in(Layout.ROWS, arena, p.x), p.targets);
            for (Layout layout : Layout.values()) {
                Bits.assertSame(expected, twoSteps(in(layout, arena, twice), y), shape, layout + " θ");
            }
        }
    }

    /** Every operation is linear in y and θ, and powers of two scale without rounding. */
    @Property(tries = 200)
    void scalingTargetsScalesTheta(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Vector scaled = Vector.of(arena, times(p.y, 8));
            for (GradientDescent descent : methods(shape)) {
                for (Layout layout : layouts(descent)) {
                    Fit fit = descent.fit(p.matrix(layout), p.targets);
                    Fit other = descent.fit(p.matrix(layout), scaled);
                    String what = descent + " " + layout;
                    assertEquals(fit.reason(), other.reason(), what);
                    Bits.assertSame(
                            times(fit.theta().toArray(), 8), other.theta().toArray(), shape, what);
                    Bits.assertSame(8 * fit.intercept(), other.intercept(), shape, what);
                    Bits.assertSame(64 * fit.cost(), other.cost(), shape, what);
                    Bits.assertSame(fit.learningRate(), other.learningRate(), shape, what);
                }
            }
        }
    }

    /** X · 2ᵏ: θ · 2⁻ᵏ at the rate α · 2⁻²ᵏ, which is the automatic one. */
    @Property(tries = 200)
    void scalingFeaturesScalesThetaInversely(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[][] scaled = Stream.of(p.x).map(row -> times(row, 4)).toArray(double[][]::new);
            List<GradientDescent> descents = List.of(
                    GradientDescent.batch(),
                    GradientDescent.batch().standardize(),
                    GradientDescent.stochastic(3),
                    GradientDescent.miniBatch(1 + shape.rows() / 3, 3));
            for (GradientDescent defaults : descents) {
                GradientDescent descent = defaults.maxEpochs(3);
                Fit fit = descent.fit(in(Layout.ROWS, arena, p.x), p.targets);
                Fit other = descent.fit(in(Layout.ROWS, arena, scaled), p.targets);
                Bits.assertSame(
                        times(fit.theta().toArray(), 0.25), other.theta().toArray(), shape, descent + " θ");
                Bits.assertSame(fit.cost(), other.cost(), shape, descent + " J");
            }
        }
    }

    @Property(tries = 300)
    void oneFullMiniBatchIsTheBatch(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Kernel kernel = Kernels.chosen();
            Gradient batch = new Gradient(kernel, p.rows, p.targets.segment(), kernel.squared());
            Gradient miniBatch = new Gradient(kernel, p.rows, p.targets.segment(), kernel.squared());
            batch.evaluate(p.theta, p.intercept);
            miniBatch.evaluate(
                    p.theta, p.intercept, IntStream.range(0, shape.rows()).toArray(), 0, shape.rows());
            Bits.assertSame(batch.values(), miniBatch.values(), shape, "∇J");
            Bits.assertSame(batch.cost(), miniBatch.cost(), shape, "J");
            Bits.assertSame(batch.interceptGradient(), miniBatch.interceptGradient(), shape, "∂J/∂b");
        }
    }

    @Property(tries = 200)
    void packingChangesNothingWhereSumsAreExact(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix rows = p.matrix(Layout.ROWS);
            Bits.assertSame(twoSteps(rows, p.targets), twoSteps(rows.pack(arena), p.targets), shape, "θ");
        }
    }

    @Property(tries = 100)
    void gapsAndAddressesChangeNothing(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent descent : methods(shape)) {
                for (Layout layout : layouts(descent)) {
                    assertSameFit(
                            descent.fit(in(layout, arena, p.x), p.targets),
                            descent.fit(p.matrix(layout), p.targets),
                            shape);
                }
            }
        }
    }

    @Property(tries = 100)
    void theSameDescriptionGivesTheSameBits(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent descent : methods(shape)) {
                Fit once = descent.fit(p.matrix(Layout.ROWS), p.targets);
                CompletableFuture<Fit> elsewhere =
                        CompletableFuture.supplyAsync(() -> descent.fit(p.matrix(Layout.ROWS), p.targets));
                assertSameFit(once, descent.fit(p.matrix(Layout.ROWS), p.targets), shape);
                assertSameFit(once, elsewhere.join(), shape);
            }
        }
    }

    @Property(tries = 200)
    void aDescentGoesOnWhereAnotherEnded(
            @ForAll("ordinary") Shape shape, @ForAll boolean intercept, @ForAll boolean inPanels) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(inPanels ? Layout.PANELS : Layout.ROWS);
            GradientDescent descent = intercept ? GradientDescent.batch().intercept() : GradientDescent.batch();
            Fit first = descent.maxEpochs(3).fit(x, p.targets);
            Fit then = descent.startAt(first.model()).maxEpochs(4).fit(x, p.targets);
            Fit whole = descent.maxEpochs(7).fit(x, p.targets);
            Bits.assertSame(whole.theta().toArray(), then.theta().toArray(), shape, "θ");
            Bits.assertSame(whole.intercept(), then.intercept(), shape, "b");
            Bits.assertSame(whole.cost(), then.cost(), shape, "J");
        }
    }

    /** A batch of any size up to all rows: the cut into blocks of a smaller batch may have more blocks than that of X. */
    @Property(tries = 300)
    void everyBatchSizeHasRoom(@ForAll("manyRows") int rows, @ForAll("batchShare") double share) {
        try (Arena arena = Arena.ofConfined()) {
            int features = 2048;
            Kernel kernel = Kernels.chosen();
            // one row, seen again and again
            double[] ones = new double[features];
            Arrays.fill(ones, 1);
            Matrix row = Matrix.of(arena, new double[][] {ones});
            int[] list = new int[Math.max(1, (int) (rows * share))];
            Gradient gradient = new Gradient(
                    kernel,
                    Samples.rows(Storage.FLOAT64, row.segment(), rows, features, 0),
                    Vector.allocate(arena, 1).segment(),
                    kernel.squared());
            double[] theta = new double[features];
            theta[0] = 1;
            gradient.evaluate(theta, 0, list, 0, list.length);
            assertEquals(1, gradient.cost());
        }
    }

    @Provide
    Arbitrary<Integer> manyRows() {
        return Arbitraries.of(100, 8191, 8192, 8193, 8200, 9000, 12_288, 12_289);
    }

    @Provide
    Arbitrary<Double> batchShare() {
        return Arbitraries.of(0.01, 0.5, 0.9, 0.95, 0.999, 0.9999, 1.0);
    }

    @Property(tries = 50)
    void anotherSeedIsAnotherOrder(@ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, new Shape(64, 9, 0, 0, Values.NEAR_ONE, 1));
            Matrix x = p.matrix(Layout.ROWS);
            Fit one = GradientDescent.stochastic(seed).maxEpochs(1).fit(x, p.targets);
            Fit other = GradientDescent.stochastic(seed + 1).maxEpochs(1).fit(x, p.targets);
            assertFalse(Arrays.equals(one.theta().toArray(), other.theta().toArray()), "seed=" + seed);
        }
    }

    private static List<GradientDescent> methods(Shape shape) {
        int size = 1 + shape.rows() / 3;
        LearningRate automatic = LearningRate.automatic();
        return Stream.of(
                        GradientDescent.batch(),
                        GradientDescent.batch().intercept(),
                        GradientDescent.batch().intercept().standardize(),
                        GradientDescent.stochastic(5),
                        GradientDescent.stochastic(5).intercept(),
                        GradientDescent.miniBatch(size, 5).intercept())
                .map(descent -> descent.learningRate(automatic).maxEpochs(3))
                .toList();
    }

    private static List<Layout> layouts(GradientDescent descent) {
        return descent.toString().contains("method=batch") ? List.of(Layout.values()) : List.of(Layout.ROWS);
    }

    private static Matrix in(Layout layout, Arena arena, double[][] x) {
        Matrix rows = Matrix.of(arena, x);
        return layout == Layout.ROWS ? rows : rows.copy(arena, layout);
    }

    private static double[] twoSteps(Matrix x, Vector y) {
        Fit fit = GradientDescent.batch().learningRate(RATE).maxEpochs(2).fit(x, y);
        assertTrue(fit.steps() == 2, fit::message);
        return fit.theta().toArray();
    }

    private static void assertSameFit(Fit expected, Fit actual, Shape shape) {
        assertEquals(expected.message(), actual.message(), shape::toString);
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), shape, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), shape, "b");
        Bits.assertSame(expected.cost(), actual.cost(), shape, "J");
        Bits.assertSame(expected.costHistory(), actual.costHistory(), shape, "costs");
    }

    private static double[] times(double[] values, double factor) {
        return Arrays.stream(values).map(value -> value * factor).toArray();
    }

    private static int[] permutation(int length, Random random) {
        int[] order = IntStream.range(0, length).toArray();
        for (int i = length - 1; i > 0; i--) {
            int k = random.nextInt(i + 1);
            int other = order[k];
            order[k] = order[i];
            order[i] = other;
        }
        return order;
    }
}
