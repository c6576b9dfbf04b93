package dev.steepest.properties;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

/** X in all layouts, y, θ and b: on the heap for the reference, in guarded memory for the kernels. */
final class Problem {

    final Shape shape;
    final double[][] x;
    final double[] y;
    final double[] theta;
    final double intercept;

    /** o, if predictions are to have one added; null for none. */
    double[] offsets;

    final Samples rows;
    final Samples panels;
    final Samples columns;
    final Vector targets;
    private final Guarded rowMemory;
    private final Guarded panelMemory;
    private final Guarded columnMemory;
    private final Guarded targetMemory;

    Problem(Arena arena, Shape shape) {
        this.shape = shape;
        Random random = new Random(shape.seed());
        int m = shape.rows();
        int d = shape.features();
        x = new double[m][];
        for (int i = 0; i < m; i++) {
            x[i] = shape.values().array(random, d);
        }
        y = shape.values().array(random, m);
        theta = shape.values().array(random, d);
        intercept = random.nextBoolean() ? 0 : shape.values().next(random);

        long stride = (long) d + shape.gap();
        rowMemory = new Guarded(arena, (m - 1) * stride + d, shape.offset());
        rows = Samples.rows(Storage.FLOAT64, rowMemory.segment(), m, d, stride);
        for (int i = 0; i < m; i++) {
            MemorySegment.copy(x[i], 0, rows.segment(), JAVA_DOUBLE, rows.offset(i, 0), d);
        }
        panelMemory = new Guarded(arena, Samples.panelBytes(Storage.FLOAT64, m, d) / Double.BYTES, shape.offset());
        panels = Samples.panels(Storage.FLOAT64, panelMemory.segment(), m, d);
        Preparation.copy(rows, panels);
        long columnStride = (long) m + shape.gap();
        columnMemory = new Guarded(arena, (d - 1) * columnStride + m, shape.offset());
        columns = Samples.columns(Storage.FLOAT64, columnMemory.segment(), m, d, columnStride);
        Preparation.copy(panels, columns);
        targetMemory = new Guarded(arena, m, shape.offset());
        MemorySegment.copy(y, 0, targetMemory.segment(), JAVA_DOUBLE, 0, m);
        targets = Vector.wrap(targetMemory.segment());
    }

    List<Samples> layouts() {
        return List.of(rows, panels, columns);
    }

    /** X as users see it. */
    Matrix matrix(Layout layout) {
        return switch (layout) {
            case ROWS ->
                Matrix.wrap(rows.segment(), layout, shape.rows(), shape.features(), shape.features() + shape.gap());
            case COLUMNS ->
                Matrix.wrap(columns.segment(), layout, shape.rows(), shape.features(), shape.rows() + shape.gap());
            case PANELS -> Matrix.wrap(panels.segment(), layout, shape.rows(), shape.features());
        };
    }

    /** Guard words, gaps, padding and the values themselves are as they were. */
    void assertUntouched() {
        rowMemory.assertIntact(shape.rows(), shape.features(), shape.gap(), shape);
        panelMemory.assertIntact(shape);
        columnMemory.assertIntact(shape.features(), shape.rows(), shape.gap(), shape);
        targetMemory.assertIntact(shape);
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < shape.features(); j++) {
                Bits.assertSame(x[i][j], rows.segment().get(JAVA_DOUBLE, rows.offset(i, j)), shape, "ROWS x", i, j);
                Bits.assertSame(
                        x[i][j], panels.segment().get(JAVA_DOUBLE, panels.offset(i, j)), shape, "PANELS x", i, j);
                Bits.assertSame(
                        x[i][j], columns.segment().get(JAVA_DOUBLE, columns.offset(i, j)), shape, "COLUMNS x", i, j);
            }
            Bits.assertSame(y[i], targets.get(i), shape, "y", i);
        }
        for (int i = shape.rows(); i % Samples.PANEL != 0; i++) {
            for (int j = 0; j < shape.features(); j++) {
                Bits.assertSame(0, panels.segment().get(JAVA_DOUBLE, panels.offset(i, j)), shape, "padding", i, j);
            }
        }
    }
}
