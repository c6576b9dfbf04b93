package dev.steepest;

import dev.steepest.kernel.CustomErrors;
import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ℓ(z, y), what the score z = x·θ + b costs where the target is y. Immutable. Below δ = z − y, and s = 1 for the label 1, −1 for the label −1 or 0
 * (of the two pairs a y has one).
 *
 * <pre>
 *                          ℓ                               ∂ℓ/∂z                      y         ∂²ℓ/∂z² ≤   prediction
 * squared                  δ²                              2δ                         any       2           z
 * huber(d)                 δ²/2, beyond |δ| = d d|δ| − d²/2  δ, at most d, at least −d  any       1           z
 * quantile(q)              (1 − q)δ or −qδ, the larger      1 − q or −q                any       kink        z
 * epsilonInsensitive(ε)    max(|δ| − ε, 0)                 ±1 or 0                    any       kink        z
 * logistic                 ln(1 + e⁻ˢᶻ)                    −s / (1 + eˢᶻ)             ±1, 0/1   1/4         1 / (1 + e⁻ᶻ)
 * hinge                    max(1 − sz, 0)                  −s or 0                    ±1, 0/1   kink        z
 * squaredHinge             max(1 − sz, 0)²                 −2s max(1 − sz, 0)         ±1, 0/1   2           z
 * poisson                  eᶻ − yz                         eᶻ − y                     ≥ 0       no bound    eᶻ
 * </pre>
 *
 * <p>{@link LearningRate#automatic} needs the bound of the last column but one, unless the optimizer finds its steps itself ({@link Optimizer#auto}
 * does for every loss): at a kink the gradient jumps, so no
 * constant rate comes to rest at the optimum, but about it at a distance that shrinks with the rate. (Huber: Robust Estimation of a Location Parameter,
 * 1964; Koenker, Bassett: Regression Quantiles, 1978; Vapnik: The Nature of Statistical Learning Theory, 1995; McCullagh, Nelder: Generalized Linear Models, 1989.)
 */
public final class Loss {

    private static final Loss SQUARED = new Loss("squared", Targets.ANY, 2, Link.IDENTITY, Kernel::squared);
    private static final Loss LOGISTIC = new Loss("logistic", Targets.LABELS, 0.25, Link.LOGIT, Kernel::logistic);
    private static final Loss HINGE = kinked("hinge", Targets.LABELS, Kink.HINGE, Kernel::hinge);
    private static final Loss SQUARED_HINGE =
            new Loss("squared-hinge", Targets.LABELS, 2, Link.IDENTITY, Kernel::squaredHinge);
    private static final Loss POISSON =
            new Loss("poisson", Targets.NOT_NEGATIVE, Double.POSITIVE_INFINITY, Link.LOG, Kernel::poisson);

    private static final String KNOWN =
            "squared, huber:D, quantile:Q, epsilon-insensitive:E, logistic, hinge, squared-hinge, poisson";

    private final String name;
    private final Targets targets;
    private final double largestSecondDerivative;
    private final Link link;
    private final Function<Kernel, Errors> errors;
    private final @Nullable Kink kink;
    private final double largestError;

    private Loss(
            String name, Targets targets, double largestSecondDerivative, Link link, Function<Kernel, Errors> errors) {
        this(name, targets, largestSecondDerivative, Double.POSITIVE_INFINITY, link, null, errors);
    }

    private Loss(
            String name,
            Targets targets,
            double largestSecondDerivative,
            double largestError,
            Link link,
            @Nullable Kink kink,
            Function<Kernel, Errors> errors) {
        this.name = name;
        this.targets = targets;
        this.largestSecondDerivative = largestSecondDerivative;
        this.link = link;
        this.largestError = largestError;
        this.kink = kink;
        this.errors = errors;
    }

    /** ℓ = (z − y)², so J = (1/m) Σ (xᵢ·θ − yᵢ)² and ∇J = (2/m) Xᵀ(Xθ − y). */
    public static Loss squared() {
        return SQUARED;
    }

    /**
     * Half the squared loss up to |z − y| = d, linear beyond: outliers pull no harder than with d.
     *
     * @throws IllegalArgumentException if d is not positive and finite
     */
    public static Loss huber(double d) {
        if (!(d > 0) || Double.isInfinite(d)) {
            throw new IllegalArgumentException("huber=" + d + " must be positive and finite");
        }
        return new Loss("huber:" + d, Targets.ANY, 1, d, Link.IDENTITY, null, kernel -> kernel.huber(d));
    }

    /**
     * The pinball loss, whose least mean is where the share q of the targets lies below: 0.5 fits the median, at half the absolute error.
     *
     * @throws IllegalArgumentException if q is not between 0 and 1
     */
    public static Loss quantile(double q) {
        if (!(q > 0 && q < 1)) {
            throw new IllegalArgumentException("quantile=" + q + " must be between 0 and 1");
        }
        return kinked("quantile:" + q, Targets.ANY, Kink.quantile(q), kernel -> kernel.quantile(q));
    }

