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
        penalty.step(at.theta, gradient, rate);
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
        extrapolate(at, last, momentum);
        penalty.clip(at.theta);
    }

    /** θ ← x′ + β(x′ − x), x ← x′, where θ is x′ at first. */
    static void extrapolate(Parameters at, Parameters last, double momentum) {
        double[] theta = at.theta;
        double[] x = last.theta;
        for (int j = 0; j < theta.length; j++) {
            double to = theta[j];
            theta[j] = Math.fma(momentum, to - x[j], to);
            x[j] = to;
        }
        double to = at.intercept;
        at.intercept = Math.fma(momentum, to - last.intercept, to);
        last.intercept = to;
    }

    @Override
    void save(State state) {
        state.put("nesterov.isFirst", isFirst);
        last.save("nesterov.last", state);
    }

    @Override
    void restore(State state) {
        isFirst = state.truth("nesterov.isFirst");
        last.restore("nesterov.last", state);
    }
}
