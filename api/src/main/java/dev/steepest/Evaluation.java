package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.RowValues;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@link Metrics}: takes predictions, targets and perhaps weights of rows, as many at a time as one likes, in one pass. For one
 * thread at a time.
 *
 * <p>All sums are made one row after the other in the order in which they come, and carry along what they round off. So the figures depend
 * on the rows and their order alone, bit for bit: not on how many come at a time, on the kernel or the machine; in another order they
 * differ by a few roundings, not by as many as there are rows. A row of weight w counts as w rows of weight 1, so one of weight 0 not
 * at all. NaN in a prediction or a target makes what depends on it NaN.
 *
 * <p>Sums need no memory, but the median and what is found from the order of predictions do: 16 bytes a row on the heap, for the rows
 * that {@link #of} foresees at once. Up to these, nothing is allocated for a row.
 */
public final class Evaluation {

    private static final int TILE = 512;

    private final Loss loss;
    private final RowMeasures measures;
    private final double[] predictions = new double[TILE];
    private final double[] targets = new double[TILE];
    private final double[] weights = new double[TILE];
    private long rows;

    private Evaluation(Loss loss, long rows) {
        this.loss = loss;
        this.measures = RowMeasures.of(loss, rows);
    }

    /**
     * An evaluation of predictions of a model that was fitted with this loss: {@link LabelMetrics} for losses of labels, else {@link
     * RegressionMetrics}. Predictions are what {@link Model#predict(Matrix, Vector)} makes: for logistic loss probabilities, for the other
     * losses of labels scores, for Poisson loss means.
     *
     * @param rows for so many memory is taken at once, 16 bytes each; if more come, it grows
     * @throws IllegalArgumentException if the rows are negative
     */
    public static Evaluation of(Loss loss, long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows=" + rows + " must not be negative");
        }
        return new Evaluation(loss, rows);
    }

    /** Takes rows of weight 1: {@code add(predictions, targets, weights)} with weights that are all 1. */
    public Evaluation add(Vector predictions, Vector targets) {
        return addAll(predictions, targets, null);
    }

    /**
     * Takes rows.
     *
     * @param weights what each row counts for, finite and not negative
     * @return this
     * @throws IllegalArgumentException if lengths differ, a target is none of the loss, a prediction of logistic loss no probability, or a
     *     weight none; nothing has been added then
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public Evaluation add(Vector predictions, Vector targets, Vector weights) {
        return addAll(predictions, targets, weights);
    }

    private Evaluation addAll(Vector predictions, Vector targets, @Nullable Vector weights) {
        Memory.requireReadable("the predictions", predictions.segment());
        check("the predictions have length=", predictions.length(), targets, weights);
        for (long row = 0; row < predictions.length(); row += TILE) {
            int count = count(row, predictions.length());
            load(predictions, row, count, this.predictions);
            for (int i = 0; i < count; i++) {
                measures.check(this.predictions[i], row + i);
            }
        }
        for (long row = 0; row < predictions.length(); row += TILE) {
            int count = count(row, predictions.length());
            load(predictions, row, count, this.predictions);
            load(targets, row, count, this.targets);
            loadWeights(weights, row, count);
            add(count);
        }
        return this;
    }

    /** Takes rows of weight 1: {@code add(model, x, y, weights)} with weights that are all 1. */
    public Evaluation add(Model model, Matrix x, Vector y) {
        return addAll(model, x, y, null);
    }

    /**
     * Takes a model's predictions for all rows of X, made tile by tile: they are never all in memory.
     *
     * @param weights what each row counts for, finite and not negative
     * @return this
     * @throws IllegalArgumentException if features or rows disagree, the model has another link than the loss, a target is none of
     *     the loss, or a weight none; nothing has been added then
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public Evaluation add(Model model, Matrix x, Vector y, Vector weights) {
        return addAll(model, x, y, weights);
    }

    private Evaluation addAll(Model model, Matrix x, Vector y, @Nullable Vector weights) {
        check(model, x, y, weights);
        model.predict(x, (row, count, values) -> {
            for (int from = 0; from < count; from += TILE) {
                int some = count(from, count);
                System.arraycopy(values, from, predictions, 0, some);
                load(y, row + from, some, targets);
                loadWeights(weights, row + from, some);
                add(some);
            }
        });
        return this;
    }

    /** Takes some rows, of weight 1: {@code addRows(rows, model, x, y, weights)} with weights that are all 1. */
    public Evaluation addRows(int[] rows, Model model, Matrix x, Vector y) {
        return addSome(rows, model, x, y, null);
    }

    /**
     * Takes a model's predictions for some rows of X: {@link Validation#trainingRows}, {@link Validation#heldOutRows}.
     *
     * @param rows their numbers, in the order in which they are added
     * @param x in {@link Layout#ROWS}
     * @param y a target for each row of X
     * @param weights what each row of X counts for, finite and not negative
     * @return this
     * @throws IllegalArgumentException as for all rows, or if X is in another layout
     * @throws IndexOutOfBoundsException if there is no such row; nothing has been added then
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public Evaluation addRows(int[] rows, Model model, Matrix x, Vector y, Vector weights) {
        return addSome(rows, model, x, y, weights);
    }

    private Evaluation addSome(int[] rows, Model model, Matrix x, Vector y, @Nullable Vector weights) {
        check(model, x, y, weights);
        for (int row : rows) {
            Objects.checkIndex(row, x.rows());
        }
        RowValues targetOf = new RowValues(y.segment());
        RowValues weightOf = weights == null ? null : new RowValues(weights.segment());
        Arrays.fill(this.weights, 1);
        model.predict(x, rows, (row, count, values) -> {
            for (int from = 0; from < count; from += TILE) {
                int some = count(from, count);
                int first = (int) row + from;
                System.arraycopy(values, from, predictions, 0, some);
                targetOf.get(rows, first, some, targets);
                if (weightOf != null) {
                    weightOf.get(rows, first, some, this.weights);
                }
                add(some);
            }
        });
        return this;
    }

    private void check(Model model, Matrix x, Vector y, @Nullable Vector weights) {
        if (model.link() != loss.link()) {
            throw new IllegalArgumentException(
                    "the model has link=" + model.link() + ", loss=" + loss + " has link=" + loss.link());
        }
        check("X has rows=", x.rows(), y, weights);
    }

    private void check(String what, long length, Vector y, @Nullable Vector w) {
        Memory.requireReadable("the targets", y.segment());
        if (y.length() != length) {
            throw new IllegalArgumentException(what + length + ", the targets have length=" + y.length());
        }
        if (w != null) {
            Memory.requireReadable("the weights", w.segment());
            if (w.length() != length) {
                throw new IllegalArgumentException(what + length + ", the weights have length=" + w.length());
            }
        }
        for (long row = 0; row < length; row += TILE) {
            int count = count(row, length);
            load(y, row, count, targets);
            loadWeights(w, row, count);
            for (int i = 0; i < count; i++) {
                loss.checkTarget(targets[i], row + i);
                Weights.check(weights[i], row + i);
            }
        }
    }

    private static int count(long row, long length) {
        return (int) Math.min(TILE, length - row);
    }

    private static void load(Vector from, long row, int count, double[] to) {
        MemorySegment.copy(from.segment(), JAVA_DOUBLE, row * Double.BYTES, to, 0, count);
    }

    private void loadWeights(@Nullable Vector from, long row, int count) {
        if (from == null) {
            Arrays.fill(weights, 0, count, 1);
        } else {
            load(from, row, count, weights);
        }
    }

    /** The rows that have been loaded. */
    private void add(int count) {
        for (int i = 0; i < count; i++) {
            if (weights[i] > 0) {
                measures.add(predictions[i], targets[i], weights[i]);
            }
        }
        rows += count;
    }

    /** What the rows so far come to; more may follow. Takes the time of sorting them. */
    public Metrics metrics() {
        return measures.metrics(rows);
    }
}
