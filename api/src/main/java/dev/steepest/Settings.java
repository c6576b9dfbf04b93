package dev.steepest;

import dev.steepest.kernel.Preparation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a descent was asked to do. Changed only while {@link GradientDescent} makes a copy. */
final class Settings {

    final String method;

    /** Rows of a step; 0 for all. */
    final int batchSize;

    final long seed;
    final Sampling sampling;
    Loss loss = Loss.squared();
    LearningRate learningRate = LearningRate.automatic();
    Schedule schedule = Schedule.constant();
    Clipping clipping = Clipping.NONE;
    Penalty penalty = Penalty.none();
    Bounds bounds = Bounds.NONE;
    Optimizer optimizer = Optimizer.plain();
    Plan plan = Plan.AUTO;
    long maxEpochs = 1000;
    Convergence convergence = Convergence.never();
    boolean intercept;
    boolean standardize;
    boolean requireFinite;
    int threads = 1;

    @Nullable
    Validation validation;

    @Nullable
    TimeLimit timeLimit;

    @Nullable
    ClassWeights classWeights;

    @Nullable
    Model start;

    /** Whose optimizer goes on besides; its model is the start. */
    @Nullable
    Fit ended;

    /** Epochs from a checkpoint to the next; 0 for none. */
    long checkpointEvery;

    Consumer<Checkpoint> keeper = checkpoint -> {};

    @Nullable
    Checkpoint resumed;

    Observer observer = epoch -> true;

    Settings(String method, int batchSize, long seed, Sampling sampling) {
        this.method = method;
        this.batchSize = batchSize;
        this.seed = seed;
        this.sampling = sampling;
    }

    Settings copy() {
        Settings copy = new Settings(method, batchSize, seed, sampling);
        copy.loss = loss;
        copy.learningRate = learningRate;
        copy.schedule = schedule;
        copy.clipping = clipping;
        copy.penalty = penalty;
        copy.bounds = bounds;
        copy.optimizer = optimizer;
        copy.plan = plan;
        copy.maxEpochs = maxEpochs;
        copy.convergence = convergence;
        copy.intercept = intercept;
        copy.standardize = standardize;
        copy.requireFinite = requireFinite;
        copy.threads = threads;
        copy.validation = validation;
        copy.timeLimit = timeLimit;
        copy.classWeights = classWeights;
        copy.start = start;
        copy.ended = ended;
        copy.checkpointEvery = checkpointEvery;
        copy.keeper = keeper;
        copy.resumed = resumed;
        copy.observer = observer;
        return copy;
    }

    boolean isBatch() {
        return batchSize == 0;
    }

    /** With the optimizer that auto stands for. */
    Settings chosen() {
        Settings chosen = copy();
        chosen.optimizer = optimizer.chosen(this);
        return chosen;
    }

    /** Whether batch descent goes down what smooths a loss with kinks. */
    boolean isSmoothed() {
        return isBatch() && loss.kink() != null && learningRate == LearningRate.automatic() && optimizer.smooths();
    }

    /** Refuses data that this descent cannot run on; returns the weights of the rows, null where they are all 1. */
    @Nullable
    Vector check(Matrix x, Vector y, @Nullable Vector weights) {
        checkReadable("X", x.segment());
        checkReadable("y", y.segment());
        checkOffset("", x);
        if (x.rows() != y.length()) {
            throw new IllegalArgumentException("X has rows=" + x.rows() + ", y has length=" + y.length());
        }
        if (weights != null) {
            checkReadable("the weights", weights.segment());
            Weights.check(weights, x.rows());
        }
        if (!isBatch()) {
            checkSteps(x);
        }
        if (validation != null) {
            validation.check(this, x);
            if (validation instanceof Validation.On others) {
                checkOffset("validation ", others.x);
                requireLikeOffset(others.x, x);
            }
        }
        PlanChoice.check(this, x, weights != null || classWeights != null);
        if (learningRate == LearningRate.automatic()) {
            optimizer.requireAutomaticRate();
            if (!optimizer.hasAutomaticRate(loss)) {
                loss.requireSmooth();
            }
        }
        optimizer.requireSmooth(this);
        if (optimizer.findsRates() && !(schedule == Schedule.constant() && clipping.isNone())) {
            throw new IllegalArgumentException("optimizer=" + optimizer
                    + " finds the rate of each step itself: schedule=" + schedule + " and clip="
                    + clipping.largestNorm() + " would have no part in it");
        }
        if (classWeights != null && !loss.hasLabels()) {
            throw new IllegalArgumentException("class weights belong to a loss of labels, this is loss=" + loss);
        }
        if (start != null) {
            checkStart(start, "X", x.features());
        }
        if (requireFinite) {
            checkFinite("", x, y);
            if (validation instanceof Validation.On others) {
                checkFinite("validation ", others.x, others.y);
            }
        }
        loss.checkTargets(y);
        if (validation instanceof Validation.On others) {
            loss.checkTargets(others.y);
        }
        return classWeights == null ? weights : ofClasses(classWeights, y, weights);
    }

    private void checkOffset(String which, Matrix x) {
        x.offset().ifPresent(offset -> checkReadable(which + "offset", offset.segment()));
    }

    private static void requireLikeOffset(Matrix others, Matrix x) {
        if (others.offset().isPresent() != x.offset().isPresent()) {
            throw new IllegalArgumentException(
                    x.offset().isPresent()
                            ? "X has an offset, validation X has none"
                            : "validation X has an offset, X has none");
        }
    }

    /** Refuses memory that is closed, or that not every thread of the fit may read. */
    void checkReadable(String name, MemorySegment segment) {
        Memory.requireReadable(name, segment);
        if (threads > 1) {
            Memory.requireShared(name, segment, threads);
        }
    }

