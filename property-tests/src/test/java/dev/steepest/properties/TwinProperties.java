package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.ScalarKernel;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** The kernel in use, the scalar twin and {@link WrittenOrder} give the same bits, whatever the values. */
class TwinProperties {

    private static final AtomicInteger SHAPES = new AtomicInteger();

    private final Kernel kernel = Kernels.chosen();
    private final Kernel scalar = new ScalarKernel();

    @AfterContainer
    static void report() {
        System.out.println("TwinProperties: kernel=" + Kernels.chosen().name() + " shapes=" + SHAPES
                + " values compared so far=" + Bits.compared());
    }

    @Provide
    Arbitrary<Shape> finite() {
        return Shape.any(513, 1023, Values.NEAR_ONE, Values.FINITE);
    }

    @Provide
    Arbitrary<Shape> withNaN() {
        return Shape.any(513, 257, Values.ANY);
    }

    @Property(tries = 1000)
    void gradientsOfFiniteValues(@ForAll("finite") Shape shape) {
        checkGradients(shape);
    }

    @Property(tries = 500)
    void gradientsWithNaNAndInfinities(@ForAll("withNaN") Shape shape) {
        checkGradients(shape);
    }

    @Property(tries = 500)
    void passesOfFiniteValues(@ForAll("finite") Shape shape) {
        checkPasses(shape);
    }

    @Property(tries = 300)
    void passesWithNaNAndInfinities(@ForAll("withNaN") Shape shape) {
        checkPasses(shape);
    }

    /** More blocks than one, up to the most there can be, where features are few. */
    @Example
    void shapesOfManyBlocks() {
        int[][] shapes = {{65_536, 1}, {65_537, 1}, {70_000, 1}, {200_000, 3}, {10_000, 65}, {4097, 257}, {8200, 513}};
        for (int k = 0; k < shapes.length; k++) {
            checkGradients(new Shape(shapes[k][0], shapes[k][1], 0, 1, Values.NEAR_ONE, k));
        }
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.BOUNDED)
    void errors(@ForAll("withNaN") Shape shape) {
        SHAPES.incrementAndGet();
        Random random = new Random(shape.seed());
        int count = Math.min(shape.rows(), 512);
        double[] z = shape.values().array(random, count);
        double[] y = shape.values().array(random, count);
        double intercept = shape.values().next(random);
        double[] weights = shape.values().array(random, count);
        for (KernelLoss loss : KernelLoss.values()) {
            Errors pass = loss.of(kernel);
            Errors twin = loss.of(scalar);
            double[] losses = new double[count];
            double[] errors = new double[count];
            pass.errors(z, y, 0, count, intercept, losses, errors);
            for (int i = 0; i < count; i++) {
                Bits.assertSame(twin.loss(z[i] + intercept, y[i]), losses[i], shape, loss + " loss", i);
                Bits.assertSame(twin.error(z[i] + intercept, y[i]), errors[i], shape, loss + " error", i);
            }
            double[] sums = shape.values().array(random, 16);
            double[] twinSums = sums.clone();
            double[] twinErrors = errors.clone();
            kernel.errorSums().add(weights, 0, count, losses, errors, sums);
            scalar.errorSums().add(weights, 0, count, losses, twinErrors, twinSums);
            Bits.assertSame(twinErrors, errors, shape, loss + " weighed errors");
            Bits.assertSame(twinSums, sums, shape, loss + " sums");
        }
    }

    /**
     * More than 16 MB, which rows are then read one by one: tiles of 4, 8, 16 and 32 rows, with and without an overlapping vector. Columns are read by pages then: tiles of 512 rows
     * and of 320, features in groups of eight and not.
     */
    @Example
    void shapesLargerThanTheCaches() {
        int[][] shapes = {
            {16_501, 130}, {8_200, 256}, {40_003, 61}, {33_000, 64}, {140_005, 16}, {4_101, 520}, {1_321, 1_600}
        };
        for (int[] shape : shapes) {
            Shape large = new Shape(shape[0], shape[1], 0, 1, Values.NEAR_ONE, 7);
            assertTrue(
                    Samples.rows(Storage.FLOAT64, MemorySegment.NULL, large.rows(), large.features(), large.features())
                            .isReadRowByRow());
            checkGradients(large);
            checkPasses(large);
        }
    }

