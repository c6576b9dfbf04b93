package dev.steepest;

/** What {@link Metrics} are made of, row after row. */
abstract class RowMeasures {

    /** The one place that tells which metrics belong to a loss. */
    static RowMeasures of(Loss loss, long rows) {
        return loss.hasLabels() ? new LabelMeasures(loss, rows) : new RegressionMeasures(loss, rows);
    }

    /** Refuses what is no prediction. */
    abstract void check(double prediction, long row);

    /** Takes a row, whose weight is above 0. */
    abstract void add(double prediction, double target, double weight);

    /**
     * What they come to; more rows may follow.
     *
     * @param rows that were added, those of weight 0 too
     */
    abstract Metrics metrics(long rows);
}
