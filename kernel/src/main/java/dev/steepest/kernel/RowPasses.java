package dev.steepest.kernel;

/** What the layout ROWS can do besides: rows in any order, one by one or by a list, and a θ that is stepped in place. */
public interface RowPasses extends Passes {

    /** Rows that {@link #fetch} is given at once: enough for their misses to overlap, and of up to 100 features they fit the first-level cache. */
    int FETCHED = 32;

    /**
     * Reads the rows {@code list[from]} to before {@code list[from + count]} ahead of their use, which changes no bit. Rows at random places of memory, used one by
     * one, wait for it one by one; read together, they wait at the same time. Does nothing for X that the caches hold, and for rows that follow each other, which
     * the hardware fetches.
     */
    void fetch(int[] list, int from, int count);

    /** z[k] = x_i · θ with i = {@code list[from + k]}, for {@code count} rows in any order, at most {@link Samples#mostTileRows} of them. */
    @Override
    void predict(int[] list, int from, int count, double[] z);

    /** sum += Σ e[k] · x_i with i = {@code list[from + k]}, for {@code count} rows, those of the last prediction. */
    @Override
    void accumulate(int[] list, int from, int count, double[] errors);

    /** x_row · θ. */
    double predict(long row);

    /** θ += scale · x_row, the row of the last prediction; returns x_next · θ, which is then the last one: a loop does both. */
    double step(long row, double scale, long next);

    /** Copies θ out: d values. */
    void readTheta(double[] theta);
}
