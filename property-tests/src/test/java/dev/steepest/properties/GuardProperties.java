package dev.steepest.properties;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Nothing is written but the results, and nothing read but the values. */
class GuardProperties {

    private static final double UNTOUCHED = -12_345.678;

    private final Kernel kernel = Kernels.chosen();

    @Provide
    Arbitrary<Shape> shapes() {
        return Shape.any(257, 257, Values.DYADIC);
    }

    @Property(tries = 150)
    void predictLeavesAllElseAlone(@ForAll("shapes") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Layout layout : Layout.values()) {
                Guarded z = new Guarded(arena, shape.rows(), shape.offset());
                Model.of(p.intercept, p.theta).predict(p.matrix(layout), Vector.wrap(z.segment()));
                z.assertIntact(layout + " predictions of " + shape);
            }
            p.assertUntouched();
        }
    }

    @Property(tries = 150)
    void gradientsLeaveAllElseAlone(@ForAll("shapes") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] theta = p.theta.clone();
            int[] list = IntStream.range(0, shape.rows())
                    .map(i -> shape.rows() - 1 - i)
                    .toArray();
            for (Samples x : p.layouts()) {
                Gradient gradient = new Gradient(kernel, x, p.targets.segment(), kernel.squared());
                gradient.evaluate(theta, p.intercept);
                if (x.byRows()) {
                    gradient.evaluate(theta, p.intercept, list, 0, list.length);
                }
            }
            Bits.assertSame(p.theta, theta, shape, "θ");
            p.assertUntouched();
        }
    }

    @Property(tries = 120)
    void fitLeavesDataAlone(@ForAll("shapes") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent batch = GradientDescent.batch().maxEpochs(2).intercept();
            for (GradientDescent descent : new GradientDescent[] {
                batch,
                batch.standardize(),
                GradientDescent.stochastic(1).maxEpochs(2),
                GradientDescent.miniBatch(1 + shape.rows() / 3, 1).maxEpochs(2)
            }) {
                Fit fit = descent.fit(p.matrix(Layout.ROWS), p.targets);
                if (fit.method().equals("batch")) {
                    descent.fit(p.matrix(Layout.PANELS), p.targets);
                    descent.fit(p.matrix(Layout.COLUMNS), p.targets);
                }
            }
            p.assertUntouched();
        }
    }

    /** The target of pack(), handed out by an arena that puts guard words around what it allocates. */
    @Property(tries = 120)
    void packLeavesAllElseAlone(@ForAll("shapes") Shape shape) {
        checkPack(shape);
    }

    /** More features than are packed at once, in rows with and without gaps. */
    @Example
    void packsWideRows() {
        for (int[] wide : new int[][] {{64, 1024, 0}, {64, 1025, 0}, {131, 1025, 3}, {70, 2500, 0}, {70, 2500, 5}}) {
            checkPack(new Shape(wide[0], wide[1], wide[2], 1, Values.ANY, 11));
        }
    }

    private static void checkPack(Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GuardedArena guarded = new GuardedArena(arena);
            Matrix packed = p.matrix(Layout.ROWS).pack(guarded);
            guarded.last().assertIntact("pack of " + shape);
            for (int i = 0; i < (shape.rows() + 63) / 64 * 64; i++) {
                for (int j = 0; j < shape.features(); j++) {
                    long at = ((long) i / 64 * 64 * shape.features() + j * 64L + i % 64) * Double.BYTES;
                    double expected = i < shape.rows() ? p.x[i][j] : 0;
                    Bits.assertSame(expected, packed.segment().get(JAVA_DOUBLE, at), shape, "packed", i, j);
                }
            }
            Matrix columns = p.matrix(Layout.ROWS).copy(guarded, Layout.COLUMNS);
            guarded.last().assertIntact("columns of " + shape);
            for (int i = 0; i < shape.rows(); i++) {
                for (int j = 0; j < shape.features(); j++) {
                    long at = ((long) j * shape.rows() + i) * Double.BYTES;
                    Bits.assertSame(p.x[i][j], columns.segment().get(JAVA_DOUBLE, at), shape, "columns", i, j);
                }
            }
            p.assertUntouched();
        }
    }

    /** Arrays, too: z, errors and sums are written where they should be and nowhere else. */
    @Property(tries = 150)
    void passesWriteOnlyTheirPart(@ForAll("shapes") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int d = shape.features();
            for (Samples x : p.layouts()) {
                int count = Math.min(shape.rows(), x.tileRows());
                int[] list = IntStream.range(0, count).toArray();
                Passes passes = kernel.passes(x);
                passes.theta(p.theta);
                int written = x.byRows() ? count : (count + 63) / 64 * 64;
                double[] z = untouched(written + 64);
                passes.predict(0, count, z);
                assertUntouched(z, written, z.length, shape);
                if (x.byRows()) {
                    z = untouched(count + 64);
                    ((RowPasses) passes).predict(list, 0, count, z);
                    assertUntouched(z, count, z.length, shape);
                }
                double[] errors = new double[(count + 63) / 64 * 64];
                Arrays.fill(errors, 0, count, 1);
                passes.accumulate(0, count, errors);
                double[] sums = untouched(d + 20);
                passes.drain(sums, 10);
                assertUntouched(sums, 0, 10, shape);
                assertUntouched(sums, 10 + d, sums.length, shape);
            }
            p.assertUntouched();
        }
    }

    @Property(tries = 150)
    void errorsWritesOnlyItsPart(@ForAll("shapes") Shape shape) {
        int m = Math.min(shape.rows(), 512);
        int padded = (m + 63) / 64 * 64;
        double[] errors = untouched(padded + 64);
        double[] sums = untouched(16 + 16);
        Arrays.fill(sums, 0, 16, 0);
        double[] losses = untouched(padded + 64);
        Errors pass = KernelLoss.of(shape.seed()).of(kernel);
        pass.errors(new double[padded], new double[padded], 0, m, 0.5, losses, errors);
        assertUntouched(losses, m, losses.length, shape);
        assertUntouched(errors, m, errors.length, shape);
        kernel.errorSums().add(new double[padded], 0, m, losses, errors, sums);
        assertUntouched(errors, m, errors.length, shape);
        assertUntouched(sums, 16, sums.length, shape);
    }

    private static double[] untouched(int length) {
        double[] values = new double[length];
        Arrays.fill(values, UNTOUCHED);
        return values;
    }

    private static void assertUntouched(double[] values, int from, int to, Object context) {
        for (int k = from; k < to; k++) {
            Bits.assertSame(UNTOUCHED, values[k], context, "untouched", k);
        }
    }

    private static final class GuardedArena implements Arena {

        private final Arena arena;
        private Guarded last;

        GuardedArena(Arena arena) {
            this.arena = arena;
            this.last = new Guarded(arena, 1, 0);
        }

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            last = new Guarded(arena, byteSize / Double.BYTES, 0);
            return last.segment();
        }

        Guarded last() {
            return last;
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException("whoever opened the arena closes it");
        }
    }
}
