package dev.steepest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** θ and b, in the units that the descent works in. */
final class Parameters {

    final double[] theta;
    double intercept;

    Parameters(int features) {
        this.theta = new double[features];
    }

    /** Where a descent starts: zero, or the model given in the units of X. */
    static Parameters start(@Nullable Model model, int features, @Nullable Standardization standardization) {
        Parameters start = new Parameters(features);
        if (model != null) {
            System.arraycopy(model.theta(), 0, start.theta, 0, features);
            start.intercept = model.intercept();
            if (standardization != null) {
                start.intercept = standardization.toStandardized(start.theta, start.intercept);
            }
        }
        return start;
    }

    void set(Parameters other) {
        System.arraycopy(other.theta, 0, theta, 0, theta.length);
        intercept = other.intercept;
    }

    boolean isSame(Parameters other) {
        return Arrays.equals(theta, other.theta) && intercept == other.intercept;
    }

    void save(String name, State state) {
        state.put(name + ".theta", theta, theta.length);
        state.put(name + ".intercept", intercept);
    }

    void restore(String name, State state) {
        state.fill(name + ".theta", theta);
        intercept = state.value(name + ".intercept");
    }

    boolean isFinite() {
        for (double value : theta) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return Double.isFinite(intercept);
    }
}
