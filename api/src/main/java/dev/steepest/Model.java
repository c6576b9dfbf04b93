package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.HeapRow;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Offsets;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.RowShape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** A linear model: z = x·θ + b, and the prediction that a {@link Link} makes of it. Immutable; any number of threads may predict at once. */
public final class Model {

    private final double[] theta;
    private final double intercept;
    private final Link link;
    private final HeapRow pass;
    private final double[] padded;

    private Model(Link link, double[] theta, double intercept) {
        this.theta = theta;
        this.intercept = intercept;
        this.link = link;
        RowShape shape = new RowShape(theta.length);
        this.pass = Kernels.chosen().heapRow(shape);
        this.padded = new double[shape.padded()];
        shape.pad(theta, padded);
    }

    /**
     * A model of known coefficients that predicts z.
     *
     * @param intercept b, 0 for none
     * @param theta θ, at least one value; copied
     * @throws IllegalArgumentException if θ is empty or a coefficient is not finite
     */
    public static Model of(double intercept, double... theta) {
        return of(Link.IDENTITY, intercept, theta);
    }

    /**
     * A model of known coefficients.
     *
     * @param link what predictions are made of z by
     * @param intercept b, 0 for none
     * @param theta θ, at least one value; copied
     * @throws IllegalArgumentException if θ is empty or a coefficient is not finite
     */
    public static Model of(Link link, double intercept, double... theta) {
        if (theta.length == 0) {
            throw new IllegalArgumentException("a model needs features: theta has length=0");
        }
        if (!Double.isFinite(intercept)) {
            throw new IllegalArgumentException("intercept=" + intercept + " is not finite");
        }
        for (int j = 0; j < theta.length; j++) {
            if (!Double.isFinite(theta[j])) {
                throw new IllegalArgumentException("theta[" + j + "]=" + theta[j] + " is not finite");
            }
        }
        return new Model(link, theta.clone(), intercept);
    }

    /** d. */
    public int features() {
        return theta.length;
    }

    /** θ, a copy. */
    public double[] theta() {
        return theta.clone();
    }

    /** b. */
    public double intercept() {
        return intercept;
    }

    /** What predictions are made of z by. */
    public Link link() {
        return link;
    }

    /**
     * The prediction for every row of X: the {@link Link}'s of z = x·θ + b, or x·θ + o + b where X has an {@linkplain Matrix#withOffset
     * offset}.
     *
     * @param predictions receives it, one value a row; all other memory is left alone
     * @throws IllegalArgumentException if features or rows disagree, or the predictions are read-only
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public void predict(Matrix x, Vector predictions) {
        requireFeatures(x);
        if (x.rows() != predictions.length()) {
            throw new IllegalArgumentException(
                    "X has rows=" + x.rows() + ", the predictions have length=" + predictions.length());
        }
        Memory.requireReadable("X", x.segment());
        Memory.requireWritable("the predictions", predictions.segment());
        predict(
                x,
                (row, count, values) ->
                        MemorySegment.copy(values, 0, predictions.segment(), JAVA_DOUBLE, row * Double.BYTES, count));
    }

    /** Takes the predictions of a tile. */
    interface Tiles {
        /**
         * Takes those of {@code count} rows.
         *
         * @param row the first, as a row of X or as an index of the list of rows
         */
        void tile(long row, int count, double[] predictions);
    }

    /** The prediction for every row of X, tile by tile. */
    void predict(Matrix x, Tiles to) {
        Passes passes = passes(x);
        Offsets offsets = offsets(x);
        Scores scores = (row, count, z) -> {
            passes.predict(row, count, z);
            if (offsets != null) {
                offsets.addTo(z, row, count);
            }
        };
        predict(x, x.rows(), x.samples().tileRows(), scores, to);
    }

    /** The prediction for some rows of X, which is in {@link Layout#ROWS}. */
    void predict(Matrix x, int[] rows, Tiles to) {
        if (x.layout() != Layout.ROWS) {
            throw new IllegalArgumentException(
                    "single rows are taken of X in layout=" + Layout.ROWS + ", this one is in layout=" + x.layout());
        }
        Passes passes = passes(x);
        Offsets offsets = offsets(x);
        Scores scores = (from, count, z) -> {
            passes.predict(rows, (int) from, count, z);
            if (offsets != null) {
                offsets.addTo(z, rows, (int) from, count);
            }
        };
        predict(x, rows.length, x.samples().mostTileRows(), scores, to);
    }

    private static @Nullable Offsets offsets(Matrix x) {
        x.offset().ifPresent(offset -> Memory.requireReadable("the offset", offset.segment()));
        return Offsets.of(x.samples());
    }

    private interface Scores {
        void of(long row, int count, double[] z);
    }

    private void predict(Matrix x, long rows, int tileRows, Scores scores, Tiles to) {
        double[] z = new double[x.samples().tileLength()];
        try {
            for (long row = 0; row < rows; row += tileRows) {
                int count = (int) Math.min(tileRows, rows - row);
                scores.of(row, count, z);
                for (int i = 0; i < count; i++) {
                    z[i] = link.mean(z[i] + intercept);
                }
                to.tile(row, count, z);
            }
        } finally {
            // The kernel of a native image reads by address: nothing else keeps the memory of an automatic arena.
            Reference.reachabilityFence(x);
        }
    }

    private Passes passes(Matrix x) {
        requireFeatures(x);
        Memory.requireReadable("X", x.segment());
        Passes passes = Kernels.chosen().passes(x.samples());
        passes.theta(theta);
        return passes;
    }

    private void requireFeatures(Matrix x) {
        if (x.features() != features()) {
            throw new IllegalArgumentException(
                    "X has features=" + x.features() + ", the model has features=" + features());
        }
    }

    /**
     * The prediction for one row: the {@link Link}'s of z = x·θ + b, added in eight lanes as for {@link Layout#ROWS}; allocates nothing.
     *
     * @param row d values
     * @throws IllegalArgumentException if there are more or fewer
     */
    public double predict(double... row) {
        checkRow(row, theta.length);
        return link.mean(pass.dot(row, padded) + intercept);
    }

    /**
     * The prediction for one row with an offset: the {@link Link}'s of z = x·θ + o + b; allocates nothing.
     *
     * @param offset o
     * @param row d values
     * @throws IllegalArgumentException if there are more or fewer
     */
    public double predict(double offset, double[] row) {
        checkRow(row, theta.length);
        return link.mean(pass.dot(row, padded) + offset + intercept);
    }

    static void checkRow(double[] row, int features) {
        if (row.length != features) {
            throw new IllegalArgumentException(
                    "the row has features=" + row.length + ", the model has features=" + features);
        }
    }

    @Override
    public String toString() {
        return "Model[features=" + features() + " intercept=" + intercept + "]";
    }
}
