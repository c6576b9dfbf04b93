package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of either label count for, besides their own weights.
 *
 * @param negative the factor of rows labelled −1 or 0
 * @param positive the factor of rows labelled 1
 */
record ClassWeights(double negative, double positive) {

    private static final int CHUNK = 512;

    /** Both labels weigh as much: m / (2 m₋) and m / (2 m₊), to be counted yet. */
    static final ClassWeights BALANCED = new ClassWeights(Double.NaN, Double.NaN);

    /** The weights of the rows. */
    Vector of(Vector y, @Nullable Vector weights, Arena arena) {
        ClassWeights factors = equals(BALANCED) ? balanced(y) : this;
        Vector products = Vector.allocate(arena, y.length());
        double[] labels = new double[CHUNK];
        double[] chunk = new double[CHUNK];
        Arrays.fill(chunk, 1);
        for (long row = 0; row < y.length(); row += CHUNK) {
            int count = (int) Math.min(CHUNK, y.length() - row);
            MemorySegment.copy(y.segment(), JAVA_DOUBLE, row * Double.BYTES, labels, 0, count);
            if (weights != null) {
                MemorySegment.copy(weights.segment(), JAVA_DOUBLE, row * Double.BYTES, chunk, 0, count);
            }
            for (int i = 0; i < count; i++) {
                labels[i] = chunk[i] * (labels[i] > 0 ? factors.positive : factors.negative);
            }
            MemorySegment.copy(labels, 0, products.segment(), JAVA_DOUBLE, row * Double.BYTES, count);
        }
        return products;
    }

    private static ClassWeights balanced(Vector y) {
        long positive = 0;
        double[] labels = new double[CHUNK];
        for (long row = 0; row < y.length(); row += CHUNK) {
            int count = (int) Math.min(CHUNK, y.length() - row);
            MemorySegment.copy(y.segment(), JAVA_DOUBLE, row * Double.BYTES, labels, 0, count);
            for (int i = 0; i < count; i++) {
                positive += labels[i] > 0 ? 1 : 0;
            }
        }
        long negative = y.length() - positive;
        if (positive == 0 || negative == 0) {
            throw new IllegalArgumentException(
                    "balanced class weights need rows of both labels: positive=" + positive + " negative=" + negative);
        }
        double rows = y.length();
        return new ClassWeights(rows / (2.0 * negative), rows / (2.0 * positive));
    }

    @Override
    public String toString() {
        return equals(BALANCED) ? "balanced" : negative + "," + positive;
    }
}
