package dev.steepest;

import dev.steepest.kernel.Blocks;
import dev.steepest.kernel.Team;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The description of a descent: θ ← θ − α ∇J, with ∇J over all rows (batch), one row (stochastic) or a few (mini-batch).
 *
 * <pre>{@code
 * Fit fit = GradientDescent.batch().learningRate(0.01).maxEpochs(1000).fit(x, y);
 * }</pre>
 *
 * <p>Immutable: each method returns a new description, and {@code fit} may be called from many threads at once. A fit works on the
 * caller's thread and as many more as {@link #threads} says, reads X and y in place, takes its scratch memory at the start and returns it at the end; an epoch allocates nothing.
 * The result depends on the description, the values and the layout of X, and on nothing else: not on the machine, its width or the kernel.
 *
 * <p>Defaults: squared loss, no penalty, plain steps, automatic learning rate, automatic plan, 1000 epochs, no test of convergence, no intercept, θ₀ = 0.
 */
public final class GradientDescent {

    /** The most {@link #threads}: X is cut into so many blocks at most. */
    public static final int MAX_THREADS = Blocks.MAX_COUNT;

    private final Settings settings;

    private GradientDescent(Settings settings) {
        this.settings = settings;
    }

    /** Every step over all rows. */
    public static GradientDescent batch() {
        return new GradientDescent(new Settings("batch", 0, 0, Sampling.SHUFFLED));
    }

    /** Every step over one row; all rows once in an epoch, shuffled by the seed. For X in {@link Layout#ROWS}. */
    public static GradientDescent stochastic(long seed) {
        return stochastic(seed, Sampling.SHUFFLED);
    }

    /** Every step over one row, chosen as told. For X in {@link Layout#ROWS}. */
    public static GradientDescent stochastic(long seed, Sampling sampling) {
        return new GradientDescent(new Settings("stochastic", 1, seed, sampling));
    }

    /** Every step over {@code size} rows; all rows once in an epoch, shuffled by the seed. For X in {@link Layout#ROWS}. */
    public static GradientDescent miniBatch(int size, long seed) {
        return miniBatch(size, seed, Sampling.SHUFFLED);
    }

    /**
     * Every step over {@code size} rows, chosen as told; where they do not divide the rows of X, the last step of an epoch has fewer,
     * and its gradient is the mean over those. For X in {@link Layout#ROWS}.
     *
     * @throws IllegalArgumentException if the size is less than 1
     */
    public static GradientDescent miniBatch(int size, long seed, Sampling sampling) {
        if (size < 1) {
            throw new IllegalArgumentException("batchSize=" + size + " is no batch: it must be at least 1");
        }
        return new GradientDescent(new Settings("mini-batch", size, seed, sampling));
    }

    /**
     * The same α at every step.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public GradientDescent learningRate(double rate) {
        return learningRate(LearningRate.constant(rate));
    }

    /** α. */
    public GradientDescent learningRate(LearningRate rate) {
        return with(settings -> settings.learningRate = rate);
    }

    /** How α changes from step to step or from epoch to epoch; by default not at all. */
    public GradientDescent schedule(Schedule schedule) {
        return with(settings -> settings.schedule = schedule);
    }

    /**
     * Shortens gradients: g ← g · min(1, c/‖g‖) before each step, with the intercept's component (Pascanu, Mikolov, Bengio: On the difficulty
     * of training recurrent neural networks, ICML 2013). The gradient is that of the step: over all rows, the mini-batch or the one row. What is
     * told, and tested for convergence, is the gradient as it was.
     *
     * @param largestNorm c; infinity, the default, changes nothing
     * @throws IllegalArgumentException if it is not positive
     */
    public GradientDescent clip(double largestNorm) {
        if (!(largestNorm > 0)) {
            throw new IllegalArgumentException("clip=" + largestNorm + " is no largest norm: it must be positive");
        }
        return with(settings -> settings.clipping = new Clipping(largestNorm));
    }

