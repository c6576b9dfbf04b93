package dev.steepest.kernel;

/** What the layout ROWS can do besides: rows in any order, one by one or by a list, and a θ that is stepped in place. */
public interface RowPasses extends Passes {

    /** z[k] = x_i · θ with i = {@code list[from + k]}, for {@code count} rows, at most {@link Samples#tileRows} of them. */
    void predict(int[] list, int from, int count, double[] z);

    /** sum += Σ e[k] · x_i with i = {@code list[from + k]}, for {@code count} rows, those of the last prediction. */
    void accumulate(int[] list, int from, int count, double[] errors);

    /** x_row · θ. */
    double predict(long row);

    /** θ += scale · x_row, the row of the last prediction. */
    void step(long row, double scale);

    /** Copies θ out: d values. */
    void readTheta(double[] theta);
}
