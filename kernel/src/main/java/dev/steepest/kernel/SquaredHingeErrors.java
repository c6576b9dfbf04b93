package dev.steepest.kernel;

/** s = 1 for the label 1, −1 for −1 and 0:  h = max(1 − sz, 0),  ℓ = h²,  e = −2sh. */
public class SquaredHingeErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        double slack = slack(z, target);
        return slack * slack;
    }

    @Override
    public final double error(double z, double target) {
        double slack = slack(z, target);
        return -sign(target) * (slack + slack);
    }

    private static double slack(double z, double target) {
        return Math.max(1 - sign(target) * z, 0);
    }
}
