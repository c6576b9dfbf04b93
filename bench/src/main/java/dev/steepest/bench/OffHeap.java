package dev.steepest.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Scaling;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** X and y in native memory, in one layout. */
final class OffHeap {

    final Shape shape;
    final Samples x;
    final MemorySegment y;

    private OffHeap(Shape shape, Samples x, MemorySegment y) {
        this.shape = shape;
        this.x = x;
        this.y = y;
    }

    static OffHeap rows(Shape shape) {
        MemorySegment segment = Arena.ofAuto().allocate(shape.bytes(), 64);
        return new OffHeap(
                        shape,
                        Samples.rows(Storage.FLOAT64, segment, shape.rows(), shape.features(), shape.features()),
                        null)
                .fill();
    }

    static OffHeap panels(Shape shape) {
        MemorySegment segment =
                Arena.ofAuto().allocate(Samples.panelBytes(Storage.FLOAT64, shape.rows(), shape.features()), 64);
        return new OffHeap(shape, Samples.panels(Storage.FLOAT64, segment, shape.rows(), shape.features()), null)
                .fill();
    }

    private OffHeap fill() {
        MemorySegment targets = Arena.ofAuto().allocate(shape.rows() * (long) Double.BYTES, 64);
        for (int i = 0; i < shape.rows(); i++) {
            targets.setAtIndex(JAVA_DOUBLE, i, shape.target(i));
            for (int j = 0; j < shape.features(); j++) {
                x.segment().set(JAVA_DOUBLE, x.offset(i, j), shape.value(i, j));
            }
        }
        return new OffHeap(shape, x, targets);
    }

    Gradient gradient(Kernel kernel) {
        return new Gradient(kernel, x, y, kernel.squared());
    }

    /** With features scaled as they are read, by 1 about 0, which changes no bit. */
    Gradient scaledGradient(Kernel kernel) {
        double[] ones = new double[shape.features()];
        Arrays.fill(ones, 1);
        Scaling scaling = new Scaling(new double[shape.features()], ones);
        return new Gradient(kernel, x.scaled(scaling), y, kernel.squared());
    }

    /** One stochastic epoch; returns the sum of losses. */
    double epoch(RowPasses passes, Errors errors, int[] order, double rate) {
        double losses = 0;
        for (int row : order) {
            double z = passes.predict(row);
            double target = y.getAtIndex(JAVA_DOUBLE, row);
            losses += errors.loss(z, target);
            passes.step(row, -rate * errors.error(z, target));
        }
        return losses;
    }
}
