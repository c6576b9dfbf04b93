package dev.steepest;

/**
 * Nesterov's steps with a momentum that grows from 0 towards 1, as if nothing were known of the problem, and starts anew when the last step went against the
 * gradient map: (θ − x′)·(x′ − x) &gt; 0.
 *
 * <pre>
 * x′ = prox(θ − α∇J(θ))      t′ = (1 + √(1 + 4t²)) / 2      θ ← x′ + ((t − 1)/t′)(x′ − x)
 * </pre>
 */
final class AcceleratedUpdate extends Update {

    private final Parameters last;
    private final Parameters from;
    private double t = 1;
    private boolean isFirst = true;

    AcceleratedUpdate(int features, PenaltyTerm penalty) {
        super(penalty);
        this.last = new Parameters(features);
        this.from = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (isFirst) {
            last.set(at);
            isFirst = false;
        }
        from.set(at);
        penalty.step(at.theta, gradient, rate);
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
        NesterovUpdate.extrapolate(at, last, isUphill(at) ? restart() : grow());
        penalty.clip(at.theta);
    }

    /** Whether (θ − x′)·(x′ − x) &gt; 0: a chain over the features, then the intercept. */
    private boolean isUphill(Parameters next) {
        double product = 0;
        for (int j = 0; j < next.theta.length; j++) {
            double to = next.theta[j];
            product = Math.fma(from.theta[j] - to, to - last.theta[j], product);
        }
        double to = next.intercept;
        return Math.fma(from.intercept - to, to - last.intercept, product) > 0;
    }

    private double restart() {
        t = 1;
        return 0;
    }

    private double grow() {
        double before = t;
        t = (1 + Math.sqrt(Math.fma(4 * t, t, 1))) / 2;
        return (before - 1) / t;
    }

    @Override
    void save(State state) {
        state.put("accelerated.isFirst", isFirst);
        state.put("accelerated.t", t);
        last.save("accelerated.last", state);
    }

    @Override
    void restore(State state) {
        isFirst = state.truth("accelerated.isFirst");
        t = state.value("accelerated.t");
        last.restore("accelerated.last", state);
    }
}
