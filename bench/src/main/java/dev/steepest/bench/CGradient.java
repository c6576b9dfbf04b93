package dev.steepest.bench;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The hand-written C, called on the memory that Steepest's kernels read. */
final class CGradient {

    private static final int LANES = 8;

    private final OffHeap data;
    private final MemorySegment theta;
    private final MemorySegment gradient;
    private final MemorySegment lanes;
    private final MethodHandle read;
    private final MethodHandle panels;
    private final MethodHandle panels32;
    private final MethodHandle rowsBlocked;
    private final MethodHandle rowsInOrder;

    /**
     * @throws IllegalArgumentException if the C code has no tail for this shape
     * @throws IllegalStateException if it cannot be built
     */
    CGradient(OffHeap data) {
        int rows = data.shape.rows();
        int features = data.shape.features();
        if (rows % 64 != 0 || features % 8 != 0) {
            throw new IllegalArgumentException(
                    "gradient.c takes rows by 64 and features by 8: rows=" + rows + " features=" + features);
        }
        this.data = data;
        Arena arena = Arena.ofAuto();
        this.theta = arena.allocate((long) features * Double.BYTES, 64);
        this.gradient = arena.allocate((long) features * Double.BYTES, 64);
        this.lanes = arena.allocate((long) features * LANES * Double.BYTES, 64);
        MemorySegment.copy(data.shape.theta(), 0, theta, JAVA_DOUBLE, 0, features);
        CompiledC library = CompiledC.load();
        this.read = library.function("read_limit", CompiledC.arguments(1, 1));
        this.panels = library.function("panels", CompiledC.arguments(5, 2));
        this.panels32 = library.function("panels32", CompiledC.arguments(5, 2));
        this.rowsBlocked = library.function("rows_blocked", CompiledC.arguments(4, 2));
        this.rowsInOrder = library.function("rows_in_order", CompiledC.arguments(4, 2));
    }

    /** ΣX. */
    double read() {
        try {
            return (double) read.invokeExact(data.x.segment(), (long) data.shape.rows() * data.shape.features());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** J over X in panels. */
    double panels() {
        return panels(panels);
    }

    /** J over X in panels of float32. */
    double panels32() {
        return panels(panels32);
    }

    private double panels(MethodHandle function) {
        try {
            return (double) function.invokeExact(
                    data.x.segment(), data.y, theta, gradient, lanes, (long) data.shape.rows(), (long)
                            data.shape.features());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** J over X in rows, eight rows side by side. */
    double rowsBlocked() {
        return rows(rowsBlocked);
    }

    /** J over X in rows, memory touched in ascending order. */
    double rowsInOrder() {
        return rows(rowsInOrder);
    }

    private double rows(MethodHandle function) {
        try {
            return (double) function.invokeExact(
                    data.x.segment(), data.y, theta, gradient, (long) data.shape.rows(), (long) data.shape.features());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** ∇J of the last call. */
    double[] values() {
        return gradient.toArray(JAVA_DOUBLE);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("C throws nothing", e);
    }
}
