package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.ScalarKernel;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** The same values stored as float32 and as float64 give the same bits, in every layout and kernel. */
class StorageProperties {

    private static final AtomicInteger SHAPES = new AtomicInteger();

    private final Kernel kernel = Kernels.chosen();
    private final Kernel scalar = new ScalarKernel();

    @AfterContainer
    static void report() {
        System.out.println("StorageProperties: kernel=" + Kernels.chosen().name() + " shapes=" + SHAPES);
    }

    @Provide
    Arbitrary<Shape> finite() {
        return Shape.any(513, 1023, Values.NEAR_ONE, Values.FINITE);
    }

    @Provide
    Arbitrary<Shape> withNaN() {
        return Shape.any(513, 257, Values.ANY);
    }

    @Property(tries = 500)
    void gradientsOfFiniteValues(@ForAll("finite") Shape shape) {
        checkGradients(shape);
    }

    @Property(tries = 200)
    void gradientsWithNaNAndInfinities(@ForAll("withNaN") Shape shape) {
        checkGradients(shape);
    }

    /** More than 16 MB of float32, whose rows are then read one by one, with and without an overlapping vector. */
    @Example
    void shapesLargerThanTheCaches() {
        for (int[] shape : new int[][] {{70_001, 61}, {9_000, 520}}) {
            checkGradients(new Shape(shape[0], shape[1], 0, 1, Values.NEAR_ONE, 7));
        }
    }

