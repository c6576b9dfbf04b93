package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.ScalarKernel;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.opentest4j.AssertionFailedError;

/** XᵀX to the bit, against exact arithmetic, and as a way to descend. */
class GramProperties {

    private final Kernel kernel = Kernels.chosen();
    private final Kernel scalar = new ScalarKernel();

    @Provide
    Arbitrary<Shape> finite() {
        return Shape.any(513, 65, Values.NEAR_ONE, Values.FINITE);
    }

    @Provide
    Arbitrary<Shape> withNaN() {
        return Shape.any(257, 65, Values.ANY);
    }

    @Provide
    Arbitrary<Shape> dyadic() {
        return Shape.any(513, 65, Values.DYADIC);
    }

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(257, 17, Values.NEAR_ONE);
    }

    @Provide
    Arbitrary<Shape> exactForTwoSteps() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.integers().between(1, 17), Arbitraries.longs())
                .as((rows, features, seed) -> new Shape(rows, features, 0, 0, Values.DYADIC, seed));
    }

    @Property(tries = 300)
    void twinsOfFiniteValues(@ForAll("finite") Shape shape) {
        checkTwins(shape);
    }

    @Property(tries = 200)
    void twinsWithNaNAndInfinities(@ForAll("withNaN") Shape shape) {
        checkTwins(shape);
    }

    @Example
    void twinsOfManyBlocks() {
        int[][] shapes = {{65_537, 1}, {70_000, 2}, {200_000, 3}, {12_000, 65}, {4097, 100}, {900, 257}};
        for (int[] shape : shapes) {
            checkTwins(new Shape(shape[0], shape[1], 0, 1, Values.NEAR_ONE, 7));
        }
    }

    private void checkTwins(Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int d = shape.features();
            Gram without = gram(kernel, p.rows, false);
            Gram[] twins = {
                gram(scalar, p.rows, true),
                gram(scalar, p.panels, true),
                gram(kernel, p.rows, true),
                gram(kernel, p.panels, true)
            };
            boolean finite = true;
            for (int k = 0; k < d; k++) {
                for (int j = 0; j <= k; j++) {
                    double expected = WrittenOrder.product(p.x, j, k);
                    finite &= Double.isFinite(expected);
                    for (Gram gram : twins) {
                        Bits.assertSame(expected, gram.product(j, k), shape, "XᵀX", j, k);
                        Bits.assertSame(expected, gram.product(k, j), shape, "XᵀX", k, j);
                    }
                    Bits.assertSame(expected, without.product(j, k), shape, "XᵀX without intercept", j, k);
                }
                for (Gram gram : twins) {
                    Bits.assertSame(WrittenOrder.product(p.x, k, d), gram.sum(k), shape, "Xᵀ1", k);
                }
                Bits.assertSame(0, without.sum(k), shape, "Xᵀ1 without intercept", k);
            }
            for (Gram gram : twins) {
                assertEquals(finite, gram.isFinite(), shape::toString);
            }
            p.assertUntouched();
        }
    }

    /** Products of k/64 are multiples of 2⁻¹², and their sums are far below 2⁵³ of them. */
    @Property(tries = 300)
    void exactWhereSumsAre(@ForAll("dyadic") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Samples x : p.layouts()) {
                Gram gram = gram(kernel, x, true);
                for (int j = 0; j < shape.features(); j++) {
                    for (int k = 0; k < shape.features(); k++) {
                        long product = 0;
                        for (double[] row : p.x) {
                            product += Math.round(row[j] * 64) * Math.round(row[k] * 64);
                        }
                        assertEquals(product / 4096.0, gram.product(j, k), shape::toString);
                    }
                }
            }
        }
    }

    /** A chain of B FMAs and t additions of the tree: |Ĝ − G| ≤ γ_{B+t} Σ|xᵢⱼ||xᵢₖ|. */
    @Property(tries = 100)
    void withinTheBound(@ForAll("ordinary") Shape shape) {
        checkBound(shape);
    }

    @Example
    void withinTheBoundOfThreeBlocks() {
        checkBound(new Shape(600, 513, 0, 0, Values.NEAR_ONE, 5));
    }

    private void checkBound(Shape shape) {
        int block = WrittenOrder.blockRows(shape.rows(), shape.features());
        int blocks = (shape.rows() + block - 1) / block;
        int n = Math.min(block, shape.rows()) + 32 - Integer.numberOfLeadingZeros(blocks - 1);
        BigDecimal nu = new BigDecimal(n * 0x1p-53);
        BigDecimal gamma = nu.divide(BigDecimal.ONE.subtract(nu), new MathContext(30, RoundingMode.UP));
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Gram gram = gram(kernel, p.panels, false);
            for (int k = 0; k < Math.min(17, shape.features()); k++) {
                for (int j = 0; j <= k; j++) {
                    BigDecimal sum = BigDecimal.ZERO;
                    BigDecimal sizes = BigDecimal.ZERO;
                    for (double[] row : p.x) {
                        BigDecimal product = new BigDecimal(row[j]).multiply(new BigDecimal(row[k]));
                        sum = sum.add(product);
                        sizes = sizes.add(product.abs());
                    }
                    BigDecimal error =
                            sum.subtract(new BigDecimal(gram.product(j, k))).abs();
                    if (error.compareTo(gamma.multiply(sizes)) > 0) {
                        throw new AssertionFailedError("XᵀX[" + j + "," + k + "]: error " + error.doubleValue()
                                + " exceeds bound " + gamma.multiply(sizes).doubleValue() + ", of " + shape);
                    }
                }
            }
        }
    }

    /** H v within {@link Gram#errorBound} ‖v‖ of exact arithmetic. */
    @Property(tries = 100)
    void productsWithVectorsWithinTheBound(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int d = shape.features();
            Gram gram = gram(kernel, p.rows, true);
            double[] hv = new double[d];
            double hb = gram.multiply(p.theta, p.intercept, hv);
            BigDecimal[] exact = new BigDecimal[d + 1];
            Arrays.fill(exact, BigDecimal.ZERO);
            for (double[] row : p.x) {
                BigDecimal z = new BigDecimal(p.intercept);
                for (int j = 0; j < d; j++) {
                    z = z.add(new BigDecimal(row[j]).multiply(new BigDecimal(p.theta[j])));
                }
                for (int j = 0; j < d; j++) {
                    exact[j] = exact[j].add(z.multiply(new BigDecimal(row[j])));
                }
                exact[d] = exact[d].add(z);
            }
            BigDecimal squares = BigDecimal.ZERO;
            for (int j = 0; j <= d; j++) {
                BigDecimal h =
                        exact[j].multiply(BigDecimal.TWO).divide(BigDecimal.valueOf(shape.rows()), new MathContext(60));
                BigDecimal error = h.subtract(new BigDecimal(j < d ? hv[j] : hb));
                squares = squares.add(error.multiply(error));
            }
            double error = Math.sqrt(squares.doubleValue());
            double bound = gram.errorBound() * norm(p.theta, p.intercept);
            // the root and the norm are right to a few of d roundings
            assertTrue(error <= bound * (1 + (d + 4) * 0x1p-52), () -> error + " exceeds " + bound + ", of " + shape);
        }
    }

    @Property(tries = 100)
    void permutingFeaturesPermutes(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int d = shape.features();
            double[][] turned = new double[shape.rows()][d];
            int by = new Random(shape.seed()).nextInt(d);
            for (int i = 0; i < shape.rows(); i++) {
                for (int j = 0; j < d; j++) {
                    turned[i][j] = p.x[i][(j + by) % d];
                }
            }
            Matrix x = Matrix.of(arena, turned);
            Gram gram = gram(kernel, p.rows, true);
            Gram other = gram(kernel, Samples.rows(Storage.FLOAT64, x.segment(), x.rows(), d, d), true);
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < d; k++) {
                    Bits.assertSame(gram.product((j + by) % d, (k + by) % d), other.product(j, k), shape, "XᵀX", j, k);
                }
                Bits.assertSame(gram.sum((j + by) % d), other.sum(j), shape, "Xᵀ1", j);
            }
        }
    }

    @Property(tries = 300)
    void exactStepsAreTheSame(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent =
                    GradientDescent.batch().learningRate(0x1p-4).maxEpochs(2);
            for (Layout layout : Layout.values()) {
                Fit streaming = descent.plan(Plan.STREAMING).fit(p.matrix(layout), p.targets);
                Fit gram = descent.plan(Plan.GRAM).fit(p.matrix(layout), p.targets);
                assertEquals(Plan.GRAM, gram.plan(), gram::planReason);
                Bits.assertSame(streaming.theta().toArray(), gram.theta().toArray(), shape, layout + " θ");
                Bits.assertSame(streaming.cost(), gram.cost(), shape, layout + " J");
            }
        }
    }

    /**
     * Both descents follow the exact recurrence θ ← θ − α∇J up to rounding errors, and below 2/L that recurrence does not lengthen a
     * difference. So after K epochs, with T the longest ‖θ‖ and ‖y‖, F = ‖X‖ with the intercept's ones:
     *
     * <pre>
     * step        u‖θ‖ ≤ uT, in either descent
     * streaming   S = (2/m) F (γ_q √(mJ₀) + (1 + γ_q) γ_p (F T + ‖y‖)), q = m + 7 and p = d + 5 roundings at most, as in {@link BoundProperties}
     * Gram        S of the anchor, βT of XᵀX, u‖g‖ of the sum
     * |θ − θ′|  ≤ K (2uT + α (2S + βT + u‖g‖))
     * </pre>
     *
     * <p>T comes from the norms of the gradients that the descents told. All this in doubles: 2⁻⁶ more covers their rounding, and the terms of
     * second order.
     */
    @Property(tries = 200)
    void streamingAndGramAgree(@ForAll("ordinary") Shape shape, @ForAll boolean intercept, @ForAll boolean inPanels) {
        int epochs = 30;
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(inPanels ? Layout.PANELS : Layout.ROWS);
            GradientDescent automatic = intercept ? GradientDescent.batch().intercept() : GradientDescent.batch();
            double rate = automatic.maxEpochs(1).fit(x, p.targets).learningRate();
            double[] path = new double[2];
            GradientDescent descent = automatic.learningRate(rate).maxEpochs(epochs);
            Fit streaming = descent.plan(Plan.STREAMING)
                    .observer(epoch -> add(path, 0, epoch.gradientNorm()))
                    .fit(x, p.targets);
            Fit gram = descent.plan(Plan.GRAM)
                    .observer(epoch -> add(path, 1, epoch.gradientNorm()))
                    .fit(x, p.targets);
            assertEquals(streaming.reason(), gram.reason(), gram::message);

            int m = shape.rows();
            double f = 0;
            for (double[] row : p.x) {
                f = Math.hypot(f, norm(row, intercept ? 1 : 0));
            }
            double steepest = Math.max(path[0], path[1]);
            double t = rate * steepest;
            double s = 2.0
                    / m
                    * f
                    * (gamma(m + 7) * Math.sqrt(m * streaming.costHistory()[0])
                            + (1 + gamma(m + 7)) * gamma(shape.features() + 5) * (f * t + norm(p.y, 0)));
            double beta = gram(kernel, p.rows, intercept).errorBound();
            double bound = (1 + 0x1p-6) * epochs * (0x1p-52 * t + rate * (2 * s + beta * t + 0x1p-53 * steepest));
            double[] difference = gram.theta().toArray();
            for (int j = 0; j < difference.length; j++) {
                difference[j] -= streaming.theta().get(j);
            }
            double distance = norm(difference, gram.intercept() - streaming.intercept());
            assertTrue(distance <= bound, () -> distance + " exceeds " + bound + ", of " + shape);
        }
    }

    /** What a fit tells is what a pass over X finds. */
    @Property(tries = 100)
    void costAndNormAreThoseOfStreaming(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(Layout.PANELS);
            GradientDescent descent = GradientDescent.batch().intercept();
            Fit gram = descent.plan(Plan.GRAM).maxEpochs(20).fit(x, p.targets);
            double[] norm = {Double.NaN};
            Fit at = descent.plan(Plan.STREAMING)
                    .startAt(gram.model())
                    .observer(epoch -> {
                        norm[0] = epoch.gradientNorm();
                        return false;
                    })
                    .fit(x, p.targets);
            Bits.assertSame(at.cost(), gram.cost(), shape, "J");
            Bits.assertSame(norm[0], gram.gradientNorm(), shape, "‖∇J‖");
        }
    }

    private static boolean add(double[] sums, int k, double value) {
        sums[k] += value;
        return true;
    }

    private static double gamma(int n) {
        return n * 0x1p-53 / (1 - n * 0x1p-53);
    }

    private static double norm(double[] values, double last) {
        double sum = last * last;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static Gram gram(Kernel kernel, Samples x, boolean intercept) {
        return Objects.requireNonNull(Gram.of(kernel, x, null, intercept, new Team(1)), "interrupted");
    }
}
