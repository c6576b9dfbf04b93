package dev.steepest;

/** s ← ρs + (1 − ρ)g², θ ← prox(θ − αⱼ g) with αⱼ = α / (√s + ε), the map with αⱼ, too. */
final class RmsPropUpdate extends Update {

    private final double rho;
    private final double epsilon;
    private final double[] squares;

    RmsPropUpdate(double rho, double epsilon, int features, PenaltyTerm penalty) {
        super(penalty);
        this.rho = rho;
        this.epsilon = epsilon;
        this.squares = new double[features + 1];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        double[] theta = at.theta;
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double own = rate / divisor(j, gradient[j]);
            theta[j] = penalty.map(Math.fma(-own, gradient[j], kept * theta[j]), own, j);
        }
        double own = rate / divisor(theta.length, interceptGradient);
        at.intercept = Math.fma(-own, interceptGradient, at.intercept);
    }

    private double divisor(int k, double gradient) {
        squares[k] = Math.fma((1 - rho) * gradient, gradient, rho * squares[k]);
        return Math.sqrt(squares[k]) + epsilon;
    }
}
