package dev.steepest;

/** Told of every epoch while a descent runs, on the thread that runs it. */
@FunctionalInterface
public interface Observer {

    /**
     * Called after each epoch, and once before the first as epoch 0.
     *
     * @param epoch epochs done
     * @param cost J as {@link Fit#costHistory} records it
     * @param gradientNorm ‖∇J‖ at the same θ, NaN where it was not computed (stochastic and mini-batch descent that does not test it)
     * @return false to end the descent with {@link Reason#STOPPED}
     */
    boolean epoch(long epoch, double cost, double gradientNorm);
}