    /** A scale that is not finite must not reach the lanes of θ in which the last vector of a row overlaps: they would make NaN of an infinite prediction. */
    @Example
    void stepsThatAreNotFinite() {
        for (int features : new int[] {7, 8, 9, 15, 17, 25, 100}) {
            double[] ones = new double[2 * features];
            Arrays.fill(ones, 1);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment rows = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, ones);
                Samples x = Samples.rows(Storage.FLOAT64, rows, 2, features, features);
                for (Kernel twin : List.of(kernel, scalar)) {
                    for (double scale : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                        RowPasses passes = twin.rows(x);
                        passes.theta(new double[features]);
                        assertEquals(0, passes.predict(0));
                        assertEquals(scale, passes.step(0, scale, 1), twin.name() + " features=" + features);
                    }
                }
            }
        }
    }

    private void checkGradients(Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            p.offsets = hasOffsets(shape) ? shape.values().array(new Random(~shape.seed()), shape.rows()) : null;
            KernelLoss loss = KernelLoss.of(shape.seed());
            double[] weights = weights(shape);
            Gradient rows = gradient(kernel, loss, p, p.rows, arena);
            Gradient twinRows = gradient(scalar, loss, p, p.rows, arena);
            WrittenOrder order = WrittenOrder.rows(p, loss.of(scalar), weights);
            // twice, since an evaluation must leave nothing behind
            for (int time = 0; time < 2; time++) {
                assertTrue(rows.evaluate(p.theta, p.intercept) && twinRows.evaluate(p.theta, p.intercept));
                check(order, twinRows, shape, "scalar ROWS");
                check(order, rows, shape, "ROWS");
            }
            int[] scattered = list(new Random(shape.seed()), shape.rows());
            int[] ascending = scattered.clone();
            Arrays.sort(ascending);
            for (int[] list : new int[][] {scattered, ascending}) {
                WrittenOrder listed = WrittenOrder.rows(p, loss.of(scalar), weights, list);
                rows.evaluate(p.theta, p.intercept, list, 0, list.length);
                twinRows.evaluate(p.theta, p.intercept, list, 0, list.length);
                check(listed, twinRows, shape, "scalar list");
                check(listed, rows, shape, "list");
            }

            Gradient panels = gradient(kernel, loss, p, p.panels, arena);
            Gradient twinPanels = gradient(scalar, loss, p, p.panels, arena);
            WrittenOrder inPanels = WrittenOrder.panels(p, loss.of(scalar), weights);
            for (int time = 0; time < 2; time++) {
                assertTrue(panels.evaluate(p.theta, p.intercept) && twinPanels.evaluate(p.theta, p.intercept));
                check(inPanels, twinPanels, shape, "scalar PANELS");
                check(inPanels, panels, shape, "PANELS");
            }
            Gradient columns = gradient(kernel, loss, p, p.columns, arena);
            Gradient twinColumns = gradient(scalar, loss, p, p.columns, arena);
            assertTrue(columns.evaluate(p.theta, p.intercept) && twinColumns.evaluate(p.theta, p.intercept));
            check(inPanels, twinColumns, shape, "scalar COLUMNS");
            check(inPanels, columns, shape, "COLUMNS");

            int[] some = panelList(new Random(shape.seed()), shape.rows());
            WrittenOrder somePanels = WrittenOrder.panels(p, loss.of(scalar), weights, some);
            for (Gradient gradient : new Gradient[] {panels, twinPanels, columns, twinColumns}) {
                gradient.evaluate(p.theta, p.intercept, some, 0, some.length);
                check(somePanels, gradient, shape, "panels of a list");
            }
        }
    }

    private static Gradient gradient(Kernel kernel, KernelLoss loss, Problem p, Samples x, Arena arena) {
        MemorySegment weights =
                isWeighted(p.shape) ? arena.allocateFrom(ValueLayout.JAVA_DOUBLE, weights(p.shape)) : null;
        Samples shifted = p.offsets == null ? x : x.withOffsets(arena.allocateFrom(ValueLayout.JAVA_DOUBLE, p.offsets));
        return new Gradient(kernel, shifted, p.targets.segment(), null, weights, loss.of(kernel), new Team(1));
    }

    private static boolean hasOffsets(Shape shape) {
        return (shape.seed() >> 33 & 1) == 0;
    }

    private static boolean isWeighted(Shape shape) {
        return (shape.seed() >> 32 & 1) == 0;
    }

    /** Positive ones, zeros among them, or ones where the gradient is to know of none. */
    private static double[] weights(Shape shape) {
        Random random = new Random(~shape.seed());
        double[] weights = new double[shape.rows()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = !isWeighted(shape) ? 1 : i > 0 && random.nextInt(8) == 0 ? 0 : random.nextDouble(3);
        }
        return weights;
    }

    private static void check(WrittenOrder expected, Gradient actual, Shape shape, String what) {
        Bits.assertSame(expected.cost, actual.cost(), shape, what + " cost");
        Bits.assertSame(expected.gradient, actual.values(), shape, what + " gradient");
        Bits.assertSame(expected.interceptGradient, actual.interceptGradient(), shape, what + " ∂J/∂b");
    }

    /** Rows out of order and repeated, at most as many as X has. */
    private static int[] list(Random random, int rows) {
        return random.ints(1 + random.nextInt(rows), 0, rows).toArray();
    }

    /** Some whole panels out of order, and behind them the last one, if it is short. */
    private static int[] panelList(Random random, int rows) {
        List<Integer> whole =
                IntStream.range(0, rows / Samples.PANEL).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(whole, random);
        int count = whole.isEmpty() ? 0 : 1 + random.nextInt(whole.size());
        IntStream panels = whole.stream().limit(count).flatMapToInt(panel -> rowsFrom(panel, Samples.PANEL));
        return IntStream.concat(panels, rowsFrom(rows / Samples.PANEL, rows % Samples.PANEL))
                .toArray();
    }

    private static IntStream rowsFrom(int panel, int count) {
        return IntStream.range(panel * Samples.PANEL, panel * Samples.PANEL + count);
    }

    private void checkPasses(Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            checkPredictions(p, p.rows, WrittenOrder.rows(p, scalar.squared(), weights(shape)).z);
            checkPredictions(p, p.panels, WrittenOrder.panels(p, scalar.squared(), weights(shape)).z);
            checkPredictions(p, p.columns, WrittenOrder.panels(p, scalar.squared(), weights(shape)).z);
            checkLists(p);
            checkSteps(p);
        }
    }

    private void checkPredictions(Problem p, Samples x, double[] expected) {
        int count = Math.min(expected.length, x.tileRows());
        int padded = (count + 63) / 64 * 64;
        double[] z = new double[padded];
        double[] twinZ = new double[padded];
        Passes passes = kernel.passes(x);
        Passes twin = scalar.passes(x);
        passes.theta(p.theta);
        twin.theta(p.theta);
        passes.predict(0, count, z);
        twin.predict(0, count, twinZ);
        for (int i = 0; i < count; i++) {
            Bits.assertSame(expected[i], twinZ[i], p.shape, "scalar z", i);
            Bits.assertSame(expected[i], z[i], p.shape, "z", i);
        }
    }

    private void checkLists(Problem p) {
        Random random = new Random(p.shape.seed());
        int[] list = list(random, p.shape.rows());
        int from = random.nextInt(list.length);
        int count = Math.min(list.length - from, p.rows.mostTileRows());
        RowPasses passes = kernel.rows(p.rows);
        RowPasses twin = scalar.rows(p.rows);
        passes.theta(p.theta);
        twin.theta(p.theta);
        double[] z = new double[count];
        double[] twinZ = new double[count];
        passes.predict(list, from, count, z);
        twin.predict(list, from, count, twinZ);
        Bits.assertSame(twinZ, z, p.shape, "z of list");
        double[] errors = p.shape.values().array(random, count);
        passes.accumulate(list, from, count, errors);
        twin.accumulate(list, from, count, errors);
        double[] sums = new double[p.shape.features()];
        double[] twinSums = new double[p.shape.features()];
        passes.drain(sums, 0);
        twin.drain(twinSums, 0);
        Bits.assertSame(twinSums, sums, p.shape, "sum of list");
    }

    /**
     * Steps row by row, as stochastic descent does them: only after a prediction that is finite, which a row with NaN or an infinity
     * never has (0 · ∞ is NaN).
     */
    private void checkSteps(Problem p) {
        Random random = new Random(p.shape.seed());
        RowPasses passes = kernel.rows(p.rows);
        RowPasses twin = scalar.rows(p.rows);
        passes.theta(p.theta);
        twin.theta(p.theta);
        double[] theta = p.theta.clone();
        double[] read = new double[theta.length];
        int[] list = random.ints(RowPasses.FETCHED, 0, p.shape.rows()).toArray();
        for (int row : list) {
            double expected = WrittenOrder.dotInLanes(p.x[row], theta);
            Bits.assertSame(expected, twin.predict(row), p.shape, "scalar z of row", row);
            Bits.assertSame(expected, passes.predict(row), p.shape, "z of row", row);
            if (!Double.isFinite(expected)) {
                continue;
            }
            double scale = p.shape.values().next(random);
            int next = random.nextInt(p.shape.rows());
            passes.fetch(list, 0, list.length);
            for (int j = 0; j < theta.length; j++) {
                theta[j] = Math.fma(p.x[row][j], scale, theta[j]);
            }
            expected = WrittenOrder.dotInLanes(p.x[next], theta);
            Bits.assertSame(expected, twin.step(row, scale, next), p.shape, "scalar z of the row after", row);
            Bits.assertSame(expected, passes.step(row, scale, next), p.shape, "z of the row after", row);
            twin.readTheta(read);
            Bits.assertSame(theta, read, p.shape, "scalar θ");
            passes.readTheta(read);
            Bits.assertSame(theta, read, p.shape, "θ");
        }
    }
}
