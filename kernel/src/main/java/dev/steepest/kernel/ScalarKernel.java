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
    public Products products() {
        return new ScalarProducts();
    }
}
