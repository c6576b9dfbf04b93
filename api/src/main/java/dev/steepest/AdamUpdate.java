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
    private final double[] rates;
    private double interceptMean;
    private double interceptSquare;
    private double power1 = 1;
    private double power2 = 1;

    AdamUpdate(double beta1, double beta2, double epsilon, int features, PenaltyTerm penalty) {
        super(penalty);
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.means = new double[features];
        this.squares = new double[features];
        this.rates = new double[features];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        power1 *= beta1;
        power2 *= beta2;
        double corrected = rate / (1 - power1);
        double correction = Math.sqrt(1 - power2);
        move(at.theta, gradient, penalty.kept(rate), corrected, correction);
        penalty.map(at.theta, rates);
        interceptMean = mean(interceptMean, interceptGradient);
        interceptSquare = square(interceptSquare, interceptGradient);
        at.intercept = Math.fma(-rate(interceptSquare, corrected, correction), interceptMean, at.intercept);
    }

    private void move(double[] theta, double[] gradient, double kept, double corrected, double correction) {
        for (int j = 0; j < theta.length; j++) {
            double mean = mean(means[j], gradient[j]);
            double square = square(squares[j], gradient[j]);
            double own = rate(square, corrected, correction);
            means[j] = mean;
            squares[j] = square;
            rates[j] = own;
            theta[j] = Math.fma(-own, mean, kept * theta[j]);
        }
    }

    private double mean(double before, double gradient) {
        return Math.fma(beta1, before, (1 - beta1) * gradient);
    }

    private double square(double before, double gradient) {
        return Math.fma((1 - beta2) * gradient, gradient, beta2 * before);
    }

    private double rate(double square, double corrected, double correction) {
        return corrected / (Math.sqrt(square) / correction + epsilon);
    }

    @Override
    void save(State state) {
        state.put("adam.means", means, means.length);
        state.put("adam.squares", squares, squares.length);
        state.put("adam.interceptMean", interceptMean);
        state.put("adam.interceptSquare", interceptSquare);
        state.put("adam.power1", power1);
        state.put("adam.power2", power2);
    }

    @Override
    void restore(State state) {
        state.fill("adam.means", means);
        state.fill("adam.squares", squares);
        interceptMean = state.value("adam.interceptMean");
        interceptSquare = state.value("adam.interceptSquare");
        power1 = state.value("adam.power1");
        power2 = state.value("adam.power2");
    }
}
