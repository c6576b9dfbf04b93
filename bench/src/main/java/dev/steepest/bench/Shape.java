package dev.steepest.bench;

/** m × d as JMH parameters write it. */
record Shape(int rows, int features) {

    static Shape parse(String text) {
        String[] parts = text.split("x", 2);
        return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    long values() {
        return (long) rows * features;
    }

    /** As float64. */
    long bytes() {
        return values() * Double.BYTES;
    }

    /** The data of every benchmark: the same values for all, none of them special. */
    double value(int row, int feature) {
        return ((long) row * features + feature) % 1013 * 1e-3;
    }

    double target(int row) {
        return row % 7;
    }

    double[] theta() {
        double[] theta = new double[features];
        for (int j = 0; j < features; j++) {
            theta[j] = 1e-3 * j / features;
        }
        return theta;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return rows + "x" + features;
    }
}
