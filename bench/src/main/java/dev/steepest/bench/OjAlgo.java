package dev.steepest.bench;

import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.R064Store;

/**
 * ojAlgo's {@code fillByMultiplying} on one thread: Xθ, then eᵀX, with X feature after feature, as it stores all. (Xᵀe by the transposed view
 * takes four to ten times as long.)
 */
final class OjAlgo extends TwoPasses {

    static {
        OjAlgoUtils.limitThreadsTo(1);
    }

    private final R064Store x;
    private final R064Store theta;
    private final R064Store z;
    private final R064Store errors;
    private final R064Store gradient;

    OjAlgo(Shape shape) {
        super(shape);
        this.x = R064Store.wrap(columns(shape), shape.rows());
        this.theta = R064Store.wrap(shape.theta());
        this.z = R064Store.FACTORY.make(shape.rows(), 1);
        this.errors = R064Store.wrap(z.data, 1);
        this.gradient = R064Store.FACTORY.make(1, shape.features());
    }

    @Override
    double[] predict() {
        z.fillByMultiplying(x, theta);
        return z.data;
    }

    @Override
    double[] accumulate() {
        gradient.fillByMultiplying(errors, x);
        return gradient.data;
    }
}
