package dev.steepest;

/** The steps of one epoch of stochastic or mini-batch descent. */
interface Steps {

    /**
     * Steps through the rows in the order of the list, until the sum of their losses, each taken just before its row was used, exceeds the
     * limit or is no number, or the thread is interrupted.
     *
     * @param at moved; where the limit was exceeded, it is what it was before that step
     * @return the sum of the losses, infinite or NaN or above the limit for a divergence; {@link #INTERRUPTED} if the thread was interrupted
     */
    double epoch(int[] rows, Parameters at, double limit);

    /** What {@link #epoch} returns for an interrupted thread: losses may be negative, but end in infinity on the other side. */
    double INTERRUPTED = Double.NEGATIVE_INFINITY;

    /** The parameters that the steps have come to: those that move, unless the optimizer says otherwise. */
    default Parameters result(Parameters at) {
        return at;
    }

    /** Steps done so far. */
    long count();

    /** Puts what the steps of epochs to come depend on, and the count. */
    void save(State state);

    /** Takes it back. */
    void restore(State state);
}
