package dev.steepest.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * Copies runs of values between X and arrays of float64, in bulk: single reads of a segment are slow in native images. One instance serves one
 * thread.
 */
final class StoredValues {

    private final float[] floats = new float[4 * Samples.PANEL];

    /** Copies {@code count} values that lie side by side in memory, widened if need be. */
    void read(Storage storage, MemorySegment from, long offset, double[] to, int at, int count) {
        if (storage == Storage.FLOAT64) {
            MemorySegment.copy(from, JAVA_DOUBLE, offset, to, at, count);
            return;
        }
        for (int done = 0; done < count; done += floats.length) {
            int length = Math.min(floats.length, count - done);
            MemorySegment.copy(from, JAVA_FLOAT, offset + (long) done * Float.BYTES, floats, 0, length);
            for (int i = 0; i < length; i++) {
                to[at + done + i] = floats[i];
            }
        }
    }

    /** A single value; for rows that are put together from several places. */
    double read(Storage storage, MemorySegment from, long offset) {
        return storage == Storage.FLOAT64 ? from.get(JAVA_DOUBLE, offset) : from.get(JAVA_FLOAT, offset);
    }

    /** Copies {@code count} values to where they lie side by side in memory, rounded to nearest if need be. */
    void write(double[] from, int at, int count, Storage storage, MemorySegment to, long offset) {
        if (storage == Storage.FLOAT64) {
            MemorySegment.copy(from, at, to, JAVA_DOUBLE, offset, count);
            return;
        }
        for (int done = 0; done < count; done += floats.length) {
            int length = Math.min(floats.length, count - done);
            for (int i = 0; i < length; i++) {
                floats[i] = (float) from[at + done + i];
            }
            MemorySegment.copy(floats, 0, to, JAVA_FLOAT, offset + (long) done * Float.BYTES, length);
        }
    }
}
