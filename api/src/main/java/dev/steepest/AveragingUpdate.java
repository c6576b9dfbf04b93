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
            mean.theta[j] = Math.fma(share, at.theta[j] - mean.theta[j], mean.theta[j]);
        }
        penalty.clip(mean.theta); // a rounding may have led beyond the bounds that all θ keep to
        mean.intercept = Math.fma(share, at.intercept - mean.intercept, mean.intercept);
    }

    @Override
    Parameters result(Parameters at) {
        return count == 0 ? at : mean;
    }

    @Override
    void save(State state) {
        state.put("averaging.count", count);
        mean.save("averaging.mean", state);
    }

    @Override
    void restore(State state) {
        count = state.number("averaging.count", 0, Long.MAX_VALUE);
        mean.restore("averaging.mean", state);
    }

    /** Bounds may be others than those of the θ that the mean is of. */
    @Override
    void goOn(Parameters at, State end) {
        super.goOn(at, end);
        penalty.clip(mean.theta);
    }
}
