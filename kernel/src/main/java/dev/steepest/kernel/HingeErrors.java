package dev.steepest.kernel;

/** s = 1 for the label 1, −1 for −1 and 0:  ℓ = max(1 − sz, 0),  e = −s where that is positive, else 0. */
public class HingeErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        return Math.max(1 - sign(target) * z, 0);
    }

    @Override
    public final double error(double z, double target) {
        return -sign(target) * step(loss(z, target));
    }
}
