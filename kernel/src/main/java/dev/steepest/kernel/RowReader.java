package dev.steepest.kernel;

/** Reads single rows of X, order ROWS, on to the heap, widened if need be. One instance serves one thread. */
public final class RowReader {

    private final Samples x;
    private final StoredValues values = new StoredValues();

    /** Of this X. */
    public RowReader(Samples x) {
        this.x = x;
    }

    /** Copies the d values of a row. */
    public void read(long row, double[] to) {
        values.read(x.storage(), x.segment(), x.offset(row, 0), to, 0, x.features());
    }
}
