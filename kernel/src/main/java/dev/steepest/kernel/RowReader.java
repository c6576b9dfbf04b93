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
        read(row, 1, to);
    }

    /** Copies the d values of each of {@code count} rows from {@code row} on, row after row. */
    void read(long row, int count, double[] to) {
        int features = x.features();
        if (x.hasWholeRows() && x.rowStride() == features) {
            values.read(x.storage(), x.segment(), x.offset(row, 0), to, 0, count * features);
            scale(count, to, 0);
            return;
        }
        for (int r = 0; r < count; r++) {
            read(row + r, to, r * features);
        }
    }

    /** Copies the d values of a row to {@code at} and what follows. */
    void read(long row, double[] to, int at) {
        if (x.hasWholeRows()) {
            values.read(x.storage(), x.segment(), x.offset(row, 0), to, at, x.features());
        } else {
            for (int j = 0; j < x.features(); j++) {
                to[at + j] = values.read(x.storage(), x.segment(), x.offset(row, j));
            }
        }
        scale(1, to, at);
    }

    private void scale(int rows, double[] to, int at) {
        if (x.scaling() != null) {
            for (int r = 0; r < rows; r++) {
                x.scaling().row(to, at + r * x.features(), 0, x.features());
            }
        }
    }
}
