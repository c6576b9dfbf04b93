package dev.steepest;

/**
 * R(θ), what large coefficients cost: a term of J = (1/m) Σ ℓ(zᵢ, yᵢ) + R(θ). The intercept is never penalised. Immutable.
 *
 * <pre>
 * l2(λ)              R = (λ/2) Σ θⱼ²
 * l1(λ)              R = λ Σ |θⱼ|
 * elasticNet(λ, ρ)   R = λ (ρ Σ |θⱼ| + ((1 − ρ)/2) Σ θⱼ²)
 * weightDecay(λ)     R = 0; each step shrinks θ besides: θ ← θ − αλθ − …
 * </pre>
 *
 * <p>The part with squares is in the gradient, λ₂θ. The part with absolute values has none at zero and is taken by a proximal step, θ ← soft(θ − α∇, αλ₁) with soft(v, t) =
 * max(v − t, 0) + min(v + t, 0), which makes coefficients exactly zero (Daubechies, Defrise, De Mol: An iterative thresholding algorithm, 2004; Parikh and Boyd: Proximal
 * Algorithms, 2014).
 *
 * <p>Units: the mean loss, so λ does not depend on m. Where features are standardised, θ is that of the standardised features, as in a scikit-learn
 * pipeline behind a StandardScaler: then R treats features of different sizes alike.
 *
 * <p>scikit-learn halves the squared loss in some classes and adds it up in others. With squared loss, for its alpha: SGDRegressor, Lasso and ElasticNet λ = 2·alpha (ρ is
 * l1_ratio), Ridge λ = 2·alpha/m.
 */
public final class Penalty {

    private static final Penalty NONE = new Penalty("none", 0, 0, 0);

    private final String name;
    private final double l1;
    private final double l2;
    private final double decay;

    private Penalty(String name, double l1, double l2, double decay) {
        this.name = name;
        this.l1 = l1;
        this.l2 = l2;
        this.decay = decay;
    }

    /** R = 0. */
    public static Penalty none() {
        return NONE;
    }

    /**
     * R = (λ/2) Σ θⱼ² (Hoerl and Kennard: Ridge Regression, 1970).
     *
     * @param strength λ
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Penalty l2(double strength) {
        return new Penalty("l2:" + strength, 0, checked(strength), 0);
    }

    /**
     * R = λ Σ |θⱼ| (Tibshirani: Regression Shrinkage and Selection via the Lasso, 1996).
     *
     * @param strength λ
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Penalty l1(double strength) {
        return new Penalty("l1:" + strength, checked(strength), 0, 0);
    }

    /**
     * R = λ (ρ Σ |θⱼ| + ((1 − ρ)/2) Σ θⱼ²) (Zou and Hastie: Regularization and variable selection via the elastic net, 2005).
     *
     * @param strength λ
     * @param l1Ratio ρ: 0 is {@link #l2}, 1 is {@link #l1}
     * @throws IllegalArgumentException if the strength is negative or not finite, or the ratio is not from 0 to 1
     */
    public static Penalty elasticNet(double strength, double l1Ratio) {
        checked(strength);
        if (!(l1Ratio >= 0 && l1Ratio <= 1)) {
            throw new IllegalArgumentException("l1Ratio=" + l1Ratio + " must be from 0 to 1");
        }
        return new Penalty("elastic-net:" + strength + "," + l1Ratio, strength * l1Ratio, strength * (1 - l1Ratio), 0);
    }

    /**
     * Decoupled weight decay: θ ← θ − αλθ in each step, besides what the optimizer does with the gradient (Loshchilov and Hutter: Decoupled Weight Decay Regularization,
     * ICLR 2019). With plain steps that is {@link #l2} of the same λ, with others it is not, and no term of J: cost and gradient norm that are told are those of the
     * loss, and the gradient is not zero where the descent comes to rest.
     *
     * @param strength λ
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Penalty weightDecay(double strength) {
        return new Penalty("weight-decay:" + strength, 0, 0, checked(strength));
    }

    private static double checked(double strength) {
        if (!(strength >= 0) || Double.isInfinite(strength)) {
            throw new IllegalArgumentException(
                    "strength=" + strength + " is no strength of a penalty: it must be finite and ≥ 0");
        }
        return strength;
    }

    /** λ₁, of Σ |θⱼ|. */
    double l1() {
        return l1;
    }

    /** λ₂, of ½ Σ θⱼ². */
    double l2() {
        return l2;
    }

    double decay() {
        return decay;
    }

    /** The name that the command uses, with its parameters behind a colon. */
    @Override
    public String toString() {
        return name;
    }
}
