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
    private final Parameters next;
    private double t = 1;
    private boolean isFirst = true;

    AcceleratedUpdate(int features, PenaltyTerm penalty) {
        super(penalty);
        this.last = new Parameters(features);
        this.next = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (isFirst) {
            last.set(at);
            isFirst = false;
        }
        double momentum = descend(at, gradient, interceptGradient, rate) > 0 ? restart() : grow();
        extrapolate(at, momentum);
    }

    /** Takes the step to x′; returns (θ − x′)·(x′ − x), a chain over the features and the intercept. */
    private double descend(Parameters at, double[] gradient, double interceptGradient, double rate) {
        double kept = penalty.kept(rate);
        double uphill = 0;
        for (int j = 0; j < gradient.length; j++) {
            double from = at.theta[j];
            double to = penalty.map(Math.fma(-rate, gradient[j], kept * from), rate, j);
            uphill = Math.fma(from - to, to - last.theta[j], uphill);
            next.theta[j] = to;
        }
        next.intercept = Math.fma(-rate, interceptGradient, at.intercept);
        return Math.fma(at.intercept - next.intercept, next.intercept - last.intercept, uphill);
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

    private void extrapolate(Parameters at, double momentum) {
        for (int j = 0; j < at.theta.length; j++) {
            double to = next.theta[j];
            at.theta[j] = penalty.clip(Math.fma(momentum, to - last.theta[j], to), j);
            last.theta[j] = to;
        }
        at.intercept = Math.fma(momentum, next.intercept - last.intercept, next.intercept);
        last.intercept = next.intercept;
    }
}
