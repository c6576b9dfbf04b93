package dev.steepest;

/** What coefficients may be: lower ≤ θⱼ ≤ upper. */
record Bounds(double lower, double upper) {

    static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    Bounds {
        if (!(lower <= upper) || lower == Double.POSITIVE_INFINITY || upper == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "lower=" + lower + " upper=" + upper + " bound no coefficient: lower must be at most upper");
        }
    }

    boolean areNone() {
        return lower == Double.NEGATIVE_INFINITY && upper == Double.POSITIVE_INFINITY;
    }

    /** The nearest value that is allowed; NaN stays. */
    double clip(double value) {
        return Math.min(Math.max(value, lower), upper);
    }

    void clip(double[] values) {
        for (int j = 0; j < values.length; j++) {
            values[j] = clip(values[j]);
        }
    }
}
