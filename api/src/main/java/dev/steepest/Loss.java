package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernel;

/** ℓ(z, y), what a prediction costs. Immutable. */
public abstract sealed class Loss {

    private final String name;

    private Loss(String name) {
        this.name = name;
    }

    /** ℓ = (z − y)², so J = (1/m) Σ (xᵢ·θ − yᵢ)² and ∇J = (2/m) Xᵀ(Xθ − y). */
    public static Loss squared() {
        return Squared.INSTANCE;
    }

    abstract Errors errors(Kernel kernel);

    /** The name that the command uses. */
    @Override
    public String toString() {
        return name;
    }

    private static final class Squared extends Loss {
        static final Squared INSTANCE = new Squared();

        private Squared() {
            super("squared");
        }

        @Override
        Errors errors(Kernel kernel) {
            return kernel.squared();
        }
    }
}
