package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Preparation;
import java.lang.foreign.MemorySegment;

/** What weights of rows must be: finite, not negative, and not all zero. */
final class Weights {

    private static final int CHUNK = 512;

    private Weights() {}

    static void check(Vector weights, long rows) {
        Memory.requireReadable("the weights", weights.segment());
        if (weights.length() != rows) {
            throw new IllegalArgumentException("X has rows=" + rows + ", the weights have length=" + weights.length());
        }
        double[] chunk = new double[CHUNK];
        for (long row = 0; row < rows; row += CHUNK) {
            int count = (int) Math.min(CHUNK, rows - row);
            MemorySegment.copy(weights.segment(), JAVA_DOUBLE, row * Double.BYTES, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                check(chunk[i], row + i);
            }
        }
        double total = Preparation.total(weights.segment(), rows);
        if (!(total > 0 && total <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "the weights of rows=" + rows + " add up to " + total + ": it must be positive and finite");
        }
    }

    static void check(double weight, long row) {
        if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "weight=" + weight + " at row=" + row + " is no weight: it must be finite and not negative");
        }
    }
}
