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
     * @param values x are d of them, from {@code at} on
     * @param theta θ, padded as {@link RowShape} says
     */
    public static double dot(double[] values, int at, double[] theta, RowShape shape) {
        if (shape.features() < COUNT) {
            return dotOfFew(values, at, shape.features(), theta);
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
        for (int t = 0; t < theta.length; t += COUNT) {
            int j = at + (t < whole ? t : shape.tailStart());
            l0 = Math.fma(values[j], theta[t], l0);
            l1 = Math.fma(values[j + 1], theta[t + 1], l1);
            l2 = Math.fma(values[j + 2], theta[t + 2], l2);
            l3 = Math.fma(values[j + 3], theta[t + 3], l3);
            l4 = Math.fma(values[j + 4], theta[t + 4], l4);
            l5 = Math.fma(values[j + 5], theta[t + 5], l5);
            l6 = Math.fma(values[j + 6], theta[t + 6], l6);
            l7 = Math.fma(values[j + 7], theta[t + 7], l7);
        }
        return sum(l0, l1, l2, l3, l4, l5, l6, l7);
    }

    /** A lane of no feature is zero. */
    private static double dotOfFew(double[] values, int at, int features, double[] theta) {
        return sum(
                0 < features ? Math.fma(values[at], theta[0], 0) : 0,
                1 < features ? Math.fma(values[at + 1], theta[1], 0) : 0,
                2 < features ? Math.fma(values[at + 2], theta[2], 0) : 0,
                3 < features ? Math.fma(values[at + 3], theta[3], 0) : 0,
                4 < features ? Math.fma(values[at + 4], theta[4], 0) : 0,
                5 < features ? Math.fma(values[at + 5], theta[5], 0) : 0,
                6 < features ? Math.fma(values[at + 6], theta[6], 0) : 0,
                7 < features ? Math.fma(values[at + 7], theta[7], 0) : 0);
    }
}
