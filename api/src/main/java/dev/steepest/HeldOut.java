package dev.steepest;

import dev.steepest.kernel.Gradient;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link Validation} during a fit: how θ does on them, and where it did best. */
final class HeldOut {

    private final Gradient gradient;
    private final @Nullable Standardization standardization;
    private final long patience;

    /** In the units of these rows, which are not standardised. */
    private final Parameters original;

    private final Known best;
    private long bestEpoch;
    private double lowest = Double.POSITIVE_INFINITY;

    HeldOut(Gradient gradient, @Nullable Standardization standardization, long patience) {
        this.gradient = gradient;
        this.standardization = standardization;
        this.patience = patience;
        int features = gradient.values().length;
        this.original = new Parameters(features);
        this.best = new Known(features);
    }

    /** Takes note of where an epoch has ended; returns the cost on these rows, NaN if the thread was interrupted. */
    double judge(long epoch, Known at) {
        original.set(at.parameters);
        if (standardization != null) {
            original.intercept = standardization.toOriginal(original.theta, original.intercept);
        }
        if (!gradient.evaluate(original.theta, original.intercept)) {
            return Double.NaN;
        }
        double cost = gradient.cost();
        if (cost < lowest) {
            lowest = cost;
            bestEpoch = epoch;
            best.set(at);
        }
        return cost;
    }

    /** Whether as many epochs as the patience have brought no lower cost. */
    boolean isExhausted(long epoch) {
        return epoch - bestEpoch >= patience;
    }

    boolean hasBest() {
        return lowest < Double.POSITIVE_INFINITY;
    }

    Known best() {
        return best;
    }

    double lowest() {
        return lowest;
    }

    @Override
    public String toString() {
        return hasBest()
                ? "validationCost=" + lowest + " was the lowest, of epoch=" + bestEpoch
                : "no validationCost was finite";
    }

    long patience() {
        return patience;
    }
}
