package dev.steepest.bench;

import dev.ludovic.netlib.blas.JavaBLAS;

/** Two {@code dgemv} of netlib's Vector API implementation. */
final class Netlib extends TwoPasses {

    private static final JavaBLAS BLAS = vectors();

    private final boolean columns;
    private final double[] x;
    private final double[] theta;
    private final double[] z;
    private final double[] gradient;

    /**
     * @param columns X as BLAS has it, feature after feature; else row after row, which is Xᵀ to BLAS
     */
    Netlib(Shape shape, boolean columns) {
        super(shape);
        this.columns = columns;
        this.x = columns ? columns(shape) : rows(shape);
        this.theta = shape.theta();
        this.z = new double[shape.rows()];
        this.gradient = new double[shape.features()];
    }

    /** Without the Vector API netlib falls back without a word. */
    private static JavaBLAS vectors() {
        JavaBLAS blas = JavaBLAS.getInstance();
        if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new IllegalStateException("netlib's Vector API implementation is not in use: " + blas.getClass());
        }
        return blas;
    }

    @Override
    double[] predict() {
        multiply(columns ? "N" : "T", theta, z);
        return z;
    }

    @Override
    double[] accumulate() {
        multiply(columns ? "T" : "N", z, gradient);
        return gradient;
    }

    private void multiply(String transposed, double[] by, double[] product) {
        int leading = columns ? shape.rows() : shape.features();
        int others = columns ? shape.features() : shape.rows();
        BLAS.dgemv(transposed, leading, others, 1, x, leading, by, 1, 0, product, 1);
    }
}
