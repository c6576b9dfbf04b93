package dev.steepest.kernel;

/** μ = exp(z):  ℓ = μ − yz,  e = μ − y. */
public class PoissonErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        return Math.fma(-target, z, Exponential.exp(z));
    }

    @Override
    public final double error(double z, double target) {
        return Exponential.exp(z) - target;
    }
}
