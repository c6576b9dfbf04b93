package dev.steepest;

/**
 * How the learning rate changes as a descent goes on: every step is taken with α · f(t), where α is what {@link GradientDescent#learningRate}
 * says, given or automatic, and t counts steps, epochs or plateaus, as each schedule tells. f is never above 1. Immutable.
 *
 * <p>No factor comes from {@code Math.pow} or {@code Math.cos}, whose bits differ between machines: see docs/numerics.md.
 */
public abstract sealed class Schedule {

    /** What t counts. */
    enum Count {
        /** Steps, the one to come included: from 1. */
        STEPS,
        /** Epochs done before: from 0. */
        EPOCHS,
        /** How often the cost has stopped falling: from 0. */
        PLATEAUS
    }

    private final Count count;
    private final String name;

    private Schedule(Count count, String name) {
        this.count = count;
        this.name = name;
    }

    /** f = 1: the same rate at every step. */
    public static Schedule constant() {
        return Constant.INSTANCE;
    }

    /**
     * f(t) = t^−power, t the number of the step, from 1; a step of batch descent is an epoch. scikit-learn's {@code invscaling}, whose
     * {@code power_t} is 0.25; stochastic descent converges to the optimum itself if ½ &lt; power ≤ 1 (Robbins and Monro: A Stochastic
     * Approximation Method, 1951).
     *
     * @throws IllegalArgumentException if the power is negative or not finite
     */
    public static Schedule inverseScaling(double power) {
        if (!(power >= 0) || Double.isInfinite(power)) {
            throw new IllegalArgumentException("power=" + power + " of a schedule must be finite and not negative");
        }
        return new InverseScaling(power);
    }

    /**
     * f(t) = 1/√t, t the number of the step, from 1: {@link #inverseScaling} of power ½ without its roundings, the rate of least regret for convex losses
     * (Zinkevich: Online convex programming and generalized infinitesimal gradient ascent, ICML 2003).
     */
    public static Schedule inverseSquareRoot() {
        return InverseSquareRoot.INSTANCE;
    }

    /**
     * f(t) = decay^t, t the epochs done. PyTorch's {@code ExponentialLR}.
     *
     * @throws IllegalArgumentException if the decay is not positive or above 1
     */
    public static Schedule exponential(double decay) {
        return new Exponential(checkedFactor("decay", decay));
    }

