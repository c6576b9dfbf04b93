package dev.steepest;

/**
 * When a descent has converged, before its epochs are used up: the relative change of the cost, the norm of the gradient, or whichever
 * comes first. Immutable.
 */
public final class Convergence {

    private static final Convergence NEVER = new Convergence(-1, -1);

    private final double costChange;
    private final double gradientNorm;

    private Convergence(double costChange, double gradientNorm) {
        this.costChange = costChange;
        this.gradientNorm = gradientNorm;
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
        return new Convergence(checked("costChange", tolerance), -1);
    }

    /**
     * ‖∇J‖ ≤ tolerance, the Euclidean norm with the intercept's component, in the units of the standardised features where they are
     * standardised, and that of {@link Fit#gradientNorm} with L1 or bounds. Stochastic and mini-batch descent need one pass more for each epoch to know it.
     *
     * @throws IllegalArgumentException if the tolerance is negative or not finite
     */
    public static Convergence gradientNorm(double tolerance) {
        return new Convergence(-1, checked("gradientNorm", tolerance));
    }

    /** This or the other, whichever is met first; of two tests of the same kind the looser one. */
    public Convergence or(Convergence other) {
        return new Convergence(Math.max(costChange, other.costChange), Math.max(gradientNorm, other.gradientNorm));
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

    boolean costMet(double cost, double before) {
        return costChange >= 0 && Math.abs(cost - before) <= costChange * Math.abs(before);
    }

    boolean gradientMet(double norm) {
        return norm <= gradientNorm;
    }

    @Override
    public String toString() {
        return "Convergence[costChange=" + shown(costChange) + " gradientNorm=" + shown(gradientNorm) + "]";
    }

    private static String shown(double tolerance) {
        return tolerance < 0 ? "none" : Double.toString(tolerance);
    }
}
