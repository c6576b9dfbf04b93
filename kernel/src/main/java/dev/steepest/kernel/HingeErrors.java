package dev.steepest.kernel;

/** s = 1 for labels above 0, else −1:  ℓ = max(1 − sz, 0),  e = −s where that is positive, else 0. */
public class HingeErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        return Math.max(1 - (target > 0 ? z : -z), 0);
    }

    @Override
    public final double error(double z, double target) {
        return loss(z, target) > 0 ? (target > 0 ? -1 : 1) : 0;
    }
}
