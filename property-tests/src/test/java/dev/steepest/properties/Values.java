package dev.steepest.properties;

import java.util.Random;

/** Where values come from. */
enum Values {
    /** Multiples of 1/64 in [−1, 1]: sums of products are exact. */
    DYADIC {
        @Override
        double next(Random random) {
            return (random.nextInt(129) - 64) / 64.0;
        }
    },
    /** A few binades around 1, with exact zeros of both signs. */
    NEAR_ONE {
        @Override
        double next(Random random) {
            return random.nextInt(16) == 0
                    ? (random.nextBoolean() ? 0.0 : -0.0)
                    : Math.scalb(random.nextGaussian(), random.nextInt(20) - 10);
        }
    },
    /** All finite doubles, with 0, −0, the subnormal and the largest ones far more often than by chance. */
    FINITE {
        @Override
        double next(Random random) {
            return switch (random.nextInt(6)) {
                case 0 -> EXTREMES[random.nextInt(EXTREMES.length)];
                case 1 -> Double.longBitsToDouble(random.nextLong() & SUBNORMAL);
                case 2 -> {
                    double any = Double.longBitsToDouble(random.nextLong());
                    yield Double.isFinite(any) ? any : 1;
                }
                default -> NEAR_ONE.next(random);
            };
        }
    },
    /** {@link #FINITE}, and NaN or an infinity now and then. */
    ANY {
        @Override
        double next(Random random) {
            return random.nextInt(200) == 0 ? NON_FINITE[random.nextInt(NON_FINITE.length)] : FINITE.next(random);
        }
    };

    private static final long SUBNORMAL = 0x800f_ffff_ffff_ffffL;
    private static final double[] EXTREMES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        -Double.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1e-300,
        1e300
    };
    private static final double[] NON_FINITE = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};

    abstract double next(Random random);

    double[] array(Random random, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = next(random);
        }
        return values;
    }
}
