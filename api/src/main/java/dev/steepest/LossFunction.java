package dev.steepest;

/**
 * A loss of one's own, for {@link Loss#custom}. Called for every row of every pass, by several threads at once if the fit has
 * several: it should be fast, allocate nothing and keep no state.
 */
public interface LossFunction {

    /** ℓ(z, y): convex in z, if the descent is to end at the least cost. */
    double loss(double z, double target);

    /** e = ∂ℓ/∂z; at a kink any value between those on its sides. */
    double error(double z, double target);
}
