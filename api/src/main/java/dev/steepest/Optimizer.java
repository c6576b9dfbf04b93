package dev.steepest;

import java.util.Arrays;

/**
 * What a step makes of the gradient g = ∇J. Immutable: the state belongs to each fit, begins at zero and ends with it.
 *
 * <p>In the formulas, prox is the map of {@link Penalty} and bounds, with the factor of the gradient as its α; without them it changes nothing. Weight decay, where there
 * is any, takes αλθ from the θ that a formula starts with. The intercept moves by the same rule without either.
 *
 * <p>{@link #momentum} to {@link #adamW} serve every method. {@link #averaging}, {@link #svrg} and {@link #dog} are made for the noise
 * of single rows and mini-batches; {@link
 * #accelerated}, {@link #barzilaiBorwein}, {@link #backtracking} and {@link #lbfgs} need gradients without noise. {@link
 * GradientDescent#optimizer} refuses them elsewhere.
 *
 * <p>A plain step over one row, with L2 or weight decay or without, adds to θ in place. All others, and L1 and bounds, need the row's gradient and every feature of θ and
 * state: that takes four to ten times as long.
 */
public final class Optimizer {

    private static final String KNOWN = "plain, momentum:β, nesterov:β, adagrad:ε, rmsprop:ρ,ε, adam:β₁,β₂,ε, adamw:λ,"
            + " averaging, svrg, dog, accelerated, barzilai-borwein, backtracking, lbfgs:pairs, auto";

    /** The rate that plain steps are stable below, in 1/L. */
    private static final double OF_PLAIN = 2;

    /** What is stable where steps are found and not given. */
    private static final double NO_BOUND = Double.POSITIVE_INFINITY;

    /** What α is for optimizers whose steps are no multiples of gradients. */
    private static final double NO_LENGTH = Double.NaN;

    private static final Optimizer PLAIN =
            new Optimizer("plain", Method.ANY, OF_PLAIN, (d, penalty) -> new PlainUpdate(penalty));
    private static final Optimizer AVERAGING =
            new Optimizer("averaging", Method.BY_ROWS, OF_PLAIN, AveragingUpdate::new);
    private static final Optimizer SVRG =
            new Optimizer("svrg", Method.BY_ROWS, OF_PLAIN, (d, penalty) -> new PlainUpdate(penalty));
    private static final Optimizer ACCELERATED = new Optimizer("accelerated", Method.BATCH, 1, AcceleratedUpdate::new);
    private static final Optimizer BARZILAI_BORWEIN = new Optimizer(
            "barzilai-borwein", Method.BATCH, OF_PLAIN, (d, penalty) -> new LineSearch(true, 10, d, penalty));
    private static final Optimizer BACKTRACKING =
            new Optimizer("backtracking", Method.BATCH, OF_PLAIN, (d, penalty) -> new LineSearch(false, 1, d, penalty));

    private static final Optimizer DOG = new Optimizer("dog", Method.BY_ROWS, NO_BOUND, DistanceUpdate::new);

    /** Stands for another one, which data and description choose. */
    private static final Optimizer AUTO = new Optimizer("auto", Method.ANY, OF_PLAIN, (d, penalty) -> {
        throw new AssertionError("auto is none: it stands for another one");
    });

    private static final int PAIRS = 10;

    private static final int MOST_PAIRS = 1000;

    /** Passes over X that line searches with a memory need, as a rule. */
    private static final long FEW_EPOCHS = 64;

    /** Which methods an optimizer serves. */
    private enum Method {
        ANY,
        BATCH,
        BY_ROWS
    }

    @FunctionalInterface
    private interface Rule {
        Update update(int features, PenaltyTerm penalty);
    }

    private final String name;
    private final Method method;
    private final double stableRates;
    private final double momentum;
    private final double decay;
    private final Rule rule;

    private Optimizer(String name, Method method, double stableRates, Rule rule) {
        this(name, method, stableRates, 0, 0, rule);
    }

    private Optimizer(String name, Method method, double stableRates, double momentum, double decay, Rule rule) {
        this.name = name;
        this.method = method;
        this.stableRates = stableRates;
        this.momentum = momentum;
        this.decay = decay;
        this.rule = rule;
    }

    /** θ ← prox(θ − αg) (Cauchy 1847; Robbins and Monro: A Stochastic Approximation Method, 1951). */
    public static Optimizer plain() {
        return PLAIN;
    }

