package dev.steepest.kernel.vector;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Whether vectors are instructions in a native image. If the builder was not told to make them so, or the width is not one that the
 * image's CPU has, each vector is an object and the loops run a hundred times slower; the build says nothing, so it is timed. (In a JVM
 * that has just started no loop is compiled yet, and the question has no answer.)
 */
public final class Speed {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int TRIES = 8;
    private static final int VECTORS = 64;

    /** An instruction takes a few, a method with objects a hundred and more. */
    private static final long NANOS_PER_VECTOR = 40;

    private Speed() {}

    /** Times a few loops: some microseconds. */
    public static boolean isOfInstructions() {
        double[] values = new double[VECTORS * Width.LANES];
        Arrays.fill(values, 1);
        long best = Long.MAX_VALUE;
        for (int k = 0; k < TRIES; k++) {
            long start = System.nanoTime();
            step(values);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best < VECTORS * NANOS_PER_VECTOR;
    }

    private static void step(double[] values) {
        DoubleVector half = DoubleVector.broadcast(S, 0.5);
        for (int at = 0; at < values.length; at += Width.LANES) {
            half.fma(DoubleVector.fromArray(S, values, at), half).intoArray(values, at);
        }
    }
}
