package dev.steepest;

/** v ← prox(θ + βv − α∇J) − θ, θ ← θ + v: what the map made of the last step goes on, not what it cut off. */
final class MomentumUpdate extends Update {

    private final double momentum;
    private final double[] velocity;
    private double interceptVelocity;

    MomentumUpdate(double momentum, int features, PenaltyTerm penalty) {
        super(penalty);
        this.momentum = momentum;
        this.velocity = new double[features];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        double[] theta = at.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double from = kept * theta[j];
            double to = penalty.map(Math.fma(-rate, gradient[j], Math.fma(momentum, velocity[j], from)), rate, j);
            velocity[j] = to - from;
            theta[j] = to;
        }
        double to = Math.fma(-rate, interceptGradient, Math.fma(momentum, interceptVelocity, at.intercept));
        interceptVelocity = to - at.intercept;
        at.intercept = to;
    }
}
