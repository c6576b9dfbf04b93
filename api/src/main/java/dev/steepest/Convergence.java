package dev.steepest;

/**
 * When a descent ends before its epochs are used up: what is left to gain, the relative change of the cost, the norm of the gradient,
 * or whichever
 * comes first. Immutable.
 */
public final class Convergence {

    private static final Convergence NEVER = new Convergence(-1, 1, -1, -1);

    /** The most epochs that a change of the cost is judged over. */
    private static final int MOST_EPOCHS = 1 << 20;

    private final double costChange;
    private final int epochs;
    private final double gradientNorm;
    private final double remaining;

    private Convergence(double costChange, int epochs, double gradientNorm, double remaining) {
        this.costChange = costChange;
        this.epochs = epochs;
        this.gradientNorm = gradientNorm;
        this.remaining = remaining;
    }

    /** Never: all epochs are done. */
    public static Convergence never() {
        return NEVER;
    }

    /**
     * |J − J′| ≤ tolerance · |J′|, where J′ is the cost one epoch before J.
     *
     * @throws IllegalArgumentException if the tolerance is negative or not finite
     */
    public static Convergence costChange(double tolerance) {
        return costChange(tolerance, 1);
    }

    /**
     * |J − J′| ≤ tolerance · |J′|, where J′ is the cost so many epochs before J. Several epochs see through the noise of stochastic descent, and
     * through a single small step. (Of the Gram plan, both costs must have come from the same pass over X.)
     *
     * @param epochs 1 to 2²⁰
     * @throws IllegalArgumentException if the tolerance is negative or not finite, or the epochs are fewer or more
     */
    public static Convergence costChange(double tolerance, int epochs) {
        if (epochs < 1 || epochs > MOST_EPOCHS) {
            throw new IllegalArgumentException(
                    "epochs=" + epochs + " of a change of cost must be from 1 to " + MOST_EPOCHS);
        }
        return new Convergence(checked("costChange", tolerance), epochs, -1, -1);
    }

    /**
     * ‖∇J‖ ≤ tolerance, the Euclidean norm with the intercept's component, in the units of the standardised features where they are
     * standardised, and that of {@link Fit#gradientNorm} with L1 or bounds. Stochastic and mini-batch descent need one pass more for each epoch to know it.
     *
     * @throws IllegalArgumentException if the tolerance is negative or not finite
     */
    public static Convergence gradientNorm(double tolerance) {
        return new Convergence(-1, 1, checked("gradientNorm", tolerance), -1);
    }

    /**
     * What is left to gain, J(θ) − J*, is at most this share of the cost, by {@link Fit#remaining}: the only one of these tests that
     * depends neither on units nor on how long the steps are. 0 never ends a descent, and has
     * what is left told at the end.
     *
     * <p>To find out takes a few passes over X, from two to fifty: so it is asked for only when the last epoch has changed a batch's
     * cost by less than ten times as much, not in the first four
     * epochs, and then only after so many epochs again as are a quarter of those done and twice the passes that it took. Most of the
     * passes to reject come to three.
     *
     * @throws IllegalArgumentException if the tolerance is negative or not finite
     */
    public static Convergence remaining(double tolerance) {
        return new Convergence(-1, 1, -1, checked("remaining", tolerance));
    }

    /**
     * This or the other, whichever is met first; of two tests of the same kind the looser one.
     *
     * @throws IllegalArgumentException if both test the cost over different numbers of epochs
     */
    public Convergence or(Convergence other) {
        if (costChange >= 0 && other.costChange >= 0 && epochs != other.epochs) {
            throw new IllegalArgumentException("the change of the cost is tested over epochs=" + epochs
                    + " and over epochs=" + other.epochs + ": choose one");
        }
        return new Convergence(
                Math.max(costChange, other.costChange),
                costChange >= 0 ? epochs : other.epochs,
                Math.max(gradientNorm, other.gradientNorm),
                Math.max(remaining, other.remaining));
    }

    private static double checked(String name, double tolerance) {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException(name + "=" + tolerance + " is no tolerance: it must be finite and ≥ 0");
        }
        return tolerance;
    }

    boolean testsGradientNorm() {
        return gradientNorm >= 0;
    }

    boolean testsRemaining() {
        return remaining >= 0;
    }

    /** The share of the cost. */
    double remaining() {
        return remaining;
    }

    /** Epochs from one cost to the other that it is compared with. */
    int epochs() {
        return epochs;
    }

    boolean costMet(double cost, double before) {
        return costChange >= 0 && Math.abs(cost - before) <= costChange * Math.abs(before);
    }

    boolean gradientMet(double norm) {
        return norm <= gradientNorm;
    }

    @Override
    public String toString() {
        return "Convergence[costChange=" + shown(costChange) + (epochs == 1 ? "" : " epochs=" + epochs)
                + " gradientNorm=" + shown(gradientNorm)
                + (remaining < 0 ? "" : " remaining=" + shown(remaining)) + "]";
    }

    private static String shown(double tolerance) {
        return tolerance < 0 ? "none" : Double.toString(tolerance);
    }
}
