package dev.steepest;

/** Plain steps, and the mean of all θ that they came to: θ̄ ← θ̄ + (θ − θ̄)/t. */
final class AveragingUpdate extends Update {

    private final Update steps;
    private final Parameters mean;
    private long count;

    AveragingUpdate(int features, PenaltyTerm penalty) {
        super(penalty);
        this.steps = new PlainUpdate(penalty);
        this.mean = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        steps.step(at, gradient, interceptGradient, rate);
        count++;
        double share = 1.0 / count;
        for (int j = 0; j < at.theta.length; j++) {
            // a rounding must not lead beyond the bounds that all θ keep to
            mean.theta[j] = penalty.clip(Math.fma(share, at.theta[j] - mean.theta[j], mean.theta[j]), j);
        }
        mean.intercept = Math.fma(share, at.intercept - mean.intercept, mean.intercept);
    }

    @Override
    Parameters result(Parameters at) {
        return count == 0 ? at : mean;
    }
}
