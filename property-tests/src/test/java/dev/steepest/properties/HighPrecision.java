package dev.steepest.properties;

import java.math.BigDecimal;
import java.math.MathContext;

/** exp and ln to 50 digits. */
final class HighPrecision {

    static final MathContext DIGITS = new MathContext(60);

    private static final int HALVINGS = 16;
    private static final int TERMS = 16;

    private HighPrecision() {}

    /** (e^(x/2ᵏ))^(2ᵏ), the inner one by its series: 2ᵏ and the terms leave 50 of 60 digits for |x| < 1000. */
    static BigDecimal exp(BigDecimal x) {
        BigDecimal small = x.divide(new BigDecimal(1 << HALVINGS), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        for (int k = TERMS; k > 0; k--) {
            sum = BigDecimal.ONE.add(sum.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
        }
        for (int k = 0; k < HALVINGS; k++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** For t ≥ 0: Halley's iteration for eᵛ = 1 + t, which triples the digits of a first value. */
    static BigDecimal log1p(BigDecimal t) {
        BigDecimal value = new BigDecimal(Math.log1p(t.doubleValue()));
        BigDecimal target = BigDecimal.ONE.add(t);
        for (int k = 0; k < 2; k++) {
            BigDecimal power = expm1(value).add(BigDecimal.ONE);
            BigDecimal change = t.subtract(expm1(value)).multiply(BigDecimal.TWO);
            value = value.add(change.divide(power.add(target), DIGITS));
        }
        return value;
    }

    /** Relatively exact for small x, where exp(x) − 1 would lose digits: t + t²/2 + …, doubled as often as x was halved. */
    private static BigDecimal expm1(BigDecimal x) {
        BigDecimal small = x.divide(new BigDecimal(1 << HALVINGS), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        for (int k = TERMS; k > 1; k--) {
            sum = BigDecimal.ONE.add(sum.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
        }
        sum = sum.multiply(small, DIGITS);
        for (int k = 0; k < HALVINGS; k++) {
            sum = sum.multiply(sum.add(BigDecimal.TWO), DIGITS);
        }
        return sum;
    }
}
