package dev.steepest.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowValues;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Scaling;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** X and y in native memory, in one layout and one storage. */
final class OffHeap {

    final Shape shape;
    final Samples x;
    final MemorySegment y;

    private final RowValues targets;
    private final double[] fetchedTargets = new double[RowPasses.FETCHED];

    private OffHeap(Shape shape, Samples x, MemorySegment y) {
        this.shape = shape;
        this.x = x;
        this.y = y;
        this.targets = new RowValues(y);
    }

    static OffHeap rows(Shape shape) {
        return rows(Arena.ofAuto(), Storage.FLOAT64, shape);
    }

    static OffHeap rows(Arena arena, Storage storage, Shape shape) {
        MemorySegment segment = arena.allocate(storage.bytes() * shape.values(), 64);
        return filled(arena, shape, Samples.rows(storage, segment, shape.rows(), shape.features(), shape.features()));
    }

    static OffHeap panels(Shape shape) {
        return panels(Arena.ofAuto(), Storage.FLOAT64, shape);
    }

    static OffHeap panels(Arena arena, Storage storage, Shape shape) {
        MemorySegment segment = arena.allocate(Samples.panelBytes(storage, shape.rows(), shape.features()), 64);
        return filled(arena, shape, Samples.panels(storage, segment, shape.rows(), shape.features()));
    }

    static OffHeap columns(Arena arena, Storage storage, Shape shape) {
        MemorySegment segment = arena.allocate(storage.bytes() * shape.values(), 64);
        return filled(arena, shape, Samples.columns(storage, segment, shape.rows(), shape.features(), shape.rows()));
    }

    private static OffHeap filled(Arena arena, Shape shape, Samples x) {
        MemorySegment y = arena.allocate(shape.rows() * (long) Double.BYTES, 64);
        for (int i = 0; i < shape.rows(); i++) {
            y.setAtIndex(JAVA_DOUBLE, i, shape.target(i));
            for (int j = 0; j < shape.features(); j++) {
                if (x.storage() == Storage.FLOAT64) {
                    x.segment().set(JAVA_DOUBLE, x.offset(i, j), shape.value(i, j));
                } else {
                    x.segment().set(JAVA_FLOAT, x.offset(i, j), (float) shape.value(i, j));
                }
            }
        }
        return new OffHeap(shape, x, y);
    }

    Gradient gradient(Kernel kernel) {
        return gradient(kernel, new Team(1));
    }

    Gradient gradient(Kernel kernel, Team team) {
        return new Gradient(kernel, x, y, null, null, kernel.squared(), team);
    }

    /** With features scaled as they are read, by 1 about 0, which changes no bit. */
    Gradient scaledGradient(Kernel kernel) {
        double[] ones = new double[shape.features()];
        Arrays.fill(ones, 1);
        Scaling scaling = new Scaling(new double[shape.features()], ones);
        return new Gradient(kernel, x.scaled(scaling), y, kernel.squared());
    }

    /** One stochastic epoch, with rows and targets fetched a few at a time, as descents do; returns the sum of losses. */
    double epoch(RowPasses passes, Errors errors, int[] order, double rate) {
        double losses = 0;
        fetch(passes, order, 0);
        double z = passes.predict(order[0]);
        for (int k = 0; k < order.length; k++) {
            double target = fetchedTargets[k % RowPasses.FETCHED];
            losses += errors.loss(z, target);
            int next = Math.min(k + 1, order.length - 1);
            if (next % RowPasses.FETCHED == 0) {
                fetch(passes, order, next);
            }
            z = passes.step(order[k], -rate * errors.error(z, target), order[next]);
        }
        return losses;
    }

    private void fetch(RowPasses passes, int[] order, int from) {
        int count = Math.min(RowPasses.FETCHED, order.length - from);
        passes.fetch(order, from, count);
        targets.get(order, from, count, fetchedTargets);
    }
}