    /** ℓ. */
    public GradientDescent loss(Loss loss) {
        return with(settings -> settings.loss = loss);
    }

    /** R(θ), what large coefficients cost besides. */
    public GradientDescent penalty(Penalty penalty) {
        return with(settings -> settings.penalty = penalty);
    }

    /** θⱼ ≥ 0 for all features: {@code bounds(0, Double.POSITIVE_INFINITY)}. */
    public GradientDescent nonNegative() {
        return bounds(0, Double.POSITIVE_INFINITY);
    }

    /**
     * lower ≤ θⱼ ≤ upper for all features, by projection in each step (Goldstein 1964; Levitin and Polyak 1966), in the units of X, even where features are standardised. The intercept is
     * free. A start beyond the bounds is moved to them.
     *
     * @param lower the least coefficient, −∞ for none
     * @param upper the greatest coefficient, ∞ for none
     * @throws IllegalArgumentException if no number is between them
     */
    public GradientDescent bounds(double lower, double upper) {
        Bounds bounds = new Bounds(lower, upper);
        return with(settings -> settings.bounds = bounds);
    }

    /**
     * What a step makes of the gradient. Its state begins at zero in each fit.
     *
     * @throws IllegalArgumentException if it is not made for the method
     */
    public GradientDescent optimizer(Optimizer optimizer) {
        optimizer.requireServes(settings);
        return with(settings -> settings.optimizer = optimizer);
    }

    /**
     * What rows of either label count for, times their own weights; for a loss of labels.
     *
     * @param negative the factor of rows labelled −1 or 0
     * @param positive the factor of rows labelled 1
     * @throws IllegalArgumentException if one is negative or not finite, or both are zero
     */
    public GradientDescent classWeights(double negative, double positive) {
        for (double weight : new double[] {negative, positive}) {
            if (!(weight >= 0) || Double.isInfinite(weight) || negative + positive == 0) {
                throw new IllegalArgumentException("classWeights=" + negative + "," + positive
                        + " must be finite and not negative, and one of them positive");
            }
        }
        return with(settings -> settings.classWeights = new ClassWeights(negative, positive));
    }

    /** Rows of either label count for half of all together: each for m / (2 · rows of its label), times its own weight. For a loss of labels. */
    public GradientDescent balancedClasses() {
        return with(settings -> settings.classWeights = ClassWeights.BALANCED);
    }

    /**
     * How batch descent comes by its gradients.
     *
     * <p>{@link Plan#GRAM} is refused at {@code fit} for other methods, for other losses than squared, for weighted rows, and for more than 8192
     * features.
     */
    public GradientDescent plan(Plan plan) {
        return with(settings -> settings.plan = plan);
    }

