package dev.steepest.properties;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.TWO;
import static java.math.BigDecimal.ZERO;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernels;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.opentest4j.AssertionFailedError;

/**
 * ℓ and e of every loss against the formula in exact arithmetic (50 digits where exp and ln come in): ℓ is within its rounding errors, and e is the central
 * difference of ℓ, within its own rounding errors and what a central difference leaves out.
 */
class LossProperties {

    /** h of the central difference. */
    private static final BigDecimal STEP = exact(0x1p-30);

    private static final BigDecimal U = exact(0x1p-53);
    private static final AtomicInteger CASES = new AtomicInteger();

    @AfterContainer
    static void report() {
        System.out.println("LossProperties: kernel=" + Kernels.chosen().name() + " cases=" + CASES);
    }

    @Provide
    Arbitrary<Double> scores() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(-4, 4).ofScale(15),
                Arbitraries.doubles().between(-700, 700).ofScale(10),
                Arbitraries.of(0.0, -0.0, 1.0, -1.0, 0.1, 1.35, 1e-300, -1e-17));
    }

    @Provide
    Arbitrary<Double> targets() {
        return Arbitraries.oneOf(
                Arbitraries.of(0.0, 1.0, -1.0),
                Arbitraries.doubles().between(-4, 4).ofScale(15));
    }

    @Property(tries = 1000)
    void lossesAndDerivatives(@ForAll("scores") double z, @ForAll("targets") double y) {
        for (Formula formula : Formula.values()) {
            double target = formula.target(y);
            CASES.incrementAndGet();
            double[] losses = new double[8];
            double[] errors = new double[8];
            double[] scores = {z, z, z, z, z, z, z, z};
            double[] targets = {target, target, target, target, target, target, target, target};
            Errors pass = formula.pass();
            pass.errors(scores, targets, 0, 8, 0, losses, errors);
            BigDecimal exactZ = exact(z);
            BigDecimal exactY = exact(target);
            check(formula, formula.loss(exactZ, exactY), losses[7], formula.lossBound(exactZ, exactY), z, target, "ℓ");
            if (formula.isSmooth(exactZ, exactY)) {
                BigDecimal above = formula.loss(exactZ.add(STEP), exactY);
                BigDecimal below = formula.loss(exactZ.subtract(STEP), exactY);
                BigDecimal difference = above.subtract(below).divide(STEP.multiply(TWO), HighPrecision.DIGITS);
                check(formula, difference, errors[7], formula.errorBound(exactZ, exactY), z, target, "e");
            }
        }
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    private static void check(
            Formula formula, BigDecimal exact, double actual, BigDecimal bound, double z, double y, String what) {
        BigDecimal error = exact.subtract(exact(actual)).abs();
        if (error.compareTo(bound.add(exact(2 * Double.MIN_VALUE))) > 0) {
            throw new AssertionFailedError(formula + " " + what + " at z=" + z + " y=" + y + ": exact "
                    + exact.round(new MathContext(25)) + ", was " + actual + ", error " + error.doubleValue()
                    + " exceeds bound " + bound.doubleValue());
        }
    }

    /** The formulas once more. */
    private enum Formula {
        SQUARED,
        HUBER,
        QUANTILE,
        EPSILON_INSENSITIVE,
        LOGISTIC,
        HINGE,
        SQUARED_HINGE,
        POISSON;

        Errors pass() {
            return KernelLoss.valueOf(name()).of(Kernels.chosen());
        }

        double target(double y) {
            return switch (this) {
                case LOGISTIC, HINGE, SQUARED_HINGE -> y > 0 ? 1 : y < -1 ? -1 : 0;
                case POISSON -> Math.abs(y);
                default -> y;
            };
        }

        BigDecimal loss(BigDecimal z, BigDecimal y) {
            BigDecimal delta = z.subtract(y);
            BigDecimal slack = ONE.subtract(margin(z, y)).max(ZERO);
            return switch (this) {
                case SQUARED -> delta.multiply(delta);
                case HUBER -> {
                    BigDecimal size = delta.abs();
                    yield size.compareTo(HUBER_D) <= 0
                            ? delta.multiply(delta).multiply(HALF)
                            : HUBER_D.multiply(size.subtract(HALF.multiply(HUBER_D)));
                }
                case QUANTILE -> delta.multiply(delta.signum() > 0 ? ABOVE : BELOW);
                case EPSILON_INSENSITIVE -> delta.abs().subtract(EPSILON).max(ZERO);
                case LOGISTIC -> {
                    BigDecimal m = margin(z, y);
                    yield m.negate()
                            .max(ZERO)
                            .add(HighPrecision.log1p(HighPrecision.exp(m.abs().negate())));
                }
                case HINGE -> slack;
                case SQUARED_HINGE -> slack.multiply(slack);
                case POISSON -> HighPrecision.exp(z).subtract(y.multiply(z));
            };
        }

        private static BigDecimal margin(BigDecimal z, BigDecimal y) {
            return y.signum() > 0 ? z : z.negate();
        }

        /** Rounding errors: of δ or 1 − sz at most u of itself, and so on through the formula; of exp and ln(1 + t) 2 ulp, that is 4u. */
        BigDecimal lossBound(BigDecimal z, BigDecimal y) {
            BigDecimal delta = z.subtract(y).abs();
            BigDecimal roundings = switch (this) {
                case SQUARED -> loss(z, y).multiply(BigDecimal.valueOf(4));
                // e(δ − e/2): u of δ in both factors, u of the difference, u of the product, all times at most d|δ|
                case HUBER -> delta.min(HUBER_D).multiply(delta).multiply(BigDecimal.valueOf(4));
                // 1 − q is rounded, δ and the product
                case QUANTILE -> loss(z, y).multiply(BigDecimal.valueOf(4));
                case EPSILON_INSENSITIVE -> delta.add(EPSILON).multiply(TWO);
                // t and ln(1 + t) 4u each, the sum u
                case LOGISTIC -> loss(z, y).multiply(BigDecimal.valueOf(10));
                case HINGE -> loss(z, y).multiply(TWO);
                case SQUARED_HINGE -> loss(z, y).multiply(BigDecimal.valueOf(4));
                case POISSON ->
                    HighPrecision.exp(z)
                            .multiply(BigDecimal.valueOf(5))
                            .add(y.multiply(z).abs());
            };
            return roundings.multiply(U);
        }

        /** Where ℓ has no kink within h, nor Huber's and the squared hinge's second derivative a jump. */
        boolean isSmooth(BigDecimal z, BigDecimal y) {
            BigDecimal delta = z.subtract(y).abs();
            BigDecimal kink = switch (this) {
                case HUBER -> delta.subtract(HUBER_D);
                case QUANTILE -> delta;
                case EPSILON_INSENSITIVE -> delta.subtract(EPSILON);
                case HINGE, SQUARED_HINGE -> ONE.subtract(margin(z, y));
                default -> ONE;
            };
            // δ is rounded, too
            return kink.abs().compareTo(STEP.multiply(TWO)) > 0;
        }

        /** Rounding errors of e, and h²/6 max |ℓ‴| of the difference: ℓ‴ is 0, at most 1/(6√3) < 1/10 (logistic) or e^(z + h). */
        BigDecimal errorBound(BigDecimal z, BigDecimal y) {
            BigDecimal delta = z.subtract(y).abs();
            BigDecimal left = STEP.multiply(STEP).divide(BigDecimal.valueOf(6), HighPrecision.DIGITS);
            BigDecimal digits = new BigDecimal("1e-40");
            return switch (this) {
                case SQUARED -> delta.multiply(TWO).multiply(U);
                case HUBER -> delta.multiply(U);
                case QUANTILE -> U;
                case EPSILON_INSENSITIVE, HINGE -> digits;
                case SQUARED_HINGE ->
                    ONE.add(z.abs()).multiply(BigDecimal.valueOf(3)).multiply(U);
                // t 4u, 1 + t half of that and u, the quotient u
                case LOGISTIC ->
                    U.multiply(BigDecimal.valueOf(8))
                            .add(left.multiply(new BigDecimal("0.1")))
                            .add(digits);
                case POISSON -> {
                    BigDecimal mean = HighPrecision.exp(z);
                    yield mean.multiply(BigDecimal.valueOf(5))
                            .add(y)
                            .multiply(U)
                            .add(left.multiply(mean).multiply(TWO))
                            .add(mean.add(ONE).multiply(digits));
                }
            };
        }

        private static final BigDecimal HALF = new BigDecimal("0.5");
        private static final BigDecimal HUBER_D = exact(1.35);
        private static final BigDecimal BELOW = exact(-0.3);
        private static final BigDecimal ABOVE = ONE.add(BELOW);
        private static final BigDecimal EPSILON = exact(0.1);
    }
}
