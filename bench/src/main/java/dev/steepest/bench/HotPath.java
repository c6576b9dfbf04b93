package dev.steepest.bench;

import dev.steepest.GradientDescent;
import dev.steepest.Model;
import dev.steepest.Online;

/** What a service does for each request: a model that predicts, one that learns, and a few rows on the heap. */
final class HotPath {

    private static final double RATE = 1e-4;

    final double[][] rows;
    private final double[] targets;
    private final Model model;
    private final Online online;

    HotPath(Shape shape) {
        this.rows = new double[shape.rows()][shape.features()];
        this.targets = new double[shape.rows()];
        this.model = Model.of(0.5, shape.theta());
        this.online =
                GradientDescent.stochastic(0).learningRate(RATE).intercept().online(model);
        for (int i = 0; i < rows.length; i++) {
            targets[i] = shape.target(i);
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

    /** {@code Online.predict} once for each row; the sum. */
    double predictOnline() {
        double sum = 0;
        for (double[] row : rows) {
            sum += online.predict(row);
        }
        return sum;
    }

    /** {@code Online.step} once for each row; the sum of the losses. */
    double step() {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            sum += online.step(rows[i], targets[i]);
        }
        return sum;
    }
}
