package dev.steepest;

/**
 * An epoch as an {@link Observer} is told of it. There is one of these for each fit, which every epoch overwrites: keep what it says, not
 * itself.
 */
public interface Epoch {

    /** Epochs done; 0 before the first. */
    long number();

    /** J as {@link Fit#costHistory} records it. */
    double cost();

    /** ‖∇J‖ at the same θ, NaN where it was not computed (stochastic and mini-batch descent that does not test it). */
    double gradientNorm();

    /** α of the epoch's last step; before the first epoch, of its first step. */
    double learningRate();

    /** The mean loss of the rows held out for {@link Validation} at the epoch's last θ; NaN without them. */
    double validationCost();
}
