package dev.steepest.kernel;

/** δ = z − y:  ℓ = max(|δ| − ε, 0),  e = 1 above ε, −1 below −ε, 0 between and at the kinks. */
public class EpsilonInsensitiveErrors extends RowErrors {

    /** ε. */
    protected final double epsilon;

    public EpsilonInsensitiveErrors(double epsilon) {
        this.epsilon = epsilon;
    }

    @Override
    public final double loss(double z, double target) {
        return Math.max(Math.abs(z - target) - epsilon, 0);
    }

    @Override
    public final double error(double z, double target) {
        double most = step(loss(z, target));
        return Math.max(Math.min((z - target) * HUGE * HUGE, most), -most);
    }
}