    /**
     * Epochs at most.
     *
     * @throws IllegalArgumentException if there are fewer than 1
     */
    public GradientDescent maxEpochs(long epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException(
                    "maxEpochs=" + epochs + " is no number of epochs: it must be at least 1");
        }
        return with(settings -> settings.maxEpochs = epochs);
    }

    /** When to end before the epochs are used up. */
    public GradientDescent until(Convergence convergence) {
        return with(settings -> settings.convergence = convergence);
    }

    /** Holds rows out, judges each epoch by them, and returns the θ that was best there. */
    public GradientDescent validation(Validation validation) {
        return with(settings -> settings.validation = validation);
    }

    /**
     * Ends with {@link Reason#TIME_LIMIT} after the first epoch that is over so long after {@code fit} was called. Results then depend on the
     * machine, except that they are those of a fit of as many epochs.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public GradientDescent timeLimit(Duration limit) {
        return timeLimit(limit, System::nanoTime);
    }

    /** By another clock. */
    GradientDescent timeLimit(Duration limit, LongSupplier nanoTime) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("timeLimit=" + limit + " must be positive");
        }
        return with(settings -> settings.timeLimit = new TimeLimit(limit, nanoTime));
    }

    /** Fits an intercept b besides: z = x·θ + b. */
    public GradientDescent intercept() {
        return with(settings -> settings.intercept = true);
    }

    /**
     * Descends on features of mean 0 and standard deviation 1 (without an intercept: mean square 1), which makes features of different sizes converge alike. Coefficients
     * are returned in the units of X.
     *
     * <p>X is not copied: means and scales come from two passes over it, and then values are scaled wherever they are read, by a fused multiply-add, in registers or in
     * scratch for a few rows. So X may be larger than memory, if it is mapped. An epoch takes 1.3 to 1.4 times as long in {@link Layout#PANELS}, 1.1 to 2.4 in
     * {@link Layout#ROWS}. Single rows and mini-batches are scaled in any layout; where it is not {@link Layout#ROWS}, each row is put together value by
     * value, which is slow.
     */
    public GradientDescent standardize() {
        return with(settings -> settings.standardize = true);
    }

    /** Looks through X and y first, and refuses the first value that is NaN or infinite. */
    public GradientDescent requireFinite() {
        return with(settings -> settings.requireFinite = true);
    }

    /**
     * Where to start, in the units of X; by default at zero. Warm start: θ and b go on from there, and all else begins anew: epochs and steps, and
     * with them the schedule, the order of rows, the cost history and the patience.
     *
     * @throws IllegalArgumentException if it has other features, or the intercept is not zero and none is fitted, at {@code fit}
     */
    public GradientDescent startAt(Model start) {
        return with(settings -> {
            settings.start = start;
            settings.ended = null;
        });
    }

    /**
     * Warm start where a descent ended: θ, b and the optimizer's state (velocity, means of gradients and squares, their counts, the rate that a line search has come to) go on, and all
     * else begins anew: epochs and steps, and with them the schedule, the order of rows, the cost history, the costs that a line search compares with, and the
     * patience. On the same data at a constant rate, batch descent of n epochs and then of k is one of n + k, to the bit by {@link Plan#STREAMING}.
     *
     * <p>θ and b alone go on, as from {@link Fit#model}, where the fit is not of the θ that its optimizer had come to: if {@link Validation} chose an earlier one, or the
     * descent ended in the course of an epoch. Online steps have no other state.
     *
     * @throws IllegalArgumentException at {@code fit}, if it has other features, another optimizer or an intercept where none is fitted, or the features are {@linkplain #standardize
     *     standardised} by other means or scales
     */
    public GradientDescent startAt(Fit start) {
        return with(settings -> {
            settings.start = start.model();
            settings.ended = start;
        });
    }

    /**
     * Makes a {@link Checkpoint} after every so many epochs and hands it to a keeper, which writes it to a file, for example; on the thread of the
     * fit, which goes on when the keeper is done. A checkpoint allocates; the epochs between do not. X and y are read once more at the start, for
     * their fingerprint.
     *
     * @throws IllegalArgumentException if they are fewer than 1
     */
    public GradientDescent checkpoints(long everyEpochs, Consumer<Checkpoint> keeper) {
        if (everyEpochs < 1) {
            throw new IllegalArgumentException(
                    "everyEpochs=" + everyEpochs + " is no number of epochs: it must be at least 1");
        }
        return with(settings -> {
            settings.checkpointEvery = everyEpochs;
            settings.keeper = keeper;
        });
    }

    /**
     * Goes on where a descent was when it made the checkpoint, and ends with the bits with which that one would have ended. The description must be the same, but
     * for threads, observer and checkpoints; so must the values and the layout of X, and y. Where that descent started is of no
     * account any more. The observer is told of the epochs after the checkpoint.
     *
     * @throws IllegalArgumentException if description, layout or data are others, at {@code fit}
     */
    public GradientDescent resume(Checkpoint checkpoint) {
        return with(settings -> settings.resumed = checkpoint);
    }

    /** Whom to tell of every epoch. */
    public GradientDescent observer(Observer observer) {
        return with(settings -> settings.observer = observer);
    }

    /**
     * Threads that share out the passes over all rows, the caller's included; 1 by default. The others are started by {@code fit} and end with
     * it; where the system refuses one, {@code fit} ends those that it gave and throws an {@link IllegalArgumentException} that says so. The result is
     * the same, bit for bit. Single rows and mini-batches are stepped on the caller's thread.
     *
     * @param threads 1 to {@value #MAX_THREADS}; X and y have to be in memory that any thread may read
     * @throws IllegalArgumentException if they are fewer or more
     */
    public GradientDescent threads(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads=" + threads + " must be from 1 to " + MAX_THREADS);
        }
        return with(settings -> settings.threads = threads);
    }

    private GradientDescent with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new GradientDescent(changed);
    }

    /**
     * Descends, beside the {@linkplain Matrix#withOffset offset} of X, if it has one.
     *
     * <p>Interrupting the thread ends the fit at the next block of rows (or step, if stochastic) with {@link Reason#STOPPED} and the
     * last θ whose cost is known; the thread stays interrupted.
     *
     * @param x X; not modified
     * @param y the target of each row; not modified
     * @return θ, its cost, and why the descent ended; a divergence is no exception but {@link Reason#DIVERGED}
     * @throws IllegalArgumentException if shapes disagree, a batch is larger than X has rows, the layout or the plan does not serve the method, the
     *     learning rate is automatic and loss or optimizer have no such, the loss is not made for a target, the start has other features, validation cannot be made of the data, or a value is not
     *     finite and {@link #requireFinite} was asked for
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public Fit fit(Matrix x, Vector y) {
        return descend(x, y, null);
    }

    /**
     * Descends on weighted rows:
     *
     * <pre>
     * J = (1/W) Σ wᵢ ℓᵢ      W = Σ wᵢ
     * </pre>
     *
     * <p>so a row of weight 2 is as good as two rows, and only the ratios of weights matter. A step over n rows is over those of J's terms, (1/n) Σ
     * (wᵢ/w̄) ∇ℓᵢ with w̄ = W/m, whose expectation is ∇J. A row of weight 0 is read all the same: NaN and infinity in it propagate.
     *
     * @param x X; not modified
     * @param y the target of each row; not modified
     * @param weights w, what each row counts for; not modified
     * @return as {@link #fit(Matrix, Vector)} says
     * @throws IllegalArgumentException as {@link #fit(Matrix, Vector)} says; if a weight is negative or not finite, or all are zero
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public Fit fit(Matrix x, Vector y, Vector weights) {
        return descend(x, y, weights);
    }

    private Fit descend(Matrix x, Vector y, @Nullable Vector given) {
        Settings chosen = settings.chosen();
        Vector weights = chosen.check(x, y, given);
        try (Team team = new Team(chosen.threads)) {
            return new Descent(chosen, x, y, weights, team).run();
        }
    }

    /**
     * Steps row by row, as rows come in: a stochastic description's loss, learning rate, schedule, clipping, intercept, start and {@link #requireFinite}. What it says
     * of epochs (their number, convergence, validation, time limit, order of rows, observer) concerns {@link #fit} alone.
     *
     * @param features d
     * @throws IllegalArgumentException if the method is not stochastic, there is a penalty, bounds or an optimizer that is not plain, the learning rate is automatic or the features are to be
     *     standardised (there is no data to find rate and scales from), the schedule counts epochs, features is less than 1 or not that of the start, or the start's
     *     intercept is not zero and none is fitted
     */
    public Online online(int features) {
        return new Online(settings, settings.onlineStart(features));
    }

    /**
     * Steps row by row from this model on: the same as {@code startAt(start).online(start.features())}.
     *
     * @param start θ and b of the first step; not modified
     * @throws IllegalArgumentException as {@link #online(int)} says
     */
    public Online online(Model start) {
        return startAt(start).online(start.features());
    }

    /** The description in a line. */
    @Override
    public String toString() {
        return "GradientDescent[" + settings + "]";
    }
}
