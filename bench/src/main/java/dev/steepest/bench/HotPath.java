package dev.steepest.bench;

import dev.steepest.Model;

/** What a service does for each request: a model and a few rows on the heap. */
final class HotPath {

    final double[][] rows;
    private final Model model;

    HotPath(Shape shape) {
        this.rows = new double[shape.rows()][shape.features()];
        this.model = Model.of(0.5, shape.theta());
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = shape.value(i, j);
            }
        }
    }

    /** {@code Model.predict} once for each row; the sum, so that no call can be left out. */
    double predict() {
        double sum = 0;
        for (double[] row : rows) {
            sum += model.predict(row);
        }
        return sum;
    }
}
