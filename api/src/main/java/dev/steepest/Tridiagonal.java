package dev.steepest;

/** T, symmetric and tridiagonal, which grows by a row and a column at a time. All entries beside the diagonal but the last are positive. */
final class Tridiagonal {

    private final double[] diagonal;
    private final double[] beside;
    private int size;

    Tridiagonal(int capacity) {
        diagonal = new double[capacity];
        beside = new double[capacity];
    }

    /** @param next the entry beside the diagonal in the row that comes next; until then it counts for Gershgorin's bound only */
    void add(double onDiagonal, double next) {
        diagonal[size] = onDiagonal;
        beside[size] = next;
        size++;
    }

    int size() {
        return size;
    }

    /** The largest eigenvalue, at most rounding above it, by halving what lies between {@code least}, which is none above it, and Gershgorin's bound. */
    double largestEigenvalue(double least) {
        double low = least;
        double high = low;
        for (int k = 0; k < size; k++) {
            high = Math.max(high, diagonal[k] + beside[k] + (k == 0 ? 0 : beside[k - 1]));
        }
        while (true) {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) {
                return high;
            }
            if (exceedsAll(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    /** Whether all pivots of T − value are negative (Parlett, section 3.3: Sylvester's inertia). */
    private boolean exceedsAll(double value) {
        double pivot = diagonal[0] - value;
        for (int k = 1; k < size && pivot < 0; k++) {
            pivot = pivot(k, value, pivot);
        }
        return pivot < 0;
    }

    /** Pivot k of T − value, from the one before. */
    private double pivot(int k, double value, double before) {
        return diagonal[k] - value - beside[k - 1] / before * beside[k - 1];
    }

    /** The last entry of θ's eigenvector of length 1: rows 1 to k − 1 of (T − θ)s = 0 give each entry from the one before. */
    double lastEntry(double theta) {
        double last = 1;
        double pivot = diagonal[0] - theta;
        for (int k = 1; k < size; k++) {
            double entry = -pivot / beside[k - 1] * last;
            last = entry / Math.sqrt(Math.fma(entry, entry, 1));
            pivot = pivot(k, theta, pivot);
        }
        return last;
    }
}
