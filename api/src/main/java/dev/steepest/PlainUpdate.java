package dev.steepest;

/** θ ← prox(θ − α ∇J). */
final class PlainUpdate extends Update {

    PlainUpdate(PenaltyTerm penalty) {
        super(penalty);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        double[] theta = at.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            theta[j] = penalty.map(Math.fma(-rate, gradient[j], kept * theta[j]), rate, j);
        }
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
    }
}
