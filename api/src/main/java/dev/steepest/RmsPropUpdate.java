package dev.steepest;

/** s ← ρs + (1 − ρ)g², θ ← prox(θ − αⱼ g) with αⱼ = α / (√s + ε), the map with αⱼ, too. */
final class RmsPropUpdate extends Update {

    private final double rho;
    private final double epsilon;
    private final double[] squares;
    private final double[] rates;
    private double interceptSquare;

    RmsPropUpdate(double rho, double epsilon, int features, PenaltyTerm penalty) {
        super(penalty);
        this.rho = rho;
        this.epsilon = epsilon;
        this.squares = new double[features];
        this.rates = new double[features];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        move(at.theta, gradient, rate);
        penalty.map(at.theta, rates);
        interceptSquare = square(interceptSquare, interceptGradient);
        at.intercept = Math.fma(-rate(rate, interceptSquare), interceptGradient, at.intercept);
    }

    private void move(double[] theta, double[] gradient, double rate) {
        double kept = penalty.kept(rate);
        for (int j = 0; j < theta.length; j++) {
            double square = square(squares[j], gradient[j]);
            double own = rate(rate, square);
            squares[j] = square;
            rates[j] = own;
            theta[j] = Math.fma(-own, gradient[j], kept * theta[j]);
        }
    }

    private double square(double before, double gradient) {
        return Math.fma((1 - rho) * gradient, gradient, rho * before);
    }

    private double rate(double rate, double square) {
        return rate / (Math.sqrt(square) + epsilon);
    }

    @Override
    void save(State state) {
        state.put("rmsprop.squares", squares, squares.length);
        state.put("rmsprop.interceptSquare", interceptSquare);
    }

    @Override
    void restore(State state) {
        state.fill("rmsprop.squares", squares);
        interceptSquare = state.value("rmsprop.interceptSquare");
    }
}
