package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * Single values of a vector, for rows in any order. Through buffers, as a single read of a segment costs 80 ns in a native image; a
 * buffer holds less than 2³¹ bytes, so a long vector has several.
 */
public final class RowValues {

    /** Values of a buffer, a power of two. */
    private static final int LENGTH = 1 << 27;

    private final DoubleBuffer[] buffers;

    /** Views float64 values of native byte order; nothing is copied. */
    public RowValues(MemorySegment segment) {
        long bytes = LENGTH * (long) Double.BYTES;
        buffers = new DoubleBuffer[(int) Math.ceilDiv(segment.byteSize(), bytes)];
        for (int k = 0; k < buffers.length; k++) {
            long start = k * bytes;
            buffers[k] = segment.asSlice(start, Math.min(bytes, segment.byteSize() - start))
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asDoubleBuffer();
        }
    }

    /** The value of a row. */
    public double get(int row) {
        return buffers[row / LENGTH].get(row % LENGTH);
    }

    /** Those of the rows {@code list[from]} to before {@code list[from + count]}, to the first elements of an array. */
    public void get(int[] list, int from, int count, double[] to) {
        for (int k = 0; k < count; k++) {
            to[k] = get(list[from + k]);
        }
    }
}