    /**
     * Heavy ball: θ′ = prox(θ + βv − αg), v ← θ′ − θ, θ ← θ′ (Polyak: Some methods of speeding up the convergence of iteration methods, 1964; Ochs et al.: iPiano,
     * 2014). The v of PyTorch's SGD is −v/α of this one.
     *
     * @param momentum β, 0.9 as a rule; 0 gives plain steps, to the bit
     * @throws IllegalArgumentException if it is not from 0 to below 1
     */
    public static Optimizer momentum(double momentum) {
        // stable as long as the roots of the recurrence along the eigenvector of L stay in the unit circle
        double stableRates = 2 * (1 + share("momentum", momentum));
        Rule rule = (d, penalty) -> new MomentumUpdate(momentum, d, penalty);
        return new Optimizer("momentum:" + momentum, Method.ANY, stableRates, momentum, 0, rule);
    }

    /**
     * Nesterov's momentum: x′ = prox(θ − αg), θ ← x′ + β(x′ − x), x ← x′ (Nesterov 1983; Sutskever et al.: On the importance of initialization and momentum in deep
     * learning, 2013). The result is θ, where gradients are taken.
     *
     * @param momentum β, 0.9 as a rule; 0 gives plain steps, to the bit
     * @throws IllegalArgumentException if it is not from 0 to below 1
     */
    public static Optimizer nesterov(double momentum) {
        double stableRates = 2 * (1 + share("nesterov", momentum)) / (1 + 2 * momentum);
        Rule rule = (d, penalty) -> new NesterovUpdate(momentum, d, penalty);
        return new Optimizer("nesterov:" + momentum, Method.ANY, stableRates, momentum, 0, rule);
    }

    /** {@link #adaGrad(double)} with ε = 10⁻¹⁰. */
    public static Optimizer adaGrad() {
        return adaGrad(1e-10);
    }

    /**
     * A rate for each feature that shrinks as its gradients add up: s ← s + g², θ ← prox(θ − αg/(√s + ε)) (Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR
     * 2011).
     *
     * @throws IllegalArgumentException if ε is not positive and finite
     */
    public static Optimizer adaGrad(double epsilon) {
        positive(epsilon);
        return adaptive("adagrad:" + epsilon, 0, (d, penalty) -> new AdaGradUpdate(epsilon, d, penalty));
    }

    /** {@link #rmsProp(double, double)} with ρ = 0.9, ε = 10⁻⁸. */
    public static Optimizer rmsProp() {
        return rmsProp(0.9, 1e-8);
    }

    /**
     * A rate for each feature by the size of its recent gradients: s ← ρs + (1 − ρ)g², θ ← prox(θ − αg/(√s + ε)) (Tieleman and Hinton: lecture 6.5 of Neural Networks for
     * Machine Learning, 2012).
     *
     * @throws IllegalArgumentException if ρ is not from 0 to below 1, or ε not positive and finite
     */
    public static Optimizer rmsProp(double rho, double epsilon) {
        share("rho", rho);
        positive(epsilon);
        return adaptive(
                "rmsprop:" + rho + "," + epsilon, 0, (d, penalty) -> new RmsPropUpdate(rho, epsilon, d, penalty));
    }

    /** {@link #adam(double, double, double)} with β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸. */
    public static Optimizer adam() {
        return adam(0.9, 0.999, 1e-8);
    }

    /**
     * m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², θ ← prox(θ − αm̂/(√ŝ + ε)), with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) in step t (Kingma and Ba: Adam, ICLR
     * 2015).
     *
     * @throws IllegalArgumentException if β₁ or β₂ is not from 0 to below 1, or ε not positive and finite
     */
    public static Optimizer adam(double beta1, double beta2, double epsilon) {
        share("beta1", beta1);
        share("beta2", beta2);
        positive(epsilon);
        return adaptive(
                "adam:" + beta1 + "," + beta2 + "," + epsilon,
                0,
                (d, penalty) -> new AdamUpdate(beta1, beta2, epsilon, d, penalty));
    }

    /**
     * {@link #adam} with decoupled weight decay, that is with {@link Penalty#weightDecay}, and room for another penalty besides (Loshchilov and Hutter: Decoupled Weight Decay
     * Regularization, ICLR 2019).
     *
     * @param decay λ; 0 gives Adam, to the bit
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Optimizer adamW(double decay) {
        if (!(decay >= 0) || Double.isInfinite(decay)) {
            throw new IllegalArgumentException("weightDecay=" + decay + " must be finite and ≥ 0");
        }
        return adaptive("adamw:" + decay, decay, adam().rule);
    }

    /**
     * Plain steps whose result is the mean of all θ that they came to: the noise of a constant rate averages out (Polyak and Juditsky: Acceleration of Stochastic Approximation by
     * Averaging, 1992). Costs along the way are those of the θ that steps; under L1 a mean has few exact zeros. Not for batch descent.
     */
    public static Optimizer averaging() {
        return AVERAGING;
    }

