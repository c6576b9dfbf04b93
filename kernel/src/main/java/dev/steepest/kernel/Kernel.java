package dev.steepest.kernel;

import org.jspecify.annotations.Nullable;

/** One of the two twins: the same sums in the same order, in loops of scalars or of vectors. */
public interface Kernel {

    /** {@code scalar}, {@code vector-128}, {@code vector-256} or {@code vector-512}. */
    String name();

    /** The passes for X where the features of a row lie side by side. */
    RowPasses rows(Samples x);

    /** The passes for X where the rows of a feature lie side by side, 64 at a time. */
    Passes panels(Samples x);

    /** The passes over one row in an array. */
    HeapRow heapRow(RowShape shape);

    /** The errors pass of squared loss, ℓ = (z − y)². */
    Errors squared();

    /** The products of features with each other. */
    Products products();

    /** The loop of packing; null where there is none, and tiles are transposed on the heap. */
    @Nullable
    Transposition transposition();

    /** The passes that fit X's layout. */
    default Passes passes(Samples x) {
        return x.byRows() ? rows(x) : panels(x);
    }
}
