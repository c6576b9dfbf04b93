package dev.steepest.kernel.vector;

import dev.steepest.kernel.ErrorSums;
import dev.steepest.kernel.Errors;
import dev.steepest.kernel.HeapRow;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.Products;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowShape;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.ScalarHeapRow;
import dev.steepest.kernel.ScalarRows;
import dev.steepest.kernel.Storage;
import dev.steepest.kernel.Transposition;
import org.jspecify.annotations.Nullable;

/** The vector twin, as wide as {@link Width} says. */
public final class VectorKernel implements Kernel {

    @Override
    public String name() {
        return "vector-" + Width.BITS;
    }

    /** A row that is shorter than eight lanes has nothing to vectorise: the scalar passes serve it. */
    @Override
    public RowPasses rows(Samples x) {
        if (x.features() < Lanes.COUNT) {
            return new ScalarRows(x);
        }
        boolean isTakenAsItLies = x.storage() == Storage.FLOAT64 && x.scaling() == null && x.hasWholeRows();
        return isTakenAsItLies ? new VectorRows(x) : new ScratchRows(x);
    }

    @Override
    public Passes panels(Samples x) {
        if (x.isReadByPages()) {
            return new VectorColumns(x);
        }
        boolean isWide = x.storage() == Storage.FLOAT64;
        if (x.scaling() != null) {
            return isWide ? new ScaledPanels64(x, x.scaling()) : new ScaledPanels32(x, x.scaling());
        }
        return isWide ? new VectorPanels64(x) : new VectorPanels32(x);
    }

    @Override
    public HeapRow heapRow(RowShape shape) {
        return shape.features() < Lanes.COUNT ? new ScalarHeapRow(shape) : new VectorHeapRow(shape);
    }

    @Override
    public Errors squared() {
        return new VectorSquaredErrors();
    }

    @Override
    public @Nullable Transposition transposition() {
        return Width.TAKES_FROM_TWO ? new VectorTransposition() : null;
    }

    @Override
    public Errors huber(double most) {
        return new VectorHuberErrors(most);
    }

    @Override
    public Errors quantile(double quantile) {
        return new VectorQuantileErrors(quantile);
    }

    @Override
    public Errors epsilonInsensitive(double epsilon) {
        return new VectorEpsilonInsensitiveErrors(epsilon);
    }

    @Override
    public Errors logistic() {
        return new VectorLogisticErrors();
    }

    @Override
    public Errors hinge() {
        return new VectorHingeErrors();
    }

    @Override
    public Errors squaredHinge() {
        return new VectorSquaredHingeErrors();
    }

    @Override
    public Errors poisson() {
        return new VectorPoissonErrors();
    }

    @Override
    public ErrorSums errorSums() {
        return new VectorErrorSums();
    }

    @Override
    public Products products() {
        return new VectorProducts();
    }
}
