package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Online;
import dev.steepest.Vector;
import dev.steepest.kernel.HeapRow;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.RowShape;
import dev.steepest.kernel.ScalarHeapRow;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** An online step is a stochastic step, to the bit, and a prediction is that of layout ROWS. */
class OnlineProperties {

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(129, 257, Values.NEAR_ONE);
    }

    @Provide
    Arbitrary<Shape> few() {
        return Shape.any(17, 65, Values.NEAR_ONE, Values.FINITE, Values.ANY);
    }

    @Provide
    Arbitrary<Shape> finite() {
        return Shape.any(4, 1023, Values.NEAR_ONE, Values.FINITE);
    }

    /** A fit of one epoch over one row is one step; one that fails leaves θ as it was, there and here. */
    @Property(tries = 300)
    void stepsAreFitsOfOneRow(@ForAll("few") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent = descent(p).maxEpochs(1);
            Model model = start(p);
            Online online = descent.online(model);
            for (int i = 0; i < shape.rows(); i++) {
                Matrix row = Matrix.of(arena, new double[][] {p.x[i]});
                Fit fit = descent.startAt(model).fit(row, Vector.of(arena, p.y[i]));
                double loss = online.step(p.x[i], p.y[i]);
                if (Double.isFinite(loss)) {
                    Bits.assertSame(fit.costHistory()[0], loss, shape, "loss", i);
                }
                model = fit.model();
                assertSame(model, online.snapshot(), shape);
            }
            assertEquals(shape.rows(), online.steps() + online.skipped());
        }
    }

    /** Rows in the order of the seed: that of {@link SplittableRandom}'s bits, shuffled from the end (Fisher–Yates). */
    @Property(tries = 300)
    void stepsInTheOrderOfTheSeedAreAFit(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int m = shape.rows();
            double largest = Arrays.stream(p.x)
                    .mapToDouble(x -> Arrays.stream(x).map(v -> v * v).sum())
                    .max()
                    .orElseThrow();
            GradientDescent descent =
                    descent(p).learningRate(0.5 / (1 + largest)).startAt(start(p));
            Online online = descent.online(shape.features());
            SplittableRandom random = new SplittableRandom(SEED);
            int[] order = new int[m];
            for (int epochs = 1; epochs <= 3; epochs++) {
                Arrays.setAll(order, i -> i);
                shuffle(order, random);
                for (int row : order) {
                    online.step(p.x[row], p.y[row]);
                }
                Fit fit = descent.maxEpochs(epochs).fit(p.matrix(Layout.ROWS), p.targets);
                assertEquals(epochs, fit.epochs(), fit::message);
                assertEquals(fit.steps(), online.steps());
                assertSame(fit.model(), online.snapshot(), shape);
            }
        }
    }

    @Property(tries = 500)
    void predictionsAreThoseOfRows(@ForAll("finite") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Model model = Model.of(p.intercept, p.theta);
            Online online =
                    GradientDescent.stochastic(SEED).learningRate(1).intercept().online(model);
            Vector z = Vector.allocate(arena, shape.rows());
            model.predict(p.matrix(Layout.ROWS), z);
            for (int i = 0; i < shape.rows(); i++) {
                double expected = WrittenOrder.dotInLanes(p.x[i], p.theta) + p.intercept;
                Bits.assertSame(expected, z.get(i), shape, "Model.predict(X)", i);
                Bits.assertSame(expected, model.predict(p.x[i]), shape, "Model.predict", i);
                Bits.assertSame(expected, online.predict(p.x[i]), shape, "Online.predict", i);
            }
        }
    }

    /** Scales that overflow included: then both twins say so. */
    @Property(tries = 500)
    void twinsStepAlike(@ForAll("finite") Shape shape) {
        Random random = new Random(shape.seed());
        RowShape cut = new RowShape(shape.features());
        double[] row = shape.values().array(random, shape.features());
        double[] theta = new double[cut.padded()];
        cut.pad(shape.values().array(random, shape.features()), theta);
        double scale = random.nextInt(8) == 0
                ? Double.POSITIVE_INFINITY
                : shape.values().next(random);
        HeapRow kernel = Kernels.chosen().heapRow(cut);
        HeapRow scalar = new ScalarHeapRow(cut);
        Bits.assertSame(scalar.dot(row, theta), kernel.dot(row, theta), shape, "x·θ");
        double[] expected = new double[cut.padded()];
        double[] next = new double[cut.padded()];
        boolean finite = scalar.step(row, scale, theta, expected);
        assertEquals(finite, kernel.step(row, scale, theta, next), shape::toString);
        if (finite) {
            Bits.assertSame(expected, next, shape, "θ + scale · x");
        }
        double[] values = new double[shape.features()];
        cut.unpad(expected, values, 0);
        assertEquals(finite, Arrays.stream(values).allMatch(Double::isFinite), shape::toString);
    }

    /**
     * Against the exact mean of the losses that the steps returned: u|s| + γₙ² Σ|ℓ| for the compensated sum s (Ogita, Rump, Oishi: Accurate sum and
     * dot product, SIAM 2005, proposition 4.5), one rounding more for the division, and half as much again for the second order.
     */
    @Property(tries = 100)
    void costIsTheMeanOfLosses(@ForAll("ordinary") Shape shape) {
        Random random = new Random(shape.seed());
        Online online = GradientDescent.stochastic(SEED).learningRate(1e-3).online(shape.features());
        assertTrue(Double.isNaN(online.cost()));
        BigDecimal sum = BigDecimal.ZERO;
        int steps = 500;
        for (int k = 0; k < steps; k++) {
            double target = Math.scalb(random.nextDouble(), random.nextInt(60));
            double loss = online.step(new double[shape.features()], target);
            sum = sum.add(new BigDecimal(loss));
        }
        double exact = sum.doubleValue() / steps;
        double u = 0x1p-53;
        double gamma = steps * u / (1 - steps * u);
        // three more roundings: the sum to a double, the division here and there
        double bound = (1.5 * (u + gamma * gamma) + 3 * u) * exact;
        assertTrue(Math.abs(online.cost() - exact) <= bound, shape + " cost=" + online.cost() + " exact=" + exact);
    }

    private static final long SEED = 5;

    private static GradientDescent descent(Problem p) {
        GradientDescent descent = GradientDescent.stochastic(SEED).learningRate(0x1p-4);
        return p.shape.seed() % 2 == 0 ? descent : descent.intercept();
    }

    /** Finite, and without an intercept where none is fitted. */
    private static Model start(Problem p) {
        boolean hasIntercept = p.shape.seed() % 2 != 0 && Double.isFinite(p.intercept);
        double[] theta =
                Arrays.stream(p.theta).map(t -> Double.isFinite(t) ? t : 0).toArray();
        return Model.of(hasIntercept ? p.intercept : 0, theta);
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int k = below(i + 1, random);
            int row = order[i];
            order[i] = order[k];
            order[k] = row;
        }
    }

    /** The high half of 32 bits × bound, unless the low half falls into the part that would favour some numbers. */
    private static int below(int bound, SplittableRandom random) {
        while (true) {
            long product = (random.nextLong() >>> 32) * bound;
            if ((product & 0xFFFF_FFFFL) >= (1L << 32) % bound) {
                return (int) (product >>> 32);
            }
        }
    }

    private static void assertSame(Model expected, Model actual, Shape shape) {
        Bits.assertSame(expected.theta(), actual.theta(), shape, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), shape, "b");
    }
}
