package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Values are multiples of 1/64 in [−1, 1], so that with d ≤ 257 and m ≤ 513 every product and every sum is exact in any order: the
 * largest is Σ(z − y)², a multiple of 2⁻²⁴ below 513 · 259² < 2²⁶, that is 50 bits. The same sums in integers are the answer, to the
 * last bit; only the division by m rounds, and once.
 */
class ExactProperties {

    private final Kernel kernel = Kernels.chosen();

    @Provide
    Arbitrary<Shape> dyadic() {
        return Shape.any(513, 257, Values.DYADIC);
    }

    /** m = 2ᵖ: the division by m is exact, too. */
    @Provide
    Arbitrary<Shape> dyadicPowersOfTwo() {
        return dyadic().flatMap(shape -> Arbitraries.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
                .map(rows ->
                        new Shape(rows, shape.features(), shape.gap(), shape.offset(), shape.values(), shape.seed())));
    }

    @Property(tries = 600)
    void costAndGradient(@ForAll("dyadic") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int[] all = IntStream.range(0, shape.rows()).toArray();
            for (Samples x : p.layouts()) {
                Gradient gradient = new Gradient(kernel, x, p.targets.segment(), kernel.squared());
                assertTrue(gradient.evaluate(p.theta, p.intercept));
                new Exact(p, all).check(gradient);
            }
        }
    }

    @Property(tries = 400)
    void costAndGradientOfList(@ForAll("dyadic") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Random random = new Random(shape.seed());
            int[] list = random.ints(1 + random.nextInt(shape.rows()), 0, shape.rows())
                    .toArray();
            Gradient gradient = new Gradient(kernel, p.rows, p.targets.segment(), kernel.squared());
            gradient.evaluate(p.theta, p.intercept, list, 0, list.length);
            new Exact(p, list).check(gradient);
        }
    }

    @Property(tries = 400)
    void predictions(@ForAll("dyadic") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Model model = Model.of(p.intercept, p.theta);
            Vector z = Vector.allocate(arena, shape.rows());
            for (Layout layout : Layout.values()) {
                model.predict(p.matrix(layout), z);
                for (int i = 0; i < shape.rows(); i++) {
                    double exact = (64 * parts(p.intercept) + dot(p.x[i], p.theta)) * 0x1p-12;
                    Bits.assertSame(exact, z.get(i), shape, layout + " z", i);
                    Bits.assertSame(exact, model.predict(p.x[i]), shape, "z of row", i);
                }
            }
        }
    }

    /** θ ← θ − α∇J with m = 2ᵖ and α = 2⁻⁴: θ is a multiple of 2⁻²²⁻ᵖ below 2⁷, exact as well. */
    @Property(tries = 400)
    void step(@ForAll("dyadicPowersOfTwo") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Exact exact = new Exact(p, IntStream.range(0, shape.rows()).toArray());
            double rate = 0x1p-4;
            for (Layout layout : Layout.values()) {
                Fit fit = GradientDescent.batch()
                        .learningRate(rate)
                        .maxEpochs(1)
                        .intercept()
                        .startAt(Model.of(p.intercept, p.theta))
                        .fit(p.matrix(layout), p.targets);
                assertEquals(1, fit.steps(), fit::message);
                for (int j = 0; j < shape.features(); j++) {
                    double theta = p.theta[j] - rate * exact.gradient[j];
                    Bits.assertSame(theta, fit.theta().get(j), shape, layout + " θ", j);
                }
                Bits.assertSame(p.intercept - rate * exact.interceptGradient, fit.intercept(), shape, layout + " b");
                Bits.assertSame(exact.cost, fit.costHistory()[0], shape, layout + " J");
            }
        }
    }

    private static long parts(double dyadic) {
        return (long) (dyadic * 64);
    }

    private static long dot(double[] row, double[] theta) {
        long sum = 0;
        for (int j = 0; j < theta.length; j++) {
            sum += parts(row[j]) * parts(theta[j]);
        }
        return sum;
    }

    /** Cost and gradient in integers. */
    private static final class Exact {

        final Shape shape;
        final double[] gradient;
        final double interceptGradient;
        final double cost;

        Exact(Problem p, int[] list) {
            shape = p.shape;
            long[] sums = new long[p.theta.length];
            long errors = 0;
            long losses = 0;
            for (int row : list) {
                long difference = dot(p.x[row], p.theta) + 64 * (parts(p.intercept) - parts(p.y[row]));
                losses = Math.addExact(losses, difference * difference);
                errors += 2 * difference;
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += parts(p.x[row][j]) * 2 * difference;
                }
            }
            gradient = new double[sums.length];
            for (int j = 0; j < sums.length; j++) {
                gradient[j] = sums[j] * 0x1p-18 / list.length;
            }
            interceptGradient = errors * 0x1p-12 / list.length;
            cost = losses * 0x1p-24 / list.length;
        }

        void check(Gradient actual) {
            Bits.assertSame(cost, actual.cost(), shape, "J");
            Bits.assertSame(gradient, actual.values(), shape, "∇J");
            Bits.assertSame(interceptGradient, actual.interceptGradient(), shape, "∂J/∂b");
        }
    }
}
