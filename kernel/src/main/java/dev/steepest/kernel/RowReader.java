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
        if (x.hasWholeRows()) {
            values.read(x.storage(), x.segment(), x.offset(row, 0), to, 0, x.features());
        } else {
            for (int j = 0; j < x.features(); j++) {
                to[j] = values.read(x.storage(), x.segment(), x.offset(row, j));
            }
        }
        if (x.scaling() != null) {
            x.scaling().row(to, 0, 0, x.features());
        }
    }
}
