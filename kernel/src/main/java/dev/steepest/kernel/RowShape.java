package dev.steepest.kernel;

import java.util.Arrays;

/**
 * How a row of d features is cut into vectors of eight: whole ones from the left and, where d is no multiple of 8, one more that
 * ends where the row ends and overlaps its neighbour. θ is zero in the overlap, so nothing counts twice and no load leaves the
 * row; the gradient's overlap is dropped. (A row of fewer than eight features is one vector with zeros behind it.)
 *
 * <p>So a θ or a gradient is kept in {@link #padded} elements: {@code whole} in order, then the last vector's eight.
 *
 * @param features d
 */
public record RowShape(int features) {

    /** Features in whole vectors. */
    public int whole() {
        return features / Lanes.COUNT * Lanes.COUNT;
    }

    /** Whether a last, overlapping vector is needed. */
    public boolean hasTail() {
        return features % Lanes.COUNT != 0;
    }

    /** The feature in the first lane of the last vector. */
    public int tailStart() {
        return Math.max(0, features - Lanes.COUNT);
    }

    /** Lanes of the last vector that repeat features of the one before. */
    public int overlap() {
        return whole() - tailStart();
    }

    /** Elements of a θ or a gradient cut this way. */
    public int padded() {
        return whole() + (hasTail() ? Lanes.COUNT : 0);
    }

    /** d values to their padded form; the overlap becomes zero. */
    public void pad(double[] values, double[] padded) {
        System.arraycopy(values, 0, padded, 0, whole());
        if (hasTail()) {
            Arrays.fill(padded, whole(), padded(), 0);
            System.arraycopy(values, whole(), padded, whole() + overlap(), features - whole());
        }
    }

    /** The padded form to d values at {@code from}. */
    public void unpad(double[] padded, double[] values, int from) {
        System.arraycopy(padded, 0, values, from, whole());
        if (hasTail()) {
            System.arraycopy(padded, whole() + overlap(), values, from + whole(), features - whole());
        }
    }
}
