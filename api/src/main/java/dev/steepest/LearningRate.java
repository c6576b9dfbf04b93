package dev.steepest;

/** α, the length of a step as a multiple of the gradient. Immutable. */
public abstract sealed class LearningRate {

    private LearningRate() {}

    /**
     * The same rate at every step.
     *
     * @throws IllegalArgumentException if the rate is not positive and finite
     */
    public static LearningRate constant(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "learningRate=" + rate + " is no learning rate: it must be positive and finite");
        }
        return new Constant(rate);
    }

    /**
     * A rate found from the data before the first step.
     *
     * <p>Batch descent: 1/L, where L is the largest eigenvalue of (β/W) Xᵀdiag(w)X + λ₂ with the intercept's column of ones and the penalty's part of squares (that of absolute values has none: proximal
     * steps take the same rate), by Lanczos's method; β is the bound on ∂²ℓ/∂z² that {@link Loss} tells, so this bounds J's second derivative, and is it for squared loss without weights,
     * (2/m) XᵀX (Nesterov: Introductory Lectures on Convex Optimization, 2004, theorem 2.1.14). Any rate below 2/L converges with plain steps.
     *
     * <p>Stochastic and mini-batch descent of n rows a step: 1/(2·𝓛) with the expected smoothness 𝓛 = L·m(n−1)/(n(m−1)) +
     * Lmax·(m−n)/(n(m−1)), Lmax the largest of the single rows' β(wᵢ/w̄)‖xᵢ‖² (Gower et al.: SGD: General Analysis and Improved Rates, ICML
     * 2019, proposition 3.8), times 1 − β with momentum β; {@link Optimizer#svrg} 1/(2(𝓛 + 2Lmax·(m−n)/(n(m−1)))) (Sebbouh et al.: Towards closing the gap between the theory and
     * practice of SVRG, NeurIPS 2019, of Free-SVRG). Not for optimizers that scale each feature's gradient. A constant rate leaves a noise around the optimum that shrinks with the rate: choose a smaller one
     * for the last percent.
     *
     * <p>Losses without such a bound, those with a kink, Poisson (eᶻ grows without end), and custom ones, are refused at {@code fit},
     * but with optimizers that find their steps: {@link Optimizer#auto}, which does
     * for every loss and method, lbfgs, dog, barzilai-borwein, backtracking; and accelerated, which smooths kinks.
     */
    public static LearningRate automatic() {
        return Automatic.INSTANCE;
    }

    abstract double rate(Optimizer optimizer, Curvature curvature, long batch);

    /** The rate of {@link Online}, which has no data to look at. */
    abstract double rateWithoutData();

    private static final class Constant extends LearningRate {
        private final double rate;

        private Constant(double rate) {
            this.rate = rate;
        }

        @Override
        double rate(Optimizer optimizer, Curvature curvature, long batch) {
            return rate;
        }

        @Override
        double rateWithoutData() {
            return rate;
        }

        @Override
        public String toString() {
            return Double.toString(rate);
        }
    }

    private static final class Automatic extends LearningRate {
        static final Automatic INSTANCE = new Automatic();

        @Override
        double rate(Optimizer optimizer, Curvature curvature, long batch) {
            return optimizer.automaticRate(curvature, batch);
        }

        @Override
        double rateWithoutData() {
            throw new IllegalArgumentException(
                    "learningRate=automatic is found from data, and online steps have none at the start: give a constant one");
        }

        @Override
        public String toString() {
            return "automatic";
        }
    }
}
