package dev.steepest;

import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
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
    Model start;

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
        copy.start = start;
        copy.observer = observer;
        return copy;
    }

    boolean isBatch() {
        return batchSize == 0;
    }

    /** Refuses data that this descent cannot run on. */
    void check(Matrix x, Vector y) {
        checkReadable("X", x.segment());
        checkReadable("y", y.segment());
        if (x.rows() != y.length()) {
            throw new IllegalArgumentException("X has rows=" + x.rows() + ", y has length=" + y.length());
        }
        if (!isBatch()) {
            checkSteps(x);
        }
        if (validation != null) {
            validation.check(this, x);
        }
        PlanChoice.check(this, x);
        if (learningRate == LearningRate.automatic()) {
            optimizer.requireAutomaticRate();
        }
        if (optimizer.findsRates() && !(schedule == Schedule.constant() && clipping.isNone())) {
            throw new IllegalArgumentException("optimizer=" + optimizer
                    + " finds the rate of each step itself: schedule=" + schedule + " and clip="
                    + clipping.largestNorm() + " would have no part in it");
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
    }

    /** Refuses memory that is closed, or that not every thread of the fit may read. */
    void checkReadable(String name, MemorySegment segment) {
        Memory.requireReadable(name, segment);
        if (threads > 1) {
            Memory.requireShared(name, segment, threads);
        }
    }

    private void checkSteps(Matrix x) {
        if (batchSize > x.rows()) {
            throw new IllegalArgumentException("batchSize=" + batchSize + " exceeds the rows of X, rows=" + x.rows());
        }
        if (x.rows() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    method + " descent takes at most rows=" + Integer.MAX_VALUE + ", X has rows=" + x.rows());
        }
        if (x.layout() != Layout.ROWS && !standardize) {
            throw new IllegalArgumentException(
                    method + " descent needs X in layout=" + Layout.ROWS + ", this one is in layout=" + x.layout());
        }
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
        if (!optimizer.isPlain() || !penalty.equals(Penalty.none()) || !bounds.areNone()) {
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
        if (!intercept && start.intercept() != 0) {
            throw new IllegalArgumentException(
                    "the start has intercept=" + start.intercept() + ", but no intercept is fitted: add intercept()");
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
        long row = Preparation.firstNonFinite(Samples.rows(Storage.FLOAT64.inKernel(), y.segment(), y.length(), 1, 1));
        if (row >= 0) {
            throw new IllegalArgumentException(which + "y is not finite at row=" + row + ": " + y.get(row));
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
                + (intercept ? " intercept" : "") + (standardize ? " standardize" : "")
                + (threads > 1 ? " threads=" + threads : "");
    }
}
