package dev.steepest.properties;

import dev.steepest.kernel.CustomErrors;
import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernel;

/** Every errors pass that there is. */
enum KernelLoss {
    SQUARED,
    HUBER,
    QUANTILE,
    EPSILON_INSENSITIVE,
    LOGISTIC,
    HINGE,
    SQUARED_HINGE,
    POISSON,
    CUSTOM;

    Errors of(Kernel kernel) {
        return switch (this) {
            case SQUARED -> kernel.squared();
            case HUBER -> kernel.huber(1.35);
            case QUANTILE -> kernel.quantile(0.3);
            case EPSILON_INSENSITIVE -> kernel.epsilonInsensitive(0.1);
            case LOGISTIC -> kernel.logistic();
            case HINGE -> kernel.hinge();
            case SQUARED_HINGE -> kernel.squaredHinge();
            case POISSON -> kernel.poisson();
            case CUSTOM -> new CustomErrors((z, y) -> Math.pow(z - y, 4), (z, y) -> 4 * Math.pow(z - y, 3));
        };
    }

    /** One of them, by chance. */
    static KernelLoss of(long seed) {
        return values()[(int) Math.floorMod(seed, (long) values().length)];
    }
}