    private void checkGradients(Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Samples x : p.layouts()) {
                Narrow narrow = new Narrow(arena, shape, x);
                Samples wide = narrow.widened(arena);
                check(narrow.samples, wide, p);
                checkGram(narrow.samples, wide, shape);
                if (x.byRows()) {
                    checkList(narrow.samples, wide, p);
                    checkSteps(narrow.samples, wide, p);
                }
                narrow.memory.assertIntact(shape);
            }
        }
    }

    private void check(Samples narrow, Samples wide, Problem p) {
        Gradient expected = gradient(kernel, wide, p);
        assertTrue(expected.evaluate(p.theta, p.intercept));
        for (Kernel twin : List.of(kernel, scalar)) {
            Gradient actual = gradient(twin, narrow, p);
            // twice, since an evaluation must leave nothing behind
            for (int time = 0; time < 2; time++) {
                assertTrue(actual.evaluate(p.theta, p.intercept));
                assertSame(expected, actual, p.shape, twin.name() + " " + narrow.order());
            }
        }
    }

    private void checkList(Samples narrow, Samples wide, Problem p) {
        Random random = new Random(p.shape.seed());
        int[] list = random.ints(1 + random.nextInt(p.shape.rows()), 0, p.shape.rows())
                .toArray();
        Gradient expected = gradient(kernel, wide, p);
        expected.evaluate(p.theta, p.intercept, list, 0, list.length);
        for (Kernel twin : List.of(kernel, scalar)) {
            Gradient actual = gradient(twin, narrow, p);
            actual.evaluate(p.theta, p.intercept, list, 0, list.length);
            assertSame(expected, actual, p.shape, twin.name() + " list");
        }
    }

    /** Steps only after a prediction that is finite, as stochastic descent does. */
    private void checkSteps(Samples narrow, Samples wide, Problem p) {
        Random random = new Random(p.shape.seed());
        RowPasses expected = kernel.rows(wide);
        List<RowPasses> twins = List.of(kernel.rows(narrow), scalar.rows(narrow));
        expected.theta(p.theta);
        twins.forEach(twin -> twin.theta(p.theta));
        double[] theta = new double[p.theta.length];
        double[] read = new double[p.theta.length];
        int[] list = random.ints(RowPasses.FETCHED, 0, p.shape.rows()).toArray();
        for (int row : list) {
            double z = expected.predict(row);
            for (RowPasses twin : twins) {
                Bits.assertSame(z, twin.predict(row), p.shape, "z of row", row);
            }
            if (!Double.isFinite(z)) {
                continue;
            }
            double scale = p.shape.values().next(random);
            int next = random.nextInt(p.shape.rows());
            z = expected.step(row, scale, next);
            expected.readTheta(theta);
            for (RowPasses twin : twins) {
                twin.fetch(list, 0, list.length);
                Bits.assertSame(z, twin.step(row, scale, next), p.shape, "z of the row after", row);
                twin.readTheta(read);
                Bits.assertSame(theta, read, p.shape, "θ");
            }
        }
    }

    private void checkGram(Samples narrow, Samples wide, Shape shape) {
        if (shape.features() > 65) {
            return;
        }
        Gram expected = Objects.requireNonNull(Gram.of(kernel, wide, null, true, new Team(1)));
        Gram actual = Objects.requireNonNull(Gram.of(kernel, narrow, null, true, new Team(1)));
        for (int j = 0; j < shape.features(); j++) {
            Bits.assertSame(expected.sum(j), actual.sum(j), shape, "Σx", j);
            for (int k = 0; k < shape.features(); k++) {
                Bits.assertSame(expected.product(j, k), actual.product(j, k), shape, "XᵀX", j, k);
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

    /** Every value is rounded to the nearest float32 once, on its way in, and comes back as it was stored. */
    @Property(tries = 300)
    void copiesRoundOnce(@ForAll("withNaN") Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Layout from : Layout.values()) {
                for (Layout to : Layout.values()) {
                    Matrix narrow = p.matrix(from).copy(arena, to, dev.steepest.Storage.FLOAT32);
                    Matrix wide = narrow.copy(arena, from, dev.steepest.Storage.FLOAT64);
                    assertEquals(dev.steepest.Storage.FLOAT32, narrow.storage());
                    assertEquals(dev.steepest.Storage.FLOAT64, wide.storage());
                    for (int i = 0; i < shape.rows(); i++) {
                        for (int j = 0; j < shape.features(); j++) {
                            double expected = (float) p.x[i][j];
                            Bits.assertSame(expected, narrow.get(i, j), shape, "float32", i, j);
                            Bits.assertSame(expected, wide.get(i, j), shape, "widened", i, j);
                        }
                    }
                }
            }
        }
    }

    /** Of whole X, which may have more rows than a tile of its layout holds. */
    @Property(tries = 300)
    void predictions(@ForAll("finite") Shape shape) {
        SHAPES.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Model model = Model.of(p.intercept, p.theta);
            for (Layout layout : Layout.values()) {
                Matrix narrow = p.matrix(layout).copy(arena, layout, dev.steepest.Storage.FLOAT32);
                Matrix wide = narrow.copy(arena, layout, dev.steepest.Storage.FLOAT64);
                Vector expected = Vector.allocate(arena, shape.rows());
                Vector actual = Vector.allocate(arena, shape.rows());
                model.predict(wide, expected);
                model.predict(narrow, actual);
                double[] row = new double[shape.features()];
                for (int i = 0; i < shape.rows(); i++) {
                    Bits.assertSame(expected.get(i), actual.get(i), shape, layout + " prediction", i);
                    if (layout == Layout.ROWS) {
                        for (int j = 0; j < row.length; j++) {
                            row[j] = wide.get(i, j);
                        }
                        Bits.assertSame(expected.get(i), model.predict(row), shape, "prediction of one row", i);
                    }
                }
            }
        }
    }

    /** X as float32 in the same order and with the same gaps, between guard words, at any multiple of 4 bytes. */
    private static final class Narrow {

        final Samples samples;
        final Guarded memory;

        Narrow(Arena arena, Shape shape, Samples x) {
            long elements = x.segment().byteSize() / Double.BYTES;
            // half a word more than needed: an odd offset in float32 leaves it before X, an even one behind
            memory = new Guarded(arena, elements / 2 + 1, shape.offset());
            long shift = shape.seed() % 2 == 0 ? 0 : Float.BYTES;
            MemorySegment segment = memory.segment().asSlice(shift, elements * Float.BYTES);
            samples = switch (x.order()) {
                case ROWS -> Samples.rows(Storage.FLOAT32, segment, x.rows(), x.features(), x.rowStride());
                case COLUMNS -> Samples.columns(Storage.FLOAT32, segment, x.rows(), x.features(), x.featureStride());
                case PANELS -> Samples.panels(Storage.FLOAT32, segment, x.rows(), x.features());
            };
            Preparation.copy(x, samples);
        }

        Samples widened(Arena arena) {
            long rows = samples.rows();
            int features = samples.features();
            long bytes = Samples.panelBytes(Storage.FLOAT64, rows, features);
            MemorySegment segment = arena.allocate(bytes, 64);
            Samples wide = switch (samples.order()) {
                case ROWS -> Samples.rows(Storage.FLOAT64, segment, rows, features, features);
                case COLUMNS -> Samples.columns(Storage.FLOAT64, segment, rows, features, rows);
                case PANELS -> Samples.panels(Storage.FLOAT64, segment, rows, features);
            };
            Preparation.copy(samples, wide);
            return wide;
        }
    }
}
