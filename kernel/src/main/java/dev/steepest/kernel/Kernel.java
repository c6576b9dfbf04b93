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

    /** The errors pass of Huber's loss, which is squared up to {@code most} and linear beyond. */
    Errors huber(double most);

    /** The errors pass of the loss whose least mean is at a quantile. */
    Errors quantile(double quantile);

    /** The errors pass of ε-insensitive loss. */
    Errors epsilonInsensitive(double epsilon);

    /** The errors pass of logistic loss. */
    Errors logistic();

    /** The errors pass of hinge loss. */
    Errors hinge();

    /** The errors pass of squared hinge loss. */
    Errors squaredHinge();

    /** The errors pass of Poisson loss. */
    Errors poisson();

    /** What follows the errors pass, whatever the loss. */
    ErrorSums errorSums();

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
