package dev.steepest.kernel;

/** δ = z − y:  e = δ, but at most d and at least −d,  ℓ = e (δ − e/2), which is δ²/2 up to |δ| = d and d|δ| − d²/2 beyond. */
public class HuberErrors extends RowErrors {

    /** d. */
    protected final double most;

    public HuberErrors(double most) {
        this.most = most;
    }

    @Override
    public final double loss(double z, double target) {
        double difference = z - target;
        double error = error(z, target);
        return error * Math.fma(-0.5, error, difference);
    }

    @Override
    public final double error(double z, double target) {
        return Math.max(Math.min(z - target, most), -most);
    }
}
