package dev.steepest.properties;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Standardization;
import dev.steepest.Validation;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.ScalarKernel;
import dev.steepest.kernel.Scaling;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Scaled as it is read, X gives the bits of a scaled copy: in every layout, storage and kernel, for all rows, lists and single ones, for passes and whole fits. */
class ScalingProperties {

    private static final AtomicInteger SHAPES = new AtomicInteger();
    private static final AtomicInteger FITS = new AtomicInteger();

    private final Kernel kernel = Kernels.chosen();
    private final Kernel scalar = new ScalarKernel();

    @AfterContainer
    static void report() {
        System.out.println(
                "ScalingProperties: kernel=" + Kernels.chosen().name() + " shapes=" + SHAPES + " fits=" + FITS);
    }

    @Provide
    Arbitrary<Shape> finite() {
        return Shape.any(513, 257, Values.NEAR_ONE, Values.FINITE);
    }

    @Provide
    Arbitrary<Shape> withNaN() {
        return Shape.any(257, 129, Values.ANY);
    }

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(257, 65, Values.NEAR_ONE);
    }

    @Property(tries = 300)
    void passesOfFiniteValues(@ForAll("finite") Shape shape) {
        checkPasses(shape);
    }

    @Property(tries = 150)
    void passesWithNaNAndInfinities(@ForAll("withNaN") Shape shape) {
        checkPasses(shape);
    }

    /** Several blocks, and more than 16 MB, which rows are then read one by one. */
    @Example
    void largeShapes() {
        for (int[] shape : new int[][] {{70_001, 1}, {40_003, 61}, {4_101, 520}}) {
            checkPasses(new Shape(shape[0], shape[1], 0, 1, Values.NEAR_ONE, 7));
        }
    }

    private void checkPasses(Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Random random = new Random(~shape.seed());
            double[] means = shape.values().array(random, shape.features());
            double[] scales = shape.values().array(random, shape.features());
            for (Samples stored : storages(arena, p)) {
                Samples scaled = stored.scaled(new Scaling(means, scales));
                checkPasses(arena, scaled, means, scales, p);
                if (!scaled.byRows()) {
                    checkPasses(arena, scaled.inRows(), means, scales, p);
                }
            }
            p.assertUntouched();
        }
    }

    private static List<Samples> storages(Arena arena, Problem p) {
        List<Samples> storages = new ArrayList<>(p.layouts());
        for (Samples wide : p.layouts()) {
            Samples narrow = allocated(arena, wide, Storage.FLOAT32);
            Preparation.copy(wide, narrow);
            storages.add(narrow);
        }
        return storages;
    }

    private static Samples allocated(Arena arena, Samples like, Storage storage) {
        long m = like.rows();
        int d = like.features();
        MemorySegment segment = arena.allocate(Samples.panelBytes(storage, m, d), 64);
        return switch (like.order()) {
            case ROWS -> Samples.rows(storage, segment, m, d, d);
            case COLUMNS -> Samples.columns(storage, segment, m, d, m);
            case PANELS -> Samples.panels(storage, segment, m, d);
        };
    }

    private void checkPasses(Arena arena, Samples x, double[] means, double[] scales, Problem p) {
        Samples copy = allocated(arena, x, Storage.FLOAT64);
        Preparation.copy(x, copy);
        checkValues(x, copy, means, scales, p);
        Gradient expected = gradient(kernel, copy, p);
        assertTrue(expected.evaluate(p.theta, p.intercept));
        for (Kernel twin : List.of(kernel, scalar)) {
            Gradient actual = gradient(twin, x, p);
            // twice, since an evaluation must leave nothing behind
            for (int time = 0; time < 2; time++) {
                assertTrue(actual.evaluate(p.theta, p.intercept));
                assertSame(expected, actual, p.shape, what(twin, x));
            }
            if (x.byRows()) {
                checkList(twin, x, copy, p);
                checkSteps(twin, x, copy, p);
            }
            checkGram(twin, x, copy, p.shape);
        }
        Bits.assertSame(
                Preparation.largestSquaredNorm(copy, null, 1, null),
                Preparation.largestSquaredNorm(x, null, 1, null),
                p.shape,
                "norm");
    }

    private static String what(Kernel kernel, Samples x) {
        return kernel.name() + " " + x.order() + " " + x.storage();
    }

    /** The copy is what docs/numerics.md says. */
    private static void checkValues(Samples x, Samples copy, double[] means, double[] scales, Problem p) {
        for (int j = 0; j < p.shape.features(); j++) {
            double factor = 1 / scales[j];
            double offset = -(means[j] * factor);
            for (int i = 0; i < p.shape.rows(); i++) {
                double value = x.storage() == Storage.FLOAT64 ? p.x[i][j] : (float) p.x[i][j];
                double actual = copy.segment().get(JAVA_DOUBLE, copy.offset(i, j));
                Bits.assertSame(Math.fma(value, factor, offset), actual, p.shape, "x′ " + x.order(), i, j);
            }
        }
    }

    private static Gradient gradient(Kernel kernel, Samples x, Problem p) {
        return new Gradient(kernel, x, p.targets.segment(), kernel.squared());
    }

    private static void assertSame(Gradient expected, Gradient actual, Shape shape, String what) {
        Bits.assertSame(expected.cost(), actual.cost(), shape, what + " cost");
        Bits.assertSame(expected.values(), actual.values(), shape, what + " gradient");
        Bits.assertSame(expected.interceptGradient(), actual.interceptGradient(), shape, what + " ∂J/∂b");
    }

    private void checkList(Kernel twin, Samples x, Samples copy, Problem p) {
        Random random = new Random(p.shape.seed());
        int[] list = random.ints(1 + random.nextInt(p.shape.rows()), 0, p.shape.rows())
                .toArray();
        Gradient expected = gradient(kernel, copy, p);
        Gradient actual = gradient(twin, x, p);
        expected.evaluate(p.theta, p.intercept, list, 0, list.length);
        actual.evaluate(p.theta, p.intercept, list, 0, list.length);
        assertSame(expected, actual, p.shape, what(twin, x) + " list");
    }

    /** Steps only after a prediction that is finite, as stochastic descent does. */
    private void checkSteps(Kernel twin, Samples x, Samples copy, Problem p) {
        Random random = new Random(p.shape.seed());
        RowPasses expected = kernel.rows(copy);
        RowPasses actual = twin.rows(x);
        expected.theta(p.theta);
        actual.theta(p.theta);
        double[] theta = new double[p.theta.length];
        double[] read = new double[p.theta.length];
        for (int k = 0; k < 10; k++) {
            int row = random.nextInt(p.shape.rows());
            double z = expected.predict(row);
            Bits.assertSame(z, actual.predict(row), p.shape, what(twin, x) + " z of row", row);
            if (!Double.isFinite(z)) {
                continue;
            }
            double scale = p.shape.values().next(random);
            int next = random.nextInt(p.shape.rows());
            z = expected.step(row, scale, next);
            Bits.assertSame(z, actual.step(row, scale, next), p.shape, what(twin, x) + " z of the row after", row);
            expected.readTheta(theta);
            actual.readTheta(read);
            Bits.assertSame(theta, read, p.shape, what(twin, x) + " θ");
        }
    }

    private void checkGram(Kernel twin, Samples x, Samples copy, Shape shape) {
        if (shape.features() > 65) {
            return;
        }
        Gram expected = Objects.requireNonNull(Gram.of(kernel, copy, null, true, new Team(1)));
        Gram actual = Objects.requireNonNull(Gram.of(twin, x, null, true, new Team(1)));
        for (int j = 0; j < shape.features(); j++) {
            Bits.assertSame(expected.sum(j), actual.sum(j), shape, what(twin, x) + " Σx", j);
            for (int k = 0; k < shape.features(); k++) {
                Bits.assertSame(expected.product(j, k), actual.product(j, k), shape, what(twin, x) + " XᵀX", j, k);
            }
        }
    }

    /** A standardised fit is one on a scaled copy, its θ and b taken back; steps over rows have the bits of ROWS in any layout. */
    @Property(tries = 60)
    void fitsAreThoseOfACopy(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int size = 1 + shape.rows() / 3;
            for (GradientDescent method : List.of(
                    GradientDescent.batch().intercept(),
                    GradientDescent.batch().penalty(Penalty.l2(0.1)),
                    GradientDescent.batch().intercept().plan(Plan.GRAM),
                    GradientDescent.batch().intercept().loss(Loss.huber(1)),
                    GradientDescent.stochastic(5).intercept(),
                    GradientDescent.stochastic(5).intercept().clip(0.1),
                    GradientDescent.miniBatch(size, 5).intercept())) {
                GradientDescent descent = method.maxEpochs(5);
                for (Layout layout : Layout.values()) {
                    FITS.incrementAndGet();
                    Fit fit = descent.standardize().fit(p.matrix(layout), p.targets);
                    Matrix copy = scaled(arena, p.x, fit.standardization().orElseThrow());
                    boolean isBatch = fit.method().equals("batch");
                    Fit expected = descent.fit(copy.copy(arena, isBatch ? layout : Layout.ROWS), p.targets);
                    assertSameButForUnits(expected, fit, shape, descent + " " + layout);
                }
            }
            p.assertUntouched();
        }
    }

    private static Matrix scaled(Arena arena, double[][] x, Standardization by) {
        double[] means = by.means();
        double[] scales = by.scales();
        double[][] scaled = new double[x.length][means.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < means.length; j++) {
                double factor = 1 / scales[j];
                scaled[i][j] = Math.fma(x[i][j], factor, -(means[j] * factor));
            }
        }
        return Matrix.of(arena, scaled);
    }

    private static void assertSameButForUnits(Fit expected, Fit fit, Shape shape, String what) {
        assertEquals(expected.reason(), fit.reason(), what);
        assertEquals(expected.steps(), fit.steps(), what);
        Bits.assertSame(expected.costHistory(), fit.costHistory(), shape, what + " costs");
        Bits.assertSame(expected.cost(), fit.cost(), shape, what + " J");
        Bits.assertSame(expected.gradientNorm(), fit.gradientNorm(), shape, what + " ‖∇J‖");
        Bits.assertSame(expected.learningRate(), fit.learningRate(), shape, what + " α");
        Standardization by = fit.standardization().orElseThrow();
        double[] theta = expected.theta().toArray();
        double intercept = expected.intercept();
        for (int j = 0; j < theta.length; j++) {
            double factor = 1 / by.scales()[j];
            intercept = Math.fma(theta[j], -(by.means()[j] * factor), intercept);
            theta[j] *= factor;
        }
        Bits.assertSame(theta, fit.theta().toArray(), shape, what + " θ");
        Bits.assertSame(intercept, fit.intercept(), shape, what + " b");
    }

    /** float32 is widened and then scaled: the bits of the same values in float64. */
    @Property(tries = 60)
    void storageChangesNothing(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent method : List.of(
                    GradientDescent.batch().intercept(),
                    GradientDescent.stochastic(5).intercept())) {
                GradientDescent descent = method.standardize().maxEpochs(5);
                for (Layout layout : Layout.values()) {
                    FITS.incrementAndGet();
                    Matrix narrow = p.matrix(layout).copy(arena, layout, dev.steepest.Storage.FLOAT32);
                    Matrix wide = narrow.copy(arena, layout, dev.steepest.Storage.FLOAT64);
                    Fit fit = descent.fit(narrow, p.targets);
                    Fit expected = descent.fit(wide, p.targets);
                    Bits.assertSame(expected.costHistory(), fit.costHistory(), shape, layout + " costs");
                    Bits.assertSame(expected.theta().toArray(), fit.theta().toArray(), shape, layout + " θ");
                    Bits.assertSame(expected.intercept(), fit.intercept(), shape, layout + " b");
                }
            }
        }
    }

    /** What is held out has no part in means, scales and weights: with other values there, NaN among them, the descent is the same. */
    @Property(tries = 30)
    void rowsHeldOutHaveNoPart(@ForAll("ordinary") Shape shape) {
        if (shape.rows() < 2) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent = GradientDescent.batch()
                    .intercept()
                    .standardize()
                    .maxEpochs(5)
                    .validation(Validation.split(0.3, shape.seed(), 100));
            List<double[]> costs = new ArrayList<>();
            for (double held : new double[] {1, 1e9, Double.NaN}) {
                double[][] x = p.x.clone();
                for (int i : heldOut(arena, descent, shape.rows())) {
                    x[i] = IntStream.range(0, shape.features())
                            .mapToDouble(j -> held)
                            .toArray();
                }
                FITS.incrementAndGet();
                costs.add(descent.fit(Matrix.of(arena, x), p.targets).costHistory());
            }
            Bits.assertSame(costs.get(0), costs.get(1), shape, "costs");
            Bits.assertSame(costs.get(0), costs.get(2), shape, "costs beside NaN");
        }
    }

    /** A row whose feature alone is 1 is held out if that feature has no spread: its mean is 0 then. */
    private static int[] heldOut(Arena arena, GradientDescent descent, int rows) {
        double[][] identity = new double[rows][rows];
        for (int i = 0; i < rows; i++) {
            identity[i][i] = 1;
        }
        double[] means = descent.fit(Matrix.of(arena, identity), dev.steepest.Vector.allocate(arena, rows))
                .standardization()
                .orElseThrow()
                .means();
        return IntStream.range(0, rows).filter(i -> means[i] == 0).toArray();
    }
}
