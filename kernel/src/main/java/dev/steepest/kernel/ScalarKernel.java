package dev.steepest.kernel;

import org.jspecify.annotations.Nullable;

/** The scalar twin: the reference, and what runs where the Vector API is missing. */
public final class ScalarKernel implements Kernel {

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public RowPasses rows(Samples x) {
        return new ScalarRows(x);
    }

    @Override
    public Passes panels(Samples x) {
        return new ScalarPanels(x);
    }

    @Override
    public HeapRow heapRow(RowShape shape) {
        return new ScalarHeapRow(shape);
    }

    @Override
    public Errors squared() {
        return new SquaredErrors();
    }

    @Override
    public @Nullable Transposition transposition() {
        return null;
    }

    @Override
    public Errors huber(double most) {
        return new HuberErrors(most);
    }

    @Override
    public Errors quantile(double quantile) {
        return new QuantileErrors(quantile);
    }

    @Override
    public Errors epsilonInsensitive(double epsilon) {
        return new EpsilonInsensitiveErrors(epsilon);
    }

    @Override
    public Errors logistic() {
        return new LogisticErrors();
    }

    @Override
    public Errors hinge() {
        return new HingeErrors();
    }

    @Override
    public Errors squaredHinge() {
        return new SquaredHingeErrors();
    }

    @Override
    public Errors poisson() {
        return new PoissonErrors();
    }

    @Override
    public ErrorSums errorSums() {
        return new ErrorSums();
    }

    @Override
    public Products products() {
        return new ScalarProducts();
    }
}
