package dev.steepest;

/** θ′ ← prox(θ + βv − α∇J), v ← θ′ − θ: what the map made of a step goes on, not what it cut off. The state is the θ that v counts from. */
final class MomentumUpdate extends Update {

    private final double momentum;
    private final Parameters last;
    private boolean isFirst = true;

    MomentumUpdate(double momentum, int features, PenaltyTerm penalty) {
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
        move(at.theta, gradient, rate);
        penalty.map(at.theta, rate);
        double velocity = at.intercept - last.intercept;
        last.intercept = at.intercept;
        at.intercept = Math.fma(-rate, interceptGradient, Math.fma(momentum, velocity, at.intercept));
    }

    private void move(double[] theta, double[] gradient, double rate) {
        double[] before = last.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double velocity = theta[j] - before[j];
            double from = kept * theta[j];
            before[j] = from;
            theta[j] = Math.fma(-rate, gradient[j], Math.fma(momentum, velocity, from));
        }
    }

    @Override
    void save(State state) {
        state.put("momentum.isFirst", isFirst);
        last.save("momentum.last", state);
    }

    @Override
    void restore(State state) {
        isFirst = state.truth("momentum.isFirst");
        last.restore("momentum.last", state);
    }
}
