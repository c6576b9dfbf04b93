package dev.steepest.library;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;

/** The caller's memory as segments, after all that can be checked of an address and a size. */
@SuppressWarnings("restricted") // what is not the caller's memory cannot be told from an address
final class CMemory {

    /** All addresses: bulk copies through it cost less than a segment for each row. */
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private CMemory() {}

    /** The struct {@code steepest_matrix}. */
    record Table(long address, long rows, long features, long stride, int layout, int storage) {

        static final int ROWS = 0;
        static final int COLUMNS = 1;
        static final int FLOAT64 = 0;
        static final int FLOAT32 = 1;

        private Layout order() {
            return switch (layout) {
                case ROWS -> Layout.ROWS;
                case COLUMNS -> Layout.COLUMNS;
                default -> throw new IllegalArgumentException("x.layout=" + layout + " is none");
            };
        }

        private boolean isRows() {
            return order() == Layout.ROWS;
        }

        /** Values side by side. */
        private long run() {
            return isRows() ? features : rows;
        }

        /** How many runs. */
        private long runs() {
            return isRows() ? rows : features;
        }

        private long strideOrNoGap() {
            return stride == 0 ? run() : stride;
        }

        /** Views the values. */
        Matrix matrix() {
            if (rows < 1 || features < 1 || features > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("x has no such shape: rows=" + rows + " features=" + features);
            }
            if (strideOrNoGap() < run()) {
                throw new IllegalArgumentException("x.stride=" + stride + " is less than "
                        + (isRows() ? "features=" : "rows=") + run() + " of layout=" + order());
            }
            Storage stored = stored();
            MemorySegment segment = segment("x.values", address, values(), stored.bytes());
            return Matrix.wrap(segment, order(), stored, rows, (int) features, strideOrNoGap());
        }

        private Storage stored() {
            return switch (storage) {
                case FLOAT64 -> Storage.FLOAT64;
                case FLOAT32 -> Storage.FLOAT32;
                default -> throw new IllegalArgumentException("x.storage=" + storage + " is none");
            };
        }

        private long values() {
            try {
                return Math.addExact(Math.multiplyExact(runs() - 1, strideOrNoGap()), run());
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "x is too large: rows=" + rows + " features=" + features + " stride=" + stride, e);
            }
        }
    }

    static Vector vector(String name, long address, long length) {
        if (length < 1) {
            throw new IllegalArgumentException(name + " needs values: count=" + length);
        }
        return Vector.wrap(segment(name, address, length, Double.BYTES));
    }

    /** Copies a row of so many values. */
    static void read(long address, double[] row) {
        requireAligned("row", address, Double.BYTES);
        MemorySegment.copy(ALL, JAVA_DOUBLE, address, row, 0, row.length);
    }

    static byte[] bytes(String name, long address, long size) {
        if (size < 0 || size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(name + " has a size that is none, or too large: size=" + size);
        }
        return segment(name, address, size, 1).toArray(JAVA_BYTE);
    }

    static void write(String name, double[] values, long address, long capacity) {
        if (capacity < values.length) {
            throw new IllegalArgumentException(
                    name + " is too small: capacity=" + capacity + " features=" + values.length);
        }
        requireAligned(name, address, Double.BYTES);
        MemorySegment.copy(values, 0, ALL, JAVA_DOUBLE, address, values.length);
    }

    /** An automatic arena that nobody keeps: the latch falls when the collector has found and freed it. */
    static CountDownLatch whenFreed() {
        CountDownLatch freed = new CountDownLatch(1);
        MemorySegment unused = MemorySegment.NULL.reinterpret(1, Arena.ofAuto(), memory -> freed.countDown());
        assert unused.isNative();
        return freed;
    }

    private static MemorySegment segment(String name, long address, long elements, int width) {
        if (address == 0) {
            throw new IllegalArgumentException(name + "=NULL");
        }
        requireAligned(name, address, width);
        if (elements > (Long.MAX_VALUE - address) / width) {
            throw new IllegalArgumentException(
                    name + " is too large: " + elements + " values of " + width + " bytes exceed all addresses");
        }
        return MemorySegment.ofAddress(address).reinterpret(elements * width);
    }

    private static void requireAligned(String name, long address, int width) {
        if (address % width != 0) {
            throw new IllegalArgumentException(
                    name + " is misaligned: address=" + address + " is not a multiple of " + width);
        }
    }
}
