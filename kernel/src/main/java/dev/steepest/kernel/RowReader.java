package dev.steepest.kernel;

/** Reads single rows of X on to the heap: of any order, widened and scaled if need be. One instance serves one thread. */
public final class RowReader {

    private final Samples x;
    private final StoredValues values = new StoredValues();

    /** Of this X. */
    public RowReader(Samples x) {
        this.x = x;
    }

    /** Copies the d values of a row. */
    public void read(long row, double[] to) {
        read(row, 1, to, 0);
    }

    /** Copies the d values of each of {@code count} rows from {@code row} on, row after row, to {@code at} and what follows. */
    void read(long row, int count, double[] to, int at) {
        int features = x.features();
        int together = x.isOneRun() ? count : 1;
        for (int r = 0; r < count; r += together) {
            copy(row + r, together, to, at + r * features);
        }
        if (x.scaling() != null) {
            for (int r = 0; r < count; r++) {
                x.scaling().row(to, at + r * features, 0, features);
            }
        }
    }

    /** One row, or several that are one run. */
    private void copy(long row, int rows, double[] to, int at) {
        if (x.hasWholeRows()) {
            values.read(x.storage(), x.segment(), x.offset(row, 0), to, at, rows * x.features());
        } else {
            for (int j = 0; j < x.features(); j++) {
                to[at + j] = values.read(x.storage(), x.segment(), x.offset(row, j));
            }
        }
    }
}
