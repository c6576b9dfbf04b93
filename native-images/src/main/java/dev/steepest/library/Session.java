package dev.steepest.library;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Online;
import dev.steepest.Steepest;
import dev.steepest.Vector;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.lang.foreign.Arena;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is behind a handle: the model that predictions see, replaced as a whole, and the one that learns. */
final class Session {

    /** That of the isolate. Not a constant of the entry points, whose class is initialised when the image is built. */
    static final Session ONE = new Session();

    private static final long PATIENCE_SECONDS = 1;

    private final ThreadLocal<double[]> rows = ThreadLocal.withInitial(() -> new double[0]);
    private volatile @Nullable StoredModel stored;
    private volatile @Nullable Model model;
    private @Nullable Online online;

    private Session() {}

    String describe() {
        return Steepest.describe();
    }

    void load(String path) {
        keep(ModelFile.read(path(path)));
    }

    void load(long address, long size) {
        keep(ModelFile.read(CMemory.bytes("json", address, size)));
    }

    void save(String path) {
        model();
        StoredModel kept = stored;
        if (kept != null) {
            ModelFile.write(path(path), kept);
        }
    }

    private static Path path(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("path is no file name: " + e.getMessage(), e);
        }
    }

    Model model() {
        Model current = model;
        if (current == null) {
            throw new IllegalStateException("the handle has no model: load one, fit one or publish one");
        }
        return current;
    }

    private void keep(StoredModel kept) {
        if (kept.offset() != null) {
            throw new IllegalArgumentException(
                    "the model has offset=" + kept.offset() + ": this library predicts without offsets");
        }
        stored = kept;
        model = kept.model();
    }

    private void keep(Model kept, Map<String, String> training) {
        List<String> names =
                IntStream.range(0, kept.features()).mapToObj(j -> "x" + j).toList();
        keep(new StoredModel(names, kept, Loss.squared(), null, training));
    }

    double predict(long address, long features) {
        Model current = model();
        if (features != current.features()) {
            throw new IllegalArgumentException(
                    "the row has features=" + features + ", the model has features=" + current.features());
        }
        double[] row = row(current.features());
        CMemory.read(address, row);
        return current.predict(row);
    }

    /** This thread's memory for a row. */
    private double[] row(int features) {
        double[] row = rows.get();
        if (row.length != features) {
            row = new double[features];
            rows.set(row);
        }
        return row;
    }

    void predict(CMemory.Table x, long predictions, long count) {
        model().predict(x.matrix(), CMemory.vector("predictions", predictions, count));
    }

    /** Keeps the model, unless the descent diverged. */
    Fit fit(CMemory.Table x, long targets, long count, FitOptions options) {
        Vector y = CMemory.vector("targets", targets, count);
        Fit fit = options.descent(x.rows()).fit(served(x.matrix(), options), y);
        if (Status.of(fit) == Status.OK) {
            keep(
                    fit.model(),
                    Map.of(
                            "method", fit.method(),
                            "epochs", Long.toString(fit.epochs()),
                            "cost", Double.toString(fit.cost()),
                            "reason", fit.reason().name()));
        }
        return fit;
    }

    /** Stochastic and mini-batch descent read rows: only, or at least far faster. */
    private static Matrix served(Matrix x, FitOptions options) {
        boolean serves = options.isBatch() || x.layout() == Layout.ROWS;
        return serves ? x : x.copy(Arena.ofAuto(), Layout.ROWS, x.storage());
    }

    void start(long features, double learningRate, boolean intercept) {
        GradientDescent descent = GradientDescent.stochastic(0).learningRate(learningRate);
        descent = intercept ? descent.intercept() : descent;
        if (features < 0 || features > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("features=" + features + " must be 0, for the handle's model, or more");
        }
        online = features == 0 ? descent.online(model()) : descent.online((int) features);
    }

    double step(long address, long features, double target) {
        Online learning = learning();
        if (features != learning.features()) {
            throw new IllegalArgumentException(
                    "the row has features=" + features + ", the model has features=" + learning.features());
        }
        double[] row = row(learning.features());
        CMemory.read(address, row);
        return learning.step(row, target);
    }

    void publish() {
        Online learning = learning();
        keep(learning.snapshot(), Map.of("method", "online", "steps", Long.toString(learning.steps())));
    }

    /**
     * Forgets all and frees the memory of automatic arenas, which lies outside of the isolate and would outlive it. The second round is for what
     * the cleaner had found, but not freed yet, when it told of the first.
     */
    void close() throws InterruptedException {
        stored = null;
        model = null;
        online = null;
        for (int round = 0; round < 2; round++) {
            CountDownLatch freed = CMemory.whenFreed();
            System.gc();
            freed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Online learning() {
        Online learning = online;
        if (learning == null) {
            throw new IllegalStateException("nothing learns yet: call steepest_online_start first");
        }
        return learning;
    }
}
