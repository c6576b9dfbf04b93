package dev.steepest.data;

/** Whole numbers of 64 bits as float64, which holds all of up to 53 bits. */
final class WholeNumbers {

    private static final int BITS = 53;

    private WholeNumbers() {}

    /** Whether a number, signed or not, is a float64. */
    static boolean isExact(long value, boolean isSigned) {
        long magnitude = isSigned ? Math.abs(value) : value;
        return magnitude == 0
                || Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude) <= BITS;
    }

    /** A number that is exact. */
    static double exact(long value, boolean isSigned) {
        return isSigned || value >= 0 ? value : 2.0 * (value >>> 1);
    }

    /** What to say of one that is not. */
    static String refusal(long value, boolean isSigned) {
        return (isSigned ? Long.toString(value) : Long.toUnsignedString(value))
                + " is no float64: not all whole numbers beyond 2^53=9007199254740992 are";
    }
}