    /**
     * The absolute error as far as it exceeds ε; with ε = 0 the absolute error.
     *
     * @throws IllegalArgumentException if ε is negative or not finite
     */
    public static Loss epsilonInsensitive(double epsilon) {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilonInsensitive=" + epsilon + " must be finite and ≥ 0");
        }
        return kinked(
                "epsilon-insensitive:" + epsilon,
                Targets.ANY,
                Kink.epsilonInsensitive(epsilon),
                kernel -> kernel.epsilonInsensitive(epsilon));
    }

    private static Loss kinked(String name, Targets targets, @Nullable Kink kink, Function<Kernel, Errors> errors) {
        double none = Double.POSITIVE_INFINITY;
        return new Loss(name, targets, none, none, Link.IDENTITY, kink, errors);
    }

    /** Logistic regression: the negative log-likelihood of labels, whose predictions are probabilities. */
    public static Loss logistic() {
        return LOGISTIC;
    }

    /** The loss of linear support vector machines: the sign of a prediction is its label. */
    public static Loss hinge() {
        return HINGE;
    }

    /** The square of the hinge, which has no kink. */
    public static Loss squaredHinge() {
        return SQUARED_HINGE;
    }

    /**
     * Poisson regression with a logarithmic link: the negative log-likelihood of counts, without ln y!, so it may be negative; half the deviance
     * is ℓ + y ln y − y.
     */
    public static Loss poisson() {
        return POISSON;
    }

    /**
     * A loss of one's own; slower than the others, as it is called row by row. It takes any target, predicts z, has no automatic rate, and cannot be stored
     * in a model file.
     */
    public static Loss custom(LossFunction function) {
        return kinked("custom", Targets.ANY, null, kernel -> new CustomErrors(function::loss, function::error));
    }

    /**
     * The loss of this name: the inverse of {@link #toString}. Parameters follow a colon; without one they are {@code huber:1.35}, {@code
     * quantile:0.5}, {@code epsilon-insensitive:0.1}.
     *
     * @throws IllegalArgumentException if there is no such loss, or the parameter is none
     */
    public static Loss parse(String text) {
        int colon = text.indexOf(':');
        String parameter = colon < 0 ? "" : text.substring(colon + 1);
        return switch (colon < 0 ? text : text.substring(0, colon)) {
            case "huber" -> huber(colon < 0 ? 1.35 : number(text, parameter));
            case "quantile" -> quantile(colon < 0 ? 0.5 : number(text, parameter));
            case "epsilon-insensitive" -> epsilonInsensitive(colon < 0 ? 0.1 : number(text, parameter));
            default -> withoutParameter(text);
        };
    }

    private static double number(String text, String parameter) {
        try {
            return Double.parseDouble(parameter);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("loss=" + text + ": '" + parameter + "' is no number", e);
        }
    }

    private static Loss withoutParameter(String text) {
        for (Loss loss : new Loss[] {SQUARED, LOGISTIC, HINGE, SQUARED_HINGE, POISSON}) {
            if (loss.name.equals(text)) {
                return loss;
            }
        }
        throw new IllegalArgumentException("loss=" + text + " is none of " + KNOWN);
    }

    /** What predictions are made of z by. */
    public Link link() {
        return link;
    }

    Errors errors(Kernel kernel) {
        return errors.apply(kernel);
    }

    /** Whether targets are labels: −1 and 1, or 0 and 1. */
    public boolean hasLabels() {
        return targets == Targets.LABELS;
    }

    /** Whether {@link LearningRate#automatic} serves: ∂²ℓ/∂z² has a bound. */
    public boolean hasAutomaticRate() {
        return largestSecondDerivative < Double.POSITIVE_INFINITY;
    }

    /** Whether it was made by {@link #custom}. */
    public boolean isCustom() {
        return name.equals("custom");
    }

    /** What smooths it; null where it is smooth, or one's own. */
    @Nullable
    Kink kink() {
        return kink;
    }

    /** Whether scores have the units of the targets. */
    boolean isInUnitsOfTargets() {
        return targets == Targets.ANY;
    }

    /** The score of a model without features, nearly the best one, where the targets have this mean. */
    double constant(double mean) {
        return switch (targets) {
            case ANY -> mean;
            case LABELS -> 0;
            case NOT_NEGATIVE -> mean > 0 ? StrictMath.log(mean) : 0;
        };
    }

    /** The least loss of any score. */
    double leastLoss(double target) {
        return targets == Targets.NOT_NEGATIVE && target > 0 ? target - target * StrictMath.log(target) : 0;
    }

    /** ∂²ℓ/∂z² where it has this ∂ℓ/∂z; 0 at kinks. */
    double secondDerivative(double error, double target) {
        if (targets == Targets.NOT_NEGATIVE) {
            return error + target;
        }
        if (link == Link.LOGIT) {
            return Math.abs(error) * (1 - Math.abs(error));
        }
        boolean isCurved = equals(SQUARED_HINGE) ? error != 0 : Math.abs(error) < largestError;
        return isCurved && hasAutomaticRate() ? largestSecondDerivative : 0;
    }

    /** Whether ℓ is the square of something linear, or 0. */
    boolean isSquare() {
        return isSquared() || equals(SQUARED_HINGE);
    }

    /** Whether XᵀX tells its gradients. */
    boolean isSquared() {
        return equals(SQUARED);
    }

    /** The least upper bound of ∂²ℓ/∂z², infinite if there is none. */
    double largestSecondDerivative() {
        return largestSecondDerivative;
    }

    /** Refuses an automatic rate where nothing bounds the gradient's change. */
    void requireSmooth() {
        if (!hasAutomaticRate()) {
            throw new IllegalArgumentException(
                    "learningRate=automatic needs a bound on the second derivative, which loss=" + name
                            + " has not: give a constant rate, or use optimizer=auto");
        }
    }

    /** Refuses the first target that this loss is not made for. */
    void checkTargets(Vector y) {
        targets.check(this, y);
    }

    /** Refuses a target that this loss is not made for. */
    void checkTarget(double target) {
        if (!targets.contain(target)) {
            throw new IllegalArgumentException("the target=" + target + targets.refusal(this));
        }
    }

    /** Refuses a target that this loss is not made for, by its row. */
    void checkTarget(double target, long row) {
        if (!targets.contain(target)) {
            throw new IllegalArgumentException("y=" + target + " at row=" + row + targets.refusal(this));
        }
    }

    /** The name that the command uses, with its parameter. */
    @Override
    public String toString() {
        return name;
    }
}
