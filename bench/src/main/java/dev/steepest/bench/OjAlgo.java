package dev.steepest.bench;

import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/** ojAlgo's {@code fillByMultiplying} with X (feature after feature, as it stores all) and its transposed view, on one thread. */
final class OjAlgo extends TwoPasses {

    static {
        OjAlgoUtils.limitThreadsTo(1);
    }

    private final R064Store x;
    private final MatrixStore<Double> transposed;
    private final R064Store theta;
    private final R064Store z;
    private final R064Store gradient;

    OjAlgo(Shape shape) {
        super(shape);
        this.x = R064Store.wrap(columns(shape), shape.rows());
        this.transposed = x.transpose();
        this.theta = R064Store.wrap(shape.theta());
        this.z = R064Store.FACTORY.make(shape.rows(), 1);
        this.gradient = R064Store.FACTORY.make(shape.features(), 1);
    }

    @Override
    double[] predict() {
        z.fillByMultiplying(x, theta);
        return z.data;
    }

    @Override
    double[] accumulate() {
        gradient.fillByMultiplying(transposed, z);
        return gradient.data;
    }
}
