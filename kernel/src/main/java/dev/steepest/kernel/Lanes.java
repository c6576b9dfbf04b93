package dev.steepest.kernel;

/** The one order in which eight lanes become a sum. */
public final class Lanes {

    /** Lanes of every sum, whatever the width of the hardware. */
    public static final int COUNT = 8;

    private Lanes() {}

    /** ((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7)): what halving a vector three times gives. */
    public static double sum(double l0, double l1, double l2, double l3, double l4, double l5, double l6, double l7) {
        return ((l0 + l4) + (l2 + l6)) + ((l1 + l5) + (l3 + l7));
    }

    /** The sum of the eight lanes from index {@code from}. */
    public static double sum(double[] lanes, int from) {
        return sum(
                lanes[from],
                lanes[from + 1],
                lanes[from + 2],
                lanes[from + 3],
                lanes[from + 4],
                lanes[from + 5],
                lanes[from + 6],
                lanes[from + 7]);
    }

    /**
     * x · θ in eight lanes: feature j is added to lane j mod 8, those of the last, overlapping vector to the lanes they have there. Eight
     * chains hide the latency of FMA.
     *
     * @param row d values; where d &lt; 8, zeros may follow
     * @param theta θ, padded as {@link RowShape} says
     */
    public static double dot(double[] row, double[] theta, RowShape shape) {
        if (row.length < COUNT) {
            return dotOfFew(row, theta);
        }
        double l0 = 0;
        double l1 = 0;
        double l2 = 0;
        double l3 = 0;
        double l4 = 0;
        double l5 = 0;
        double l6 = 0;
        double l7 = 0;
        int whole = shape.whole();
        for (int at = 0; at < theta.length; at += COUNT) {
            int j = at < whole ? at : shape.tailStart();
            l0 = Math.fma(row[j], theta[at], l0);
            l1 = Math.fma(row[j + 1], theta[at + 1], l1);
            l2 = Math.fma(row[j + 2], theta[at + 2], l2);
            l3 = Math.fma(row[j + 3], theta[at + 3], l3);
            l4 = Math.fma(row[j + 4], theta[at + 4], l4);
            l5 = Math.fma(row[j + 5], theta[at + 5], l5);
            l6 = Math.fma(row[j + 6], theta[at + 6], l6);
            l7 = Math.fma(row[j + 7], theta[at + 7], l7);
        }
        return sum(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    private static double dotOfFew(double[] row, double[] theta) {
        return sum(
                product(row, theta, 0),
                product(row, theta, 1),
                product(row, theta, 2),
                product(row, theta, 3),
                product(row, theta, 4),
                product(row, theta, 5),
                product(row, theta, 6),
                product(row, theta, 7));
    }

    /** What a lane has after one product; that of no feature is zero. */
    private static double product(double[] row, double[] theta, int lane) {
        return lane < row.length ? Math.fma(row[lane], theta[lane], 0) : 0;
    }
}