    /**
     * Stochastic variance-reduced gradient: θ ← prox(θ − α(gₛ(θ) − gₛ(θ̃) + g(θ̃))), where s are the rows of the step and θ̃ is θ at the start of the epoch, with its gradient
     * over all rows: a constant rate converges to the optimum itself (Johnson and Zhang, NIPS 2013; Xiao and Zhang: A proximal stochastic gradient method with progressive
     * variance reduction, 2014). An epoch reads X three times. Not for batch descent.
     */
    public static Optimizer svrg() {
        return SVRG;
    }

    /**
     * FISTA with restart: Nesterov's steps with a momentum that grows by t′ = (1 + √(1 + 4t²))/2, β = (t − 1)/t′, and starts anew where a step goes against the gradient
     * map (Beck and Teboulle: A Fast Iterative Shrinkage-Thresholding Algorithm, 2009; O'Donoghue and Candès: Adaptive restart for accelerated gradient schemes, 2015). Epochs grow
     * with √κ, those of plain steps with κ, the condition number. The result is the θ where gradients are taken. For batch descent, at rates up to 1/L, the automatic one.
     */
    public static Optimizer accelerated() {
        return ACCELERATED;
    }

    /**
     * Plain steps of the rate ‖δ‖²/(δ·γ), δ and γ the last changes of θ and gradient (Barzilai and Borwein: Two-Point Step Size Gradient Methods, 1988), halved until the
     * cost is below the highest of the last ten by ‖δ‖²/(2α) (Wright, Nowak, Figueiredo: Sparse reconstruction by separable approximation, 2009). The learning rate is that of the
     * first step. A step that is taken back counts as an epoch, as it has read X. For batch descent.
     */
    public static Optimizer barzilaiBorwein() {
        return BARZILAI_BORWEIN;
    }

    /**
     * Plain steps whose rate is halved until the cost falls by ‖δ‖²/(2α), δ the change of θ (Armijo 1966; in this form, which covers proximal steps, Beck and Teboulle 2009),
     * and grows by a ninth after each step that stands. The learning rate is that of the first trial: it may be far too large. A step that is taken back counts as an
     * epoch, as it has read X. For batch descent.
     */
    public static Optimizer backtracking() {
        return BACKTRACKING;
    }

    /**
     * Distance over gradients: θ ← prox(θ − αg), α = r/√Σ‖g‖², r the farthest that θ has been from where it began, and the result is a
     * mean of all θ that counts late ones for more (Ivgi, Hinder, Carmon: DoG is
     * SGD's best friend, ICML 2023). It needs no rate, whatever the loss and its units: {@link LearningRate#automatic} is 10⁻³ of the
     * least distance that changes a score by one unit of the targets' spread (of 1, for
     * labels and counts), as a first r, and it may be far too small. Not for batch descent.
     */
    public static Optimizer dog() {
        return DOG;
    }

    /** {@link #lbfgs(int)} with ten pairs. */
    public static Optimizer lbfgs() {
        return lbfgs(PAIRS);
    }

    /**
     * Limited-memory BFGS: steps along −Hg, where H is the inverse second derivative as the last changes of θ and gradient tell it
     * (Nocedal 1980; Liu and Nocedal: On the limited memory BFGS method for large scale
     * optimization, 1989), as long as the slopes along them say. Features of different sizes and features that go together do it
     * little harm. The learning rate is that of the first trial: the
     * automatic one is 1/(β · the largest squared norm of a row), too short and soon made up for. A trial that is taken back counts as
     * an epoch, as it has read X. Losses with kinks are smoothed, less and less, as far as
     * their own cost is known to 10⁻⁷, if the rate is automatic. For batch descent without l1, bounds and weight decay, whose steps
     * are no part of a gradient.
     *
     * @param pairs that are kept, each as long as two θ
     * @throws IllegalArgumentException if they are not from 1 to 1000
     */
    public static Optimizer lbfgs(int pairs) {
        if (pairs < 1 || pairs > MOST_PAIRS) {
            throw new IllegalArgumentException("lbfgs=" + pairs + " must keep 1 to " + MOST_PAIRS + " pairs");
        }
        return new Optimizer(
                "lbfgs:" + pairs, Method.BATCH, NO_BOUND, (d, penalty) -> new LbfgsUpdate(pairs, d, penalty));
    }

