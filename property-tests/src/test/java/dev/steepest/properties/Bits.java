package dev.steepest.properties;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.opentest4j.AssertionFailedError;

/** Equality to the last bit: 0 is not −0, and NaN is NaN. */
final class Bits {

    private static final AtomicLong COMPARED = new AtomicLong();

    private Bits() {}

    static void assertSame(double expected, double actual, Object context, String what, long... index) {
        COMPARED.incrementAndGet();
        if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
            throw new AssertionFailedError(
                    what + (index.length == 0 ? "" : Arrays.toString(index)) + ": expected " + expected + " ("
                            + Double.toHexString(expected) + "), was " + actual + " (" + Double.toHexString(actual)
                            + "), of "
                            + context,
                    expected,
                    actual);
        }
    }

    static void assertSame(double[] expected, double[] actual, Object context, String what) {
        if (expected.length != actual.length) {
            throw new AssertionFailedError(what + ": length", expected.length, actual.length);
        }
        for (int k = 0; k < expected.length; k++) {
            assertSame(expected[k], actual[k], context, what, k);
        }
    }

    /** Values compared so far, in this JVM. */
    static long compared() {
        return COMPARED.get();
    }
}
