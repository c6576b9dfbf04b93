package dev.steepest.kernel;

import java.util.function.DoubleBinaryOperator;

/** ℓ and e by functions of z and y that the kernel knows nothing of, in a loop of scalars. */
public final class CustomErrors extends RowErrors {

    private final DoubleBinaryOperator loss;
    private final DoubleBinaryOperator error;

    public CustomErrors(DoubleBinaryOperator loss, DoubleBinaryOperator error) {
        this.loss = loss;
        this.error = error;
    }

    @Override
    public double loss(double z, double target) {
        return loss.applyAsDouble(z, target);
    }

    @Override
    public double error(double z, double target) {
        return error.applyAsDouble(z, target);
    }
}
