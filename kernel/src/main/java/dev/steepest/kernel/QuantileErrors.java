package dev.steepest.kernel;

/** δ = z − y:  ℓ = max((1 − q)δ, −qδ),  e = 1 − q above 0, −q below, 0 at δ = 0, where ℓ has a kink. */
public class QuantileErrors extends RowErrors {

    /** 1 − q. */
    protected final double above;

    /** −q. */
    protected final double below;

    public QuantileErrors(double quantile) {
        this.above = 1 - quantile;
        this.below = -quantile;
    }

    @Override
    public final double loss(double z, double target) {
        double difference = z - target;
        return Math.max(above * difference, below * difference);
    }

    @Override
    public final double error(double z, double target) {
        return Math.max(Math.min((z - target) * HUGE * HUGE, above), below);
    }
}
