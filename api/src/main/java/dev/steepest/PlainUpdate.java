package dev.steepest;

/** θ ← prox(θ − α ∇J). */
final class PlainUpdate extends Update {

    PlainUpdate(PenaltyTerm penalty) {
        super(penalty);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        penalty.step(at.theta, gradient, rate);
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
    }

    @Override
    void save(State state) {}

    @Override
    void restore(State state) {}
}
