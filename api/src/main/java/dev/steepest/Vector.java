package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;

/**
 * Float64 values side by side, a typed view of native memory: targets y, parameters θ, predictions.
 *
 * <p>As with {@link Matrix}, the memory belongs to its arena, the view is immutable, and which threads may read is the arena's rule.
 */
public final class Vector {

    private final MemorySegment segment;

    private Vector(MemorySegment segment) {
        this.segment = segment;
    }

    /**
     * Copies values into memory of the arena.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Vector of(Arena arena, double... values) {
        Vector vector = allocate(arena, values.length);
        MemorySegment.copy(values, 0, vector.segment, JAVA_DOUBLE, 0, values.length);
        return vector;
    }

    /**
     * New memory of the arena, all zeros, aligned to 64 bytes.
     *
     * @throws IllegalArgumentException if the length is less than 1, or its bytes exceed a long
     */
    public static Vector allocate(Arena arena, long length) {
        checkLength(length);
        if (length > Long.MAX_VALUE / Double.BYTES) {
            throw new IllegalArgumentException(
                    "a vector of length=" + length + " is too large: 8 bytes each exceed " + Long.MAX_VALUE);
        }
        return new Vector(arena.allocate(length * Double.BYTES, 64));
    }

    /**
     * Views all of a segment: nothing is copied.
     *
     * @param segment native memory of native byte order, address and size multiples of 8
     * @throws IllegalArgumentException if the segment is on the heap, misaligned, empty, or no whole number of values
     */
    public static Vector wrap(MemorySegment segment) {
        long length = segment.byteSize() / Double.BYTES;
        checkLength(length);
        if (segment.byteSize() % Double.BYTES != 0) {
            throw new IllegalArgumentException(
                    "a vector of float64 values cannot have byteSize=" + segment.byteSize() + ": not a multiple of 8");
        }
        return new Vector(Memory.checked("the vector", segment, Storage.FLOAT64, length));
    }

    private static void checkLength(long length) {
        if (length < 1) {
            throw new IllegalArgumentException("a vector needs values: length=" + length);
        }
    }

    /** How many values. */
    public long length() {
        return segment.byteSize() / Double.BYTES;
    }

    /** The memory viewed. */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * One value; for looking, not for loops.
     *
     * @throws IndexOutOfBoundsException if there is no such value
     */
    public double get(long index) {
        return segment.getAtIndex(JAVA_DOUBLE, Objects.checkIndex(index, length()));
    }

    /** Copies the values to the heap. */
    public double[] toArray() {
        return segment.toArray(JAVA_DOUBLE);
    }

    /** As a matrix of one feature. */
    Samples samples() {
        return Samples.rows(Storage.FLOAT64.inKernel(), segment, length(), 1, 1);
    }

    /** The values as {@link Arrays#toString(double[])} has them, of long vectors the first ten and the length. */
    @Override
    public String toString() {
        if (length() <= 100) {
            return Arrays.toString(toArray());
        }
        String first = Arrays.toString(segment.asSlice(0, 10 * Double.BYTES).toArray(JAVA_DOUBLE));
        return first.substring(0, first.length() - 1) + ", … length=" + length() + "]";
    }
}
