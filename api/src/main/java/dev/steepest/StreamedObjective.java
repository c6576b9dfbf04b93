package dev.steepest;

import dev.steepest.kernel.Gradient;

/** J and ∇J by a pass over X each. */
final class StreamedObjective extends Objective {

    private final Gradient gradient;
    private final boolean intercept;
    private boolean isComparable;

    StreamedObjective(Settings settings, Gradient gradient, PenaltyTerm penalty) {
        super(penalty);
        this.gradient = gradient;
        this.intercept = settings.intercept;
    }

    @Override
    boolean evaluate(Parameters at, long epoch) {
        if (!gradient.evaluate(at.theta, at.intercept)) {
            return false;
        }
        isComparable = epoch > 0;
        penalize(at, gradient.cost(), intercept ? gradient.interceptGradient() : 0);
        return true;
    }

    @Override
    double[] gradient() {
        return gradient.values();
    }

    @Override
    boolean isComparable() {
        return isComparable;
    }
}
