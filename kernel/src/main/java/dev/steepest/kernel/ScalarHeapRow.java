package dev.steepest.kernel;

/** The passes over a row in an array, scalar. */
public final class ScalarHeapRow implements HeapRow {

    private final RowShape shape;

    public ScalarHeapRow(RowShape shape) {
        this.shape = shape;
    }

    @Override
    public double dot(double[] row, double[] theta) {
        return Lanes.dot(row, 0, theta, shape);
    }

    @Override
    public boolean step(double[] row, double scale, double[] theta, double[] next) {
        int whole = shape.whole();
        return step(row, scale, theta, next, 0, whole, 0)
                && step(row, scale, theta, next, whole, row.length, shape.hasTail() ? shape.overlap() : 0);
    }

    /** Features {@code from} to {@code to}, which the padding moves by so many elements. */
    private static boolean step(
            double[] row, double scale, double[] theta, double[] next, int from, int to, int moved) {
        boolean finite = true;
        for (int j = from; j < to; j++) {
            double sum = Math.fma(row[j], scale, theta[j + moved]);
            finite &= Double.isFinite(sum);
            next[j + moved] = sum;
        }
        return finite;
    }
}
