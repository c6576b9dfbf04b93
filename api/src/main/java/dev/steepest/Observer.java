package dev.steepest;

/** Told of every epoch while a descent runs, on the thread that runs it. */
@FunctionalInterface
public interface Observer {

    /**
     * Called after each epoch, and once before the first as epoch 0.
     *
     * @param epoch what is known of it, until this returns
     * @return false to end the descent with {@link Reason#STOPPED}
     */
    boolean epoch(Epoch epoch);
}