    /**
     * What needs the fewest passes over X, as a rule, and no rate, by loss, penalty and method; {@link Fit#optimizer} tells which one
     * it was.
     *
     * <pre>
     * a rate is given, a schedule or clip    plain
     * batch                                  lbfgs
     * batch, l1, bounds or weight decay      accelerated; barzilai-borwein for poisson
     * batch, custom loss                     barzilai-borwein
     * stochastic, mini-batch                 svrg; dog for losses with kinks, poisson and custom ones
     * </pre>
     */
    public static Optimizer auto() {
        return AUTO;
    }

    /** This, or what auto stands for. */
    Optimizer chosen(Settings settings) {
        if (!equals(AUTO)) {
            return this;
        }
        boolean isGiven = settings.learningRate != LearningRate.automatic()
                || settings.schedule != Schedule.constant()
                || !settings.clipping.isNone();
        if (isGiven) {
            return plain();
        }
        boolean isBounded = settings.loss.hasAutomaticRate();
        if (!settings.isBatch()) {
            return isBounded ? svrg() : dog();
        }
        boolean isKinked = settings.loss.kink() != null;
        if (!isBounded && !isKinked && (settings.loss.isCustom() || !isSmooth(settings))) {
            return barzilaiBorwein();
        }
        return isSmooth(settings) ? lbfgs() : accelerated();
    }

    private static boolean isSmooth(Settings settings) {
        return settings.penalty.l1() == 0 && settings.penalty.decay() == 0 && settings.bounds.areNone();
    }

