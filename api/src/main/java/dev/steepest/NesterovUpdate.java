package dev.steepest;

/** x′ = prox(θ − α∇J(θ)), θ ← x′ + β(x′ − x), x ← x′: the gradient is taken ahead of x, at θ, and what is known of a cost is known at θ. */
final class NesterovUpdate extends Update {

    private final double momentum;
    private final Parameters last;
    private boolean isFirst = true;

    NesterovUpdate(double momentum, int features, PenaltyTerm penalty) {
        super(penalty);
        this.momentum = momentum;
        this.last = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (isFirst) {
            last.set(at);
            isFirst = false;
        }
        double[] theta = at.theta;
        double[] x = last.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double to = penalty.map(Math.fma(-rate, gradient[j], kept * theta[j]), rate, j);
            theta[j] = penalty.clip(Math.fma(momentum, to - x[j], to), j);
            x[j] = to;
        }
        double to = Math.fma(-rate, interceptGradient, at.intercept);
        at.intercept = Math.fma(momentum, to - last.intercept, to);
        last.intercept = to;
    }
}
