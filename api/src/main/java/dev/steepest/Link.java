package dev.steepest;

import dev.steepest.kernel.Exponential;
import java.util.Locale;

/** What z = x·θ + b says of the target: a prediction is the mean that belongs to it (McCullagh, Nelder: Generalized Linear Models, 1989). */
public enum Link {
    /** The prediction is z. */
    IDENTITY {
        @Override
        public double mean(double z) {
            return z;
        }
    },

    /** The prediction is the probability of the label 1, 1 / (1 + e⁻ᶻ). */
    LOGIT {
        @Override
        public double mean(double z) {
            return 1 / (1 + Exponential.exp(-z));
        }
    },

    /** The prediction is eᶻ. */
    LOG {
        @Override
        public double mean(double z) {
            return Exponential.exp(z);
        }
    };

    /** The name that files use. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The prediction of z. */
    public abstract double mean(double z);
}
