package dev.steepest;

/**
 * Distance over gradients: α = r/√Σ‖g‖², r the farthest that θ has been from where it began, and the result a mean of all θ that
 * counts late ones for more, with the weight 9/(t + 8) in step t (Ivgi, Hinder,
 * Carmon: DoG is SGD's best friend, ICML 2023; Shamir and Zhang: Stochastic gradient descent for non-smooth optimization, ICML 2013).
 * No constant is in the units of anything; the rate that is due is r at first.
 */
final class DistanceUpdate extends Update {

    private static final double LATE = 8;

    private final Parameters start;
    private final Parameters mean;
    private double farthest;
    private double squares;
    private long steps;

    DistanceUpdate(int features, PenaltyTerm penalty) {
        super(penalty);
        this.start = new Parameters(features);
        this.mean = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (steps == 0) {
            start.set(at);
            mean.set(at);
            farthest = rate;
        }
        double norm = Norms.euclidean(gradient, interceptGradient);
        squares = Math.fma(norm, norm, squares);
        if (squares > 0) {
            double length = farthest / Math.sqrt(squares);
            penalty.step(at.theta, gradient, length);
            at.intercept = Math.fma(-length, interceptGradient, at.intercept);
        }
        steps++;
        farthest = Math.max(farthest, distance(at));
        average(at, (1 + LATE) / (steps + LATE));
    }

    /** ‖θ − θ₀‖: a chain over the features, then b. */
    private double distance(Parameters at) {
        double sum = 0;
        for (int j = 0; j < at.theta.length; j++) {
            double difference = at.theta[j] - start.theta[j];
            sum = Math.fma(difference, difference, sum);
        }
        double difference = at.intercept - start.intercept;
        return Math.sqrt(Math.fma(difference, difference, sum));
    }

    private void average(Parameters at, double share) {
        double[] to = mean.theta;
        for (int j = 0; j < to.length; j++) {
            to[j] = Math.fma(share, at.theta[j] - to[j], to[j]);
        }
        penalty.clip(to); // a rounding may have led beyond the bounds that all θ keep to
        mean.intercept = Math.fma(share, at.intercept - mean.intercept, mean.intercept);
    }

    @Override
    Parameters result(Parameters at) {
        return steps == 0 ? at : mean;
    }

    @Override
    void save(State state) {
        start.save("distance.start", state);
        mean.save("distance.mean", state);
        state.put("distance.farthest", farthest);
        state.put("distance.squares", squares);
        state.put("distance.steps", steps);
    }

    @Override
    void restore(State state) {
        start.restore("distance.start", state);
        mean.restore("distance.mean", state);
        farthest = state.value("distance.farthest");
        squares = state.value("distance.squares");
        steps = state.number("distance.steps", 0, Long.MAX_VALUE);
    }

    /** Bounds may be others than those of the θ that the mean is of. */
    @Override
    void goOn(Parameters at, State end) {
        super.goOn(at, end);
        penalty.clip(mean.theta);
    }
}
