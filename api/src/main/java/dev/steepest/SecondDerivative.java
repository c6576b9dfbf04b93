package dev.steepest;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import java.util.Arrays;

/** H times a vector, wherever H comes from. */
interface SecondDerivative {

    /**
     * to = H (v, b), without the intercept's entry; NaN if the thread was interrupted.
     *
     * @return the intercept's entry
     */
    double multiply(double[] v, double b, double[] to);

    /** By a pass over X: Hv is the gradient at θ = v of a cost with y = 0. */
    static SecondDerivative of(Gradient gradient) {
        return (v, b, to) -> {
            if (!gradient.evaluate(v, b)) {
                Arrays.fill(to, Double.NaN);
                return Double.NaN;
            }
            System.arraycopy(gradient.values(), 0, to, 0, to.length);
            return gradient.interceptGradient();
        };
    }

    /** By XᵀX. */
    static SecondDerivative of(Gram gram) {
        return gram::multiply;
    }
}
