package dev.steepest.bench;

/** The loops that everybody writes first: X as {@code double[][]}, read twice for each gradient. */
final class Textbook {

    final Shape shape;
    final double[][] x;
    final double[] y;
    private final double[] errors;
    private final double[] gradient;

    Textbook(Shape shape) {
        this.shape = shape;
        this.x = new double[shape.rows()][shape.features()];
        this.y = new double[shape.rows()];
        this.errors = new double[shape.rows()];
        this.gradient = new double[shape.features()];
        for (int i = 0; i < shape.rows(); i++) {
            y[i] = shape.target(i);
            for (int j = 0; j < shape.features(); j++) {
                x[i][j] = shape.value(i, j);
            }
        }
    }

    double[] gradient(double[] theta) {
        for (int i = 0; i < x.length; i++) {
            double z = 0;
            for (int j = 0; j < theta.length; j++) {
                z += x[i][j] * theta[j];
            }
            errors[i] = z - y[i];
        }
        for (int j = 0; j < theta.length; j++) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                sum += x[i][j] * errors[i];
            }
            gradient[j] = 2 * sum / x.length;
        }
        return gradient;
    }

    double epoch(double[] theta, int[] order, double rate) {
        double losses = 0;
        for (int row : order) {
            double z = 0;
            for (int j = 0; j < theta.length; j++) {
                z += x[row][j] * theta[j];
            }
            double error = z - y[row];
            losses += error * error;
            for (int j = 0; j < theta.length; j++) {
                theta[j] -= rate * 2 * error * x[row][j];
            }
        }
        return losses;
    }
}
