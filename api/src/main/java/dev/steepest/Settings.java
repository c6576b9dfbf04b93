package dev.steepest;

import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
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
    Plan plan = Plan.AUTO;
    long maxEpochs = 1000;
    Convergence convergence = Convergence.never();
    boolean intercept;
    boolean standardize;
    boolean requireFinite;
    int threads = 1;

    @Nullable
    Model start;

    /** Epochs from a checkpoint to the next; 0 for none. */
    long checkpointEvery;

    Consumer<Checkpoint> keeper = checkpoint -> {};

    @Nullable
    Checkpoint resumed;

    Observer observer = (epoch, cost, gradientNorm) -> true;

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
        copy.plan = plan;
        copy.maxEpochs = maxEpochs;
        copy.convergence = convergence;
        copy.intercept = intercept;
        copy.standardize = standardize;
        copy.requireFinite = requireFinite;
        copy.threads = threads;
        copy.start = start;
        copy.checkpointEvery = checkpointEvery;
        copy.keeper = keeper;
        copy.resumed = resumed;
        copy.observer = observer;
        return copy;
    }

    boolean isBatch() {
        return batchSize == 0;
    }

    /** Refuses data that this descent cannot run on. */
    void check(Matrix x, Vector y) {
        Memory.requireReadable("X", x.segment());
        Memory.requireReadable("y", y.segment());
        if (x.rows() != y.length()) {
            throw new IllegalArgumentException("X has rows=" + x.rows() + ", y has length=" + y.length());
        }
        if (threads > 1) {
            Memory.requireShared("X", x.segment(), threads);
            Memory.requireShared("y", y.segment(), threads);
        }
        if (!isBatch()) {
            checkSteps(x);
        }
        PlanChoice.check(this, x);
        if (start != null) {
            checkStart(start, "X", x.features());
        }
        if (requireFinite) {
            checkFinite(x, y);
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

    /** What a descent on X must agree in to be the same, bit for bit: all but the threads. */
    String identity(Matrix x) {
        Settings alone = copy();
        alone.threads = 1;
        return alone + " layout=" + x.layout();
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

    private static void checkFinite(Matrix x, Vector y) {
        long at = Preparation.firstNonFinite(x.samples());
        if (at >= 0) {
            long row = at / x.features();
            int feature = (int) (at % x.features());
            throw new IllegalArgumentException(
                    "X is not finite at row=" + row + " feature=" + feature + ": " + x.get(row, feature));
        }
        long row = Preparation.firstNonFinite(Samples.rows(Storage.FLOAT64.inKernel(), y.segment(), y.length(), 1, 1));
        if (row >= 0) {
            throw new IllegalArgumentException("y is not finite at row=" + row + ": " + y.get(row));
        }
    }

    @Override
    public String toString() {
        return "method=" + method
                + (isBatch() ? "" : " batchSize=" + batchSize + " seed=" + seed + " sampling=" + sampling)
                + " loss=" + loss + (isBatch() ? " plan=" + plan : "") + " learningRate=" + learningRate + " maxEpochs="
                + maxEpochs + " until="
                + convergence
                + (intercept ? " intercept" : "") + (standardize ? " standardize" : "")
                + (threads > 1 ? " threads=" + threads : "");
    }
}
