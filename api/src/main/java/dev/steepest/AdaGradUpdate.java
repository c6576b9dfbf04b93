package dev.steepest;

/** s ← s + g², θ ← prox(θ − αⱼ g) with αⱼ = α / (√s + ε), the map with αⱼ, too. */
final class AdaGradUpdate extends Update {

    private final double epsilon;
    private final double[] squares;
    private final double[] rates;
    private double interceptSquares;

    AdaGradUpdate(double epsilon, int features, PenaltyTerm penalty) {
        super(penalty);
        this.epsilon = epsilon;
        this.squares = new double[features];
        this.rates = new double[features];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        move(at.theta, gradient, rate);
        penalty.map(at.theta, rates);
        interceptSquares = Math.fma(interceptGradient, interceptGradient, interceptSquares);
        at.intercept = Math.fma(-rate(rate, interceptSquares), interceptGradient, at.intercept);
    }

    private void move(double[] theta, double[] gradient, double rate) {
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double sum = Math.fma(gradient[j], gradient[j], squares[j]);
            double own = rate(rate, sum);
            squares[j] = sum;
            rates[j] = own;
            theta[j] = Math.fma(-own, gradient[j], kept * theta[j]);
        }
    }

    private double rate(double rate, double sum) {
        return rate / (Math.sqrt(sum) + epsilon);
    }

    @Override
    void save(State state) {
        state.put("adagrad.squares", squares, squares.length);
        state.put("adagrad.interceptSquares", interceptSquares);
    }

    @Override
    void restore(State state) {
        state.fill("adagrad.squares", squares);
        interceptSquares = state.value("adagrad.interceptSquares");
    }
}
