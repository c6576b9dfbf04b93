package dev.steepest.data;

import dev.steepest.Loss;
import java.util.Locale;

/** How the prediction follows from z = x·θ + b: z is the link function of it (Nelder and Wedderburn: Generalized Linear Models, 1972). */
enum Link {
    /** The prediction is z. */
    IDENTITY,
    /** The prediction is 1/(1 + exp(−z)). */
    LOGIT,
    /** The prediction is exp(z). */
    LOG;

    static Link of(Loss loss) {
        return switch (loss.toString()) {
            case "squared" -> IDENTITY;
            default -> throw new AssertionError(loss);
        };
    }

    /** The name that files use. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
