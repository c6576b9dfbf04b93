package dev.steepest;

/** How batch descent comes by its gradients; the steps are the same up to rounding. */
public enum Plan {
    /**
     * Whichever is faster, by the shape of X and the epochs allowed, never by the machine: {@link #GRAM} where it applies and its one
     * dear pass is made up for, {@link #STREAMING} otherwise.
     */
    AUTO,
    /** X is read once for each epoch. */
    STREAMING,
    /**
     * XᵀX is made once, in d²/2 multiplications for each row; then an epoch costs d² and does not read X. X is read again whenever the rounding
     * errors of XᵀX could reach a millionth of the gradient or of the cost, and at the end, so cost and gradient of a {@link Fit} are those
     * that a streaming descent finds at the same θ. For batch descent with squared loss.
     */
    GRAM
}
