package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.kernel.Exponential;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** exp and ln(1 + t) against 50 digits, at most 2 units in the last place away, and at the ends of the numbers; in the vectors of the kernel in use as well. */
class ExponentialTest {

    private static final int VALUES = 4000;
    private static final double MOST_ULPS = 2;

    private final Kernel kernel = Kernels.chosen();

    @Test
    void exp() {
        Random random = new Random(1);
        double worst = 0;
        for (int k = 0; k < VALUES; k++) {
            double x = switch (k % 4) {
                case 0 -> random.nextDouble(-1, 1);
                case 1 -> random.nextDouble(-745, 709.7);
                case 2 -> Math.scalb(random.nextDouble(-1, 1), -random.nextInt(60));
                // where the reduced argument is largest: halfway between multiples of ln 2
                default -> Math.nextUp((random.nextInt(1400) - 700 + 0.5) * Math.log(2));
            };
            worst = Math.max(worst, ulps(HighPrecision.exp(new BigDecimal(x)), Exponential.exp(x), x));
        }
        report("exp", worst);
    }

    @Test
    void log1p() {
        Random random = new Random(2);
        double worst = 0;
        for (int k = 0; k < VALUES; k++) {
            double t = k % 2 == 0 ? random.nextDouble() : Math.scalb(random.nextDouble(), -random.nextInt(1000));
            worst = Math.max(worst, ulps(HighPrecision.log1p(new BigDecimal(t)), Exponential.log1p(t), t));
        }
        report("log1p", worst);
    }

    private static void report(String function, double worst) {
        System.out.println(
                "ExponentialTest: " + function + " values=" + VALUES + " furthest=" + (float) worst + " ulp");
    }

    /** Subnormal results: their unit is the smallest number. */
    @Test
    void underflow() {
        Random random = new Random(3);
        for (int k = 0; k < 500; k++) {
            double x = random.nextDouble(-746, -708);
            ulps(HighPrecision.exp(new BigDecimal(x)), Exponential.exp(x), x);
        }
    }

    @Test
    void extremes() {
        same(1, Exponential.exp(0.0));
        same(1, Exponential.exp(-0.0));
        same(1, Exponential.exp(Double.MIN_VALUE));
        same(1, Exponential.exp(-0x1p-54));
        same(Double.POSITIVE_INFINITY, Exponential.exp(Double.POSITIVE_INFINITY));
        same(Double.POSITIVE_INFINITY, Exponential.exp(Double.MAX_VALUE));
        same(Double.POSITIVE_INFINITY, Exponential.exp(709.79));
        assertTrue(Exponential.exp(709.78) < Double.POSITIVE_INFINITY);
        same(0, Exponential.exp(Double.NEGATIVE_INFINITY));
        same(0, Exponential.exp(-Double.MAX_VALUE));
        same(0, Exponential.exp(-745.14));
        same(Double.MIN_VALUE, Exponential.exp(-744.5));
        same(Double.NaN, Exponential.exp(Double.NaN));
        same(0, Exponential.log1p(0.0));
        same(Double.MIN_VALUE, Exponential.log1p(Double.MIN_VALUE));
        same(Double.MIN_NORMAL, Exponential.log1p(Double.MIN_NORMAL));
        same(0x1p-54, Exponential.log1p(0x1p-54));
        same(Math.log(2), Exponential.log1p(1.0));
        same(Double.NaN, Exponential.log1p(Double.NaN));
    }

    /** eᶻ is the error of Poisson loss for y = 0; the twins' other values are compared in {@link TwinProperties}. */
    @Test
    void vectorsGiveTheSameBits() {
        Random random = new Random(4);
        double[] z = new double[64];
        double[] losses = new double[64];
        double[] errors = new double[64];
        for (int k = 0; k < 500; k++) {
            for (int i = 0; i < 64; i++) {
                z[i] = k % 2 == 0 ? random.nextDouble(-750, 715) : Values.ANY.next(random);
            }
            kernel.poisson().errors(z, new double[64], 0, 64, 0, losses, errors);
            for (int i = 0; i < 64; i++) {
                Bits.assertSame(Exponential.exp(z[i]), errors[i], z[i], "exp", i);
            }
            kernel.logistic().errors(z, new double[64], 0, 64, 0, losses, errors);
            for (int i = 0; i < 64; i++) {
                double t = Exponential.exp(-Math.abs(z[i]));
                Bits.assertSame(Math.max(z[i], 0) + Exponential.log1p(t), losses[i], z[i], "logistic loss", i);
            }
        }
    }

    /** The distance in units in the last place of the exact value. */
    private static double ulps(BigDecimal exact, double actual, double argument) {
        double ulp = Math.ulp(exact.doubleValue());
        double ulps = exact.subtract(new BigDecimal(actual))
                .abs()
                .divide(new BigDecimal(ulp), HighPrecision.DIGITS)
                .doubleValue();
        assertTrue(ulps <= MOST_ULPS, () -> "at " + argument + ": " + actual + " is " + ulps + " ulp off");
        return ulps;
    }

    private static void same(double expected, double actual) {
        assertEquals(expected, actual);
    }
}
