package dev.steepest;

/** Why a descent ended. Whether it came to the optimum is another question: {@link Fit#converged} answers it. */
public enum Reason {
    /** The allowed epochs were done. */
    MAX_EPOCHS,
    /** What was left to gain fell to what {@link Convergence#remaining} asks. */
    REMAINING,
    /** The cost hardly changed: less from an epoch to another than {@link Convergence#costChange} asks. */
    COST_CHANGE,
    /** The norm of the gradient fell to what {@link Convergence#gradientNorm} asks. */
    GRADIENT_NORM,
    /** As many epochs as the patience of {@link Validation} have brought no lower cost on the rows held out. */
    VALIDATION,
    /** {@link GradientDescent#timeLimit} was over. */
    TIME_LIMIT,
    /** Cost or θ stopped being finite, or the cost exceeded a million times the first and that of a constant. */
    DIVERGED,
    /** The observer said so, or the thread was interrupted. */
    STOPPED
}