    /**
     * f(t) = factor^⌊t/epochs⌋, t the epochs done: times the factor every so many epochs. PyTorch's {@code StepLR}.
     *
     * @throws IllegalArgumentException if the factor is not positive or above 1, or there are fewer than 1 epochs
     */
    public static Schedule step(double factor, long epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs=" + epochs + " of a schedule must be at least 1");
        }
        return new Step(checkedFactor("factor", factor), epochs);
    }

    /**
     * f(t) = (t + 1)/(w + 1) for t &lt; w, the warm-up, then ½ (1 + cos(π (t − w)/(T − w))) for w ≤ t &lt; T, t the epochs done (Loshchilov and
     * Hutter: SGDR, ICLR 2017, without restarts; the warm-up of Goyal et al.: Accurate, Large Minibatch SGD, 2017). Epochs after the T-th have
     * the rate of the T-th, which is small and not zero.
     *
     * @param warmUpEpochs w, 0 for none
     * @param epochs T, as a rule those of {@link GradientDescent#maxEpochs}
     * @throws IllegalArgumentException if the warm-up is negative, or not shorter than all epochs
     */
    public static Schedule cosine(long warmUpEpochs, long epochs) {
        if (warmUpEpochs < 0 || epochs <= warmUpEpochs) {
            throw new IllegalArgumentException("warmUpEpochs=" + warmUpEpochs
                    + " of a schedule must not be negative, and less than its epochs=" + epochs);
        }
        return new Cosine(warmUpEpochs, epochs);
    }

    /**
     * f(t) = factor^t, t how often the cost (as {@link Fit#costHistory} has it) has stopped falling: for {@code patience} epochs in a row it was not below the lowest one before by
     * more than a ten thousandth of that, in size. Then the epochs are counted anew. PyTorch's {@code ReduceLROnPlateau}.
     *
     * @throws IllegalArgumentException if the factor is not positive or above 1, or the patience is less than 1
     */
    public static Schedule plateau(double factor, long patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience=" + patience + " of a schedule must be at least 1");
        }
        return new Plateau(checkedFactor("factor", factor), patience);
    }

    private static double checkedFactor(String name, double factor) {
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException(name + "=" + factor + " of a schedule must be above 0 and at most 1");
        }
        return factor;
    }

    /** base^n for n ≥ 0, by squares from the lowest binary digit of n on: {@link StrictMath#pow} allocates. */
    private static double power(double base, long n) {
        double power = 1;
        double square = base;
        for (long digits = n; digits > 0; digits >>= 1) {
            if ((digits & 1) != 0) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }

    /** sin x for 0 ≤ x ≤ π/4, the polynomial of fdlibm's k_sin.c: {@link StrictMath#sin} allocates. */
    private static double sine(double x) {
        double z = x * x;
        double r = 0.00833333333332249
                + z
                        * (-0.0001984126982985795
                                + z
                                        * (2.7557313707070068e-6
                                                + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
        return x + z * x * (-0.16666666666666632 + z * r);
    }

    /** f(t). */
    abstract double factor(long t);

    final Count counts() {
        return count;
    }

    /** Epochs without a lower cost that make a plateau. */
    long patience() {
        return Long.MAX_VALUE;
    }

    /** Refuses what online steps cannot count. */
    final void requireOnline() {
        if (count != Count.STEPS) {
            throw new IllegalArgumentException("schedule=" + this
                    + " counts epochs, and online steps have none: use one that counts steps, e.g. inverseScaling");
        }
    }

    @Override
    public final String toString() {
        return name;
    }

    private static final class Constant extends Schedule {
        static final Constant INSTANCE = new Constant();

        private Constant() {
            super(Count.STEPS, "constant");
        }

        @Override
        double factor(long t) {
            return 1;
        }
    }

    private static final class InverseScaling extends Schedule {
        private final double power;

        private InverseScaling(double power) {
            super(Count.STEPS, "inverse-scaling:" + power);
            this.power = power;
        }

        @Override
        double factor(long t) {
            return StrictMath.exp(-power * StrictMath.log((double) t));
        }
    }

    private static final class InverseSquareRoot extends Schedule {
        static final InverseSquareRoot INSTANCE = new InverseSquareRoot();

        private InverseSquareRoot() {
            super(Count.STEPS, "inverse-sqrt");
        }

        @Override
        double factor(long t) {
            return 1 / Math.sqrt((double) t);
        }
    }

    private static final class Exponential extends Schedule {
        private final double decay;

        private Exponential(double decay) {
            super(Count.EPOCHS, "exponential:" + decay);
            this.decay = decay;
        }

        @Override
        double factor(long t) {
            return power(decay, t);
        }
    }

    private static final class Step extends Schedule {
        private final double factor;
        private final long epochs;

        private Step(double factor, long epochs) {
            super(Count.EPOCHS, "step:" + factor + "," + epochs);
            this.factor = factor;
            this.epochs = epochs;
        }

        @Override
        double factor(long t) {
            return power(factor, t / epochs);
        }
    }

    private static final class Cosine extends Schedule {
        private final long warmUp;
        private final long epochs;

        private Cosine(long warmUp, long epochs) {
            super(Count.EPOCHS, "cosine:" + warmUp + "," + epochs);
            this.warmUp = warmUp;
            this.epochs = epochs;
        }

        @Override
        double factor(long t) {
            if (t < warmUp) {
                return (t + 1.0) / (warmUp + 1.0);
            }
            double share = (Math.min(t, epochs - 1) - warmUp) / (double) (epochs - warmUp);
            // ½ (1 + cos πs) = 1 − sin²(πs/2) = sin²(π(1 − s)/2)
            double sine = sine(Math.PI / 2 * Math.min(share, 1 - share));
            return share <= 0.5 ? Math.fma(-sine, sine, 1) : sine * sine;
        }
    }

    private static final class Plateau extends Schedule {
        private final double factor;
        private final long patience;

        private Plateau(double factor, long patience) {
            super(Count.PLATEAUS, "plateau:" + factor + "," + patience);
            this.factor = factor;
            this.patience = patience;
        }

        @Override
        double factor(long t) {
            return power(factor, t);
        }

        @Override
        long patience() {
            return patience;
        }
    }
}
