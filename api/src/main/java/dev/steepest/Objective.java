package dev.steepest;

/** J and ∇J with the penalty's part, at one θ after another: where a descent over all rows takes them from. */
abstract class Objective {

    final PenaltyTerm penalty;
    double cost;
    double norm;
    double interceptGradient;

    Objective(PenaltyTerm penalty) {
        this.penalty = penalty;
    }

    /**
     * Finds cost and gradient.
     *
     * @param epoch epochs done
     * @return false if the thread was interrupted
     */
    abstract boolean evaluate(Parameters at, long epoch);

    /** ∇J, its part in λ₁ left out; d values, overwritten by the next evaluation. */
    abstract double[] gradient();

    /** Whether this cost and the one before were reckoned alike, so that their difference means something. */
    abstract boolean isComparable();

    /**
     * Descends a function that is closer to J, if little is left of the last one.
     *
     * @param decrement what is left of that, NaN if nobody knows
     * @return whether it is another one, whose gradient is to be found anew
     */
    boolean sharpen(double decrement) {
        return false;
    }

    /** What share of the rate suits the function that is descended. */
    double rateFactor() {
        return 1;
    }

    /** Cost and gradient of what is known best are those of a pass over X from here on. */
    void confirm(Progress progress) {}

    /** J. */
    final double cost() {
        return cost;
    }

    /** ‖∇J‖, that of the gradient map where the penalty or bounds have one. */
    final double norm() {
        return norm;
    }

    /** ∂J/∂b, 0 without an intercept. */
    final double interceptGradient() {
        return interceptGradient;
    }

    /** From cost and gradient of the mean loss to those of J. */
    final void penalize(Parameters at, double loss, double interceptGradient) {
        cost = loss + penalty.cost(at.theta);
        penalty.addGradient(at.theta, gradient());
        this.interceptGradient = interceptGradient;
        norm = penalty.norm(at.theta, gradient(), interceptGradient);
    }

    /** Puts what evaluations to come depend on. */
    void save(State state) {}

    /** Takes it back. */
    void restore(State state) {}
}
