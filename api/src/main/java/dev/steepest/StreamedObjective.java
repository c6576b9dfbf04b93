package dev.steepest;

import dev.steepest.kernel.Gradient;
import org.jspecify.annotations.Nullable;

/** J and ∇J by a pass over X each; of a loss with kinks J and the gradient of what smooths it, if asked for. */
final class StreamedObjective extends Objective {

    private final Gradient gradient;
    private final boolean intercept;
    private final @Nullable Smoothing smoothing;
    private boolean isComparable;
    private boolean isSharper;

    StreamedObjective(Settings settings, Gradient gradient, PenaltyTerm penalty, @Nullable Smoothing smoothing) {
        super(penalty);
        this.gradient = gradient;
        this.intercept = settings.intercept;
        this.smoothing = smoothing;
    }

    @Override
    boolean evaluate(Parameters at, long epoch) {
        if (smoothing != null) {
            smoothing.begin(epoch);
        }
        if (!gradient.evaluate(at.theta, at.intercept)) {
            return false;
        }
        isComparable = epoch > 0 && !isSharper;
        isSharper = false;
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

    @Override
    boolean sharpen(double decrement) {
        isSharper = smoothing != null && smoothing.sharpen(decrement, cost);
        return isSharper;
    }

    @Override
    double rateFactor() {
        return smoothing == null ? 1 : smoothing.rateFactor();
    }

    @Override
    void save(State state) {
        if (smoothing != null) {
            smoothing.save(state);
            state.put("smoothing.isSharper", isSharper);
        }
    }

    @Override
    void restore(State state) {
        if (smoothing != null) {
            smoothing.restore(state);
            isSharper = state.truth("smoothing.isSharper");
        }
    }
}
