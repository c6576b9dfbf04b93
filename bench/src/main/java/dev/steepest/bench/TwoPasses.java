package dev.steepest.bench;

/** A library's way to ∇J = (2/m) Xᵀ(Xθ − y): a product with X, then one with its transpose. X is read twice. */
abstract class TwoPasses {

    final Shape shape;
    private final double[] targets;

    TwoPasses(Shape shape) {
        this.shape = shape;
        this.targets = new double[shape.rows()];
        for (int i = 0; i < shape.rows(); i++) {
            targets[i] = shape.target(i);
        }
    }

    /** X, row after row. */
    static double[] rows(Shape shape) {
        double[] x = new double[shape.rows() * shape.features()];
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < shape.features(); j++) {
                x[i * shape.features() + j] = shape.value(i, j);
            }
        }
        return x;
    }

    /** X, feature after feature. */
    static double[] columns(Shape shape) {
        double[] x = new double[shape.rows() * shape.features()];
        for (int i = 0; i < shape.rows(); i++) {
            for (int j = 0; j < shape.features(); j++) {
                x[j * shape.rows() + i] = shape.value(i, j);
            }
        }
        return x;
    }

    /** ∇J; overwritten by the next call. */
    final double[] gradient() {
        double[] z = predict();
        double factor = 2.0 / z.length;
        for (int i = 0; i < z.length; i++) {
            z[i] = factor * (z[i] - targets[i]);
        }
        return accumulate();
    }

    /** Xθ in the array that {@link #accumulate} reads its errors from. */
    abstract double[] predict();

    /** Xᵀe. */
    abstract double[] accumulate();
}
