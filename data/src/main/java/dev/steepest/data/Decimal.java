package dev.steepest.data;

/**
 * Numbers as text, correctly rounded, as {@link Double#parseDouble} has them but without the forms that only Java knows
 * (1d, 0x1p3).
 *
 * <p>Up to 2⁵³ the digits are a float64 without rounding, and so is 10ᵏ up to k = 22: then one multiplication or
 * division rounds once, which is correct. That covers nearly every number that people write and costs no string; the
 * others are given to {@code parseDouble}.
 */
final class Decimal {

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final long EXACT = 1L << 53;

    /** More may overflow a long. */
    private static final int MOST_DIGITS = 18;

    private static final int HUGE_EXPONENT = 1_000_000;

    private Decimal() {}

    /**
     * The number that the characters from {@code begin} to {@code end} spell; NaN if they spell none, an infinity if it
     * is too large for float64.
     */
    static double parse(char[] text, int begin, int end) {
        return parse(text, begin, end, '.');
    }

    /** Whether a text spells a number, with this character for a point. */
    static boolean isNumber(String text, char decimal) {
        return !Double.isNaN(parse(text.toCharArray(), 0, text.length(), decimal));
    }

    /** The same with another character for the point. */
    static double parse(char[] text, int begin, int end, char decimal) {
        int at = begin;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        int first = at;
        long digits = 0;
        for (; at < end && isDigit(text[at]); at++) {
            digits = digits * 10 + (text[at] - '0');
        }
        int count = at - first;
        int scale = 0;
        if (at < end && text[at] == decimal) {
            int point = ++at;
            for (int four; at + 4 <= end && (four = fourDigits(text, at)) >= 0; at += 4) {
                digits = digits * 10_000 + four;
            }
            for (; at < end && isDigit(text[at]); at++) {
                digits = digits * 10 + (text[at] - '0');
            }
            scale = point - at;
            count -= scale;
        }
        if (count == 0) {
            return Double.NaN;
        }
        if (at < end) {
            int exponent = exponent(text, at, end);
            if (exponent == Integer.MIN_VALUE) {
                return Double.NaN;
            }
            scale += exponent;
        }
        if (count > MOST_DIGITS || digits > EXACT || scale < -22 || scale > 22) {
            return Double.parseDouble(new String(text, begin, end - begin).replace(decimal, '.'));
        }
        double value = scale < 0 ? digits / POWERS[-scale] : digits * POWERS[scale];
        return negative ? -value : value;
    }

    /** The number that four characters spell, negative if they are not all digits; without a branch for each. */
    private static int fourDigits(char[] text, int at) {
        int a = text[at] - '0';
        int b = text[at + 1] - '0';
        int c = text[at + 2] - '0';
        int d = text[at + 3] - '0';
        boolean digits = (a | b | c | d | (9 - a) | (9 - b) | (9 - c) | (9 - d)) >= 0;
        return digits ? a * 1000 + b * 100 + c * 10 + d : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The number after e; huge ones are cut, they overflow or vanish all the same. */
    private static int exponent(char[] text, int begin, int end) {
        int at = begin;
        if (text[at] != 'e' && text[at] != 'E') {
            return Integer.MIN_VALUE;
        }
        at++;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        if (at == end) {
            return Integer.MIN_VALUE;
        }
        int exponent = 0;
        for (; at < end; at++) {
            if (!isDigit(text[at])) {
                return Integer.MIN_VALUE;
            }
            exponent = Math.min(exponent * 10 + (text[at] - '0'), HUGE_EXPONENT);
        }
        return negative ? -exponent : exponent;
    }
}
