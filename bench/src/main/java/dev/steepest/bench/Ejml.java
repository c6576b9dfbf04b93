package dev.steepest.bench;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** EJML's {@code mult} and {@code multTransA}. */
final class Ejml extends TwoPasses {

    private final DMatrixRMaj x;
    private final DMatrixRMaj theta;
    private final DMatrixRMaj z;
    private final DMatrixRMaj gradient;

    Ejml(Shape shape) {
        super(shape);
        this.x = DMatrixRMaj.wrap(shape.rows(), shape.features(), rows(shape));
        this.theta = DMatrixRMaj.wrap(shape.features(), 1, shape.theta());
        this.z = new DMatrixRMaj(shape.rows(), 1);
        this.gradient = new DMatrixRMaj(shape.features(), 1);
    }

    @Override
    double[] predict() {
        CommonOps_DDRM.mult(x, theta, z);
        return z.data;
    }

    @Override
    double[] accumulate() {
        CommonOps_DDRM.multTransA(x, z, gradient);
        return gradient.data;
    }
}
