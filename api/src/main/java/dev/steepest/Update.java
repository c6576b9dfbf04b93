package dev.steepest;

/**
 * How θ moves, given a gradient: rule and state of an {@link Optimizer} in one descent. The state lies in arrays of a value for each feature and one for the
 * intercept, so every loop reads and writes θ, gradient and state once; the order of elements is in no result. A step allocates nothing.
 */
abstract class Update {

    final PenaltyTerm penalty;

    Update(PenaltyTerm penalty) {
        this.penalty = penalty;
    }

    /**
     * Moves θ and b.
     *
     * @param gradient ∇J with the penalty's, d values
     * @param interceptGradient ∂J/∂b, 0 without an intercept
     * @param rate α of this step
     */
    abstract void step(Parameters at, double[] gradient, double interceptGradient, double rate);

    /** The parameters that the descent has come to. */
    Parameters result(Parameters at) {
        return at;
    }

    /**
     * Judges the last step by what it came to, for rules that take steps back; epochs are judged at {@link #result}.
     *
     * @return whether it stands; if not, the next {@link #step} makes a shorter one from where it began
     */
    boolean accepts(Parameters at, Objective objective) {
        return true;
    }

    /** What is left to gain of the function that is descended, as far as the last step tells; NaN if it does not. */
    double decrement() {
        return Double.NaN;
    }

    /** Puts the state. */
    abstract void save(State state);

    /** Takes it back. */
    abstract void restore(State state);

    /** Where it ends: the parameters that it moves, and the state. */
    final State end(Parameters at) {
        State state = new State();
        at.save("at", state);
        save(state);
        return state;
    }

    /** Goes on where another descent ended. */
    void goOn(Parameters at, State end) {
        at.restore("at", end);
        restore(end);
    }
}