    /**
     * The optimizer of this name: the inverse of {@link #toString}. Parameters follow a colon, separated by commas; without them they are 0.9 for momentum and nesterov, and
     * those of the methods without parameters for the others. Of adam and rmsprop all or none are given.
     *
     * @throws IllegalArgumentException if there is no such optimizer, or the parameters are none
     */
    public static Optimizer parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        double[] given = colon < 0 ? new double[0] : numbers(text, text.substring(colon + 1));
        return switch (name) {
            case "plain" -> none(text, given, plain());
            case "momentum" -> momentum(given(text, given, 0.9)[0]);
            case "nesterov" -> nesterov(given(text, given, 0.9)[0]);
            case "adagrad" -> adaGrad(given(text, given, 1e-10)[0]);
            case "rmsprop" -> {
                double[] values = given(text, given, 0.9, 1e-8);
                yield rmsProp(values[0], values[1]);
            }
            case "adam" -> {
                double[] values = given(text, given, 0.9, 0.999, 1e-8);
                yield adam(values[0], values[1], values[2]);
            }
            case "adamw" -> adamW(given(text, given, 0.01)[0]);
            case "averaging" -> none(text, given, averaging());
            case "svrg" -> none(text, given, svrg());
            case "dog" -> none(text, given, dog());
            case "auto" -> none(text, given, auto());
            case "lbfgs" -> lbfgs(whole(text, given(text, given, PAIRS)[0]));
            case "accelerated" -> none(text, given, accelerated());
            case "barzilai-borwein" -> none(text, given, barzilaiBorwein());
            case "backtracking" -> none(text, given, backtracking());
            default -> throw new IllegalArgumentException("optimizer=" + text + " is none of " + KNOWN);
        };
    }

    private static Optimizer adaptive(String name, double decay, Rule rule) {
        return new Optimizer(name, Method.ANY, NO_LENGTH, 0, decay, rule);
    }

    private static double[] numbers(String text, String parameters) {
        try {
            return Arrays.stream(parameters.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("optimizer=" + text + ": '" + parameters + "' are no numbers", e);
        }
    }

    private static double[] given(String text, double[] given, double... defaults) {
        if (given.length == 0) {
            return defaults;
        }
        if (given.length != defaults.length) {
            throw new IllegalArgumentException(
                    "optimizer=" + text + " has parameters=" + given.length + " and needs " + defaults.length);
        }
        return given;
    }

    private static Optimizer none(String text, double[] given, Optimizer optimizer) {
        if (given.length > 0) {
            throw new IllegalArgumentException(
                    "optimizer=" + text + " has parameters=" + given.length + " and needs none");
        }
        return optimizer;
    }

    private static int whole(String text, double value) {
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException("optimizer=" + text + " needs a whole number");
        }
        return (int) value;
    }

    private static double share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + "=" + value + " must be from 0 to below 1");
        }
        return value;
    }

    private static double positive(double epsilon) {
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon=" + epsilon + " must be positive and finite");
        }
        return epsilon;
    }

    /** The rule with a state of zeros. */
    Update update(int features, PenaltyTerm penalty) {
        return rule.update(features, penalty);
    }

    /** Whether {@link LearningRate#automatic} serves: α is a multiple of gradients. */
    public boolean hasAutomaticRate() {
        return !Double.isNaN(stableRates);
    }

    /** Whether {@link LearningRate#automatic} serves with this loss, too: ∂²ℓ/∂z² has a bound, or the steps need none. */
    public boolean hasAutomaticRate(Loss loss) {
        boolean needsNoBound = equals(AUTO) || findsRates() || (smooths() && loss.kink() != null);
        return hasAutomaticRate() && (needsNoBound || loss.hasAutomaticRate());
    }

    boolean isPlain() {
        return equals(PLAIN);
    }

    /** Whether the rate of each step is found, from the given one on. */
    boolean findsRates() {
        return equals(BARZILAI_BORWEIN) || equals(BACKTRACKING) || equals(DOG) || isQuasiNewton();
    }

    private boolean isQuasiNewton() {
        return name.startsWith("lbfgs");
    }

    /** Whether losses with kinks are smoothed for it, where the rate is automatic. */
    boolean smooths() {
        return isQuasiNewton() || equals(ACCELERATED);
    }

    /** Epochs that it will need, of those that are allowed. */
    long epochsOf(long allowed) {
        return isQuasiNewton() ? Math.min(allowed, FEW_EPOCHS) : allowed;
    }

    /** Refuses what has no part in its steps. */
    void requireSmooth(Settings settings) {
        if (isQuasiNewton() && !isSmooth(settings)) {
            throw new IllegalArgumentException("optimizer=" + name
                    + " has no proximal steps: penalty=" + settings.penalty
                    + (settings.bounds.areNone() ? "" : " and bounds")
                    + " would have no part in it; use accelerated or auto");
        }
    }

    boolean isVarianceReduced() {
        return equals(SVRG);
    }

    /** Refuses a method that it is not made for. */
    void requireServes(Settings settings) {
        Method other = settings.isBatch() ? Method.BY_ROWS : Method.BATCH;
        if (method == other) {
            throw new IllegalArgumentException("optimizer=" + name + " serves "
                    + (method == Method.BATCH ? "batch" : "stochastic and mini-batch")
                    + " descent only, this is method=" + settings.method);
        }
    }

    /** Refuses an automatic rate where α is not the length of a step along the gradient. */
    void requireAutomaticRate() {
        if (!hasAutomaticRate()) {
            throw new IllegalArgumentException(
                    "learningRate=automatic is a multiple of gradients, whose size optimizer=" + name
                            + " takes out: give a constant rate, 0.001 to 0.1 as a rule");
        }
    }

    /** The automatic rate for steps of {@code batch} rows. */
    double automaticRate(Curvature curvature, long batch) {
        if (isVarianceReduced()) {
            return curvature.varianceReducedRate(batch);
        }
        if (equals(DOG)) {
            return curvature.leastDistance();
        }
        if (isQuasiNewton() || !curvature.isBounded()) {
            return curvature.shortRate();
        }
        // in the long run a gradient counts for 1/(1 − β) of itself, and so does the noise of a few rows
        return curvature.isAllRows(batch) ? curvature.rate(batch) : (1 - momentum) * curvature.rate(batch);
    }

    /** What the penalty adds to L: the heavy ball does not carry weight decay along, which counts 1 + β times beside a stable rate of 2(1 + β). */
    double curvature(Penalty penalty) {
        double shrinkage = penalty.decay() + decay;
        return penalty.l2() + (stableRates > OF_PLAIN ? (1 + momentum) * shrinkage : shrinkage);
    }

    /** Batch descent is stable below so many times 1/L; NaN where L does not tell, infinite where steps are found. */
    double stableRates() {
        return stableRates;
    }

    /** λ of its own weight decay. */
    double decay() {
        return decay;
    }

    /** The name that the command uses, with its parameters behind a colon. */
    @Override
    public String toString() {
        return name;
    }
}
