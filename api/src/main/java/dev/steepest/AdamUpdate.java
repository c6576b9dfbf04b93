package dev.steepest;

/**
 * m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², θ ← prox(θ − αⱼ m) with αⱼ = (α/(1 − β₁ᵗ)) / (√(s/(1 − β₂ᵗ)) + ε), the map with αⱼ, too.
 */
final class AdamUpdate extends Update {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double[] means;
    private final double[] squares;
    private double power1 = 1;
    private double power2 = 1;

    AdamUpdate(double beta1, double beta2, double epsilon, int features, PenaltyTerm penalty) {
        super(penalty);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.means = new double[features + 1];
        this.squares = new double[features + 1];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        power1 *= beta1;
        power2 *= beta2;
        double corrected = rate / (1 - power1);
        double correction = Math.sqrt(1 - power2);
        double[] theta = at.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double mean = mean(j, gradient[j]);
            double own = corrected / (root(j, gradient[j]) / correction + epsilon);
            theta[j] = penalty.map(Math.fma(-own, mean, kept * theta[j]), own, j);
        }
        double mean = mean(theta.length, interceptGradient);
        double own = corrected / (root(theta.length, interceptGradient) / correction + epsilon);
        at.intercept = Math.fma(-own, mean, at.intercept);
    }

    private double mean(int k, double gradient) {
        means[k] = Math.fma(beta1, means[k], (1 - beta1) * gradient);
        return means[k];
    }

    private double root(int k, double gradient) {
        squares[k] = Math.fma((1 - beta2) * gradient, gradient, beta2 * squares[k]);
        return Math.sqrt(squares[k]);
    }
}