    /** The garbage collector's memory: they are needed for as long as the fit lasts, by any thread. */
    @SuppressWarnings("MustBeClosed")
    private static Vector ofClasses(ClassWeights classWeights, Vector y, @Nullable Vector weights) {
        Vector products = classWeights.of(y, weights, Arena.ofAuto());
        Weights.check(products, y.length());
        return products;
    }

    private void checkSteps(Matrix x) {
        if (batchSize > x.rows()) {
            throw new IllegalArgumentException("batchSize=" + batchSize + " exceeds the rows of X, rows=" + x.rows());
        }
        if (x.rows() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    method + " descent takes at most rows=" + Integer.MAX_VALUE + ", X has rows=" + x.rows());
        }
        if (x.layout() != Layout.ROWS && !standardize && !takesWholePanels()) {
            throw new IllegalArgumentException(
                    method + " descent needs X in layout=" + Layout.ROWS + ", this one is in layout=" + x.layout()
                            + (batchSize == 1
                                    ? ""
                                    : "; batches of whole panels would do: sampling=" + Sampling.SHUFFLED_BLOCKS
                                            + ", batchSize a multiple of " + RowOrder.BLOCK
                                            + ", no rows split off for validation"));
        }
    }

    /** Whether the rows of a step are whole panels of X. */
    boolean takesWholePanels() {
        return sampling == Sampling.SHUFFLED_BLOCKS
                && batchSize % RowOrder.BLOCK == 0
                && !(validation instanceof Validation.Split);
    }

    /** Refuses what online steps cannot do; returns where they start. */
    Model onlineStart(int features) {
        if (features < 1) {
            throw new IllegalArgumentException(
                    "features=" + features + " is no number of features: it must be at least 1");
        }
        if (batchSize != 1) {
            throw new IllegalArgumentException(
                    "an online step takes one row, method=" + method + " takes more: use stochastic(seed)");
        }
        if (standardize) {
            throw new IllegalArgumentException(
                    "standardize needs data, and online steps have none at the start: scale the rows yourself");
        }
        schedule.requireOnline();
        if (!optimizer.chosen(this).isPlain() || !penalty.equals(Penalty.none()) || !bounds.areNone()) {
            throw new IllegalArgumentException("an online step is plain and touches no more than its row: penalty="
                    + penalty
                    + (bounds.areNone() ? "" : " lower=" + bounds.lower() + " upper=" + bounds.upper()) + " optimizer="
                    + optimizer + " are for fit");
        }
        if (start == null) {
            return Model.of(0, new double[features]);
        }
        checkStart(start, "the row", features);
        return start;
    }

    private void checkStart(Model start, String what, int features) {
        if (start.features() != features) {
            throw new IllegalArgumentException(
                    "the start has features=" + start.features() + ", " + what + " has features=" + features);
        }
        if (!intercept && (start.intercept() != 0 || (ended != null && ended.hasIntercept()))) {
            throw new IllegalArgumentException(
                    "the start has intercept=" + start.intercept() + ", but no intercept is fitted: add intercept()");
        }
        if (ended != null) {
            ended.requireSame(optimizer);
        }
    }

    /** What a descent on X must agree in to be the same, bit for bit: all but the threads. */
    String identity(Matrix x) {
        Settings alone = copy();
        alone.threads = 1;
        return alone + " layout=" + x.layout() + " storage=" + x.storage();
    }

    /** Refuses to go on as another descent, or on other data, than the checkpoint's. */
    void checkResumed(String identity, String fingerprint) {
        if (resumed == null) {
            return;
        }
        if (!resumed.descent().equals(identity)) {
            throw new IllegalArgumentException(
                    "the checkpoint is of another descent: it was " + resumed.descent() + ", this is " + identity);
        }
        if (!resumed.data().equals(fingerprint)) {
            throw new IllegalArgumentException(
                    "the checkpoint is of other data: they were " + resumed.data() + ", these are " + fingerprint);
        }
    }

    private static void checkFinite(String which, Matrix x, Vector y) {
        long at = Preparation.firstNonFinite(x.samples());
        if (at >= 0) {
            long row = at / x.features();
            int feature = (int) (at % x.features());
            throw new IllegalArgumentException(
                    which + "X is not finite at row=" + row + " feature=" + feature + ": " + x.get(row, feature));
        }
        checkFinite(which + "y", y);
        x.offset().ifPresent(offset -> checkFinite(which + "offset", offset));
    }

    private static void checkFinite(String name, Vector values) {
        long row = Preparation.firstNonFinite(values.samples());
        if (row >= 0) {
            throw new IllegalArgumentException(name + " is not finite at row=" + row + ": " + values.get(row));
        }
    }

    @Override
    public String toString() {
        return "method=" + method
                + (isBatch() ? "" : " batchSize=" + batchSize + " seed=" + seed + " sampling=" + sampling)
                + " loss=" + loss + " penalty=" + penalty
                + (bounds.areNone() ? "" : " lower=" + bounds.lower() + " upper=" + bounds.upper())
                + " optimizer=" + optimizer + (isBatch() ? " plan=" + plan : "") + " learningRate=" + learningRate
                + (schedule == Schedule.constant() ? "" : " schedule=" + schedule)
                + (clipping.isNone() ? "" : " clip=" + clipping.largestNorm())
                + " maxEpochs=" + maxEpochs + " until=" + convergence
                + (validation == null ? "" : " validation=" + validation)
                + (timeLimit == null ? "" : " timeLimit=" + timeLimit.duration())
                + (classWeights == null ? "" : " classWeights=" + classWeights)
                + (intercept ? " intercept" : "") + (standardize ? " standardize" : "")
                + (threads > 1 ? " threads=" + threads : "");
    }
}
