package dev.steepest.kernel;

/**
 * exp and ln(1 + t) by polynomials of our own, because those of a library have other bits on other machines. Both are within 2 units in the last
 * place. The polynomials are minimax (Remez), their coefficients rounded to float64; both twins evaluate them in the order written here (Estrin's
 * scheme: short chains).
 *
 * <pre>
 * exp    x = n ln 2 + r with n whole and |r| ≤ ln 2 / 2;  eˣ = 2ⁿ (1 + (r + r² E(r))),  E of degree 9, error below 0.04 · 2⁻⁵³
 * log1p  s = t / (2 + t), w = s²;  ln(1 + t) = 2 artanh(s) = t − s (t − w L(w)),  L of degree 9, error below 0.02 · 2⁻⁵³
 * </pre>
 *
 * <p>(Muller: Elementary Functions, 3rd edition, 2016, chapters 3 and 11; the form of ln(1 + t), in which the error of the division hardly counts,
 * is that of Sun's fdlibm.)
 */
public final class Exponential {

    /** Below it, eˣ is 0. */
    public static final double LOWEST = -746;

    /** Above it, eˣ is infinite; at it, too. */
    public static final double HIGHEST = 710;

    public static final double LOG2_E = 0x1.71547652b82fep+0;

    /** ln 2 is the sum of these two. */
    public static final double LN2 = 0x1.62e42fefa39efp-1;

    public static final double LN2_REST = 0x1.abc9e3b39803fp-56;

    /** A number of this size has no fraction: adding it rounds to a whole number, which is then in the low bits. */
    public static final double ROUND = 0x1.8p52;

    /** Turns the bits of {@link #ROUND} + n into n + 2 · 1023: the biased exponents of two factors, together 2ⁿ. */
    private static final long EXPONENTS = 2 * 1023 - Double.doubleToRawLongBits(ROUND);

    /** Where a float64 keeps its exponent. */
    private static final int EXPONENT_SHIFT = 52;

    public static final double E0 = 0x1.000000000000ap-1;
    public static final double E1 = 0x1.55555555554fap-3;
    public static final double E2 = 0x1.555555555088cp-5;
    public static final double E3 = 0x1.1111111127ba0p-7;
    public static final double E4 = 0x1.6c16c18426726p-10;
    public static final double E5 = 0x1.a01a012a67b2ep-13;
    public static final double E6 = 0x1.a0199a16da091p-16;
    public static final double E7 = 0x1.71df253f351c9p-19;
    public static final double E8 = 0x1.28ad68a65e641p-22;
    public static final double E9 = 0x1.ad7f725730155p-26;

    public static final double L0 = 0x1.5555555555535p-1;
    public static final double L1 = 0x1.99999999a06c1p-2;
    public static final double L2 = 0x1.24924920910f8p-2;
    public static final double L3 = 0x1.c71c741a08580p-3;
    public static final double L4 = 0x1.745cb45969f6ap-3;
    public static final double L5 = 0x1.3b1dd3b3426bdp-3;
    public static final double L6 = 0x1.10682e7ec8b90p-3;
    public static final double L7 = 0x1.efd19304f8aafp-4;
    public static final double L8 = 0x1.55cf3e870051fp-4;
    public static final double L9 = 0x1.5c5c3b6010f90p-3;

    private Exponential() {}

    /** eˣ: 1 at 0, 0 and infinity where it underflows and overflows, NaN of NaN. Subnormal results are rounded once more. */
    public static double exp(double x) {
        double within = Math.min(Math.max(x, LOWEST), HIGHEST);
        double rounded = Math.fma(within, LOG2_E, ROUND);
        double n = rounded - ROUND;
        double r = Math.fma(-n, LN2_REST, Math.fma(-n, LN2, within));
        double square = r * r;
        double fourth = square * square;
        double low = Math.fma(Math.fma(r, E3, E2), square, Math.fma(r, E1, E0));
        double high = Math.fma(Math.fma(r, E7, E6), square, Math.fma(r, E5, E4));
        double top = Math.fma(Math.fma(r, E9, E8), fourth, high);
        double power = 1 + Math.fma(square, Math.fma(top, fourth, low), r);
        return scaled(power, rounded);
    }

    /**
     * power · 2ⁿ, by two factors, each of which is a normal number.
     *
     * @param rounded {@link #ROUND} + n
     */
    public static double scaled(double power, double rounded) {
        long exponents = Double.doubleToRawLongBits(rounded) + EXPONENTS;
        long half = exponents >>> 1;
        return power
                * Double.longBitsToDouble(half << EXPONENT_SHIFT)
                * Double.longBitsToDouble((exponents - half) << EXPONENT_SHIFT);
    }

    /** ln(1 + t) for 0 ≤ t ≤ 1; NaN of NaN. */
    public static double log1p(double t) {
        double s = t / (2 + t);
        double w = s * s;
        double square = w * w;
        double fourth = square * square;
        double low = Math.fma(Math.fma(w, L3, L2), square, Math.fma(w, L1, L0));
        double high = Math.fma(Math.fma(w, L7, L6), square, Math.fma(w, L5, L4));
        double top = Math.fma(Math.fma(w, L9, L8), fourth, high);
        return Math.fma(-s, Math.fma(-w, Math.fma(top, fourth, low), t), t);
    }
}
