package dev.steepest;

import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Scaling;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * x′ = (x − mean) / scale, feature by feature, and the way back: θ = θ′ / scale, b = b′ − Σ θ′ · mean / scale. With an intercept the mean
 * and the population's standard deviation; without one the mean stays 0 (a shift would need an intercept) and the scale is the root of
 * the mean square. A feature without spread keeps its scale. Rows count for as much as their weights say. Immutable; for any thread.
 *
 * <p>How it is computed: x′ = fma(x, f, o) with f = 1 / scale and o = −mean · f (docs/numerics.md).
 */
public final class Standardization {

    private final double[] means;
    private final double[] scales;
    private final Scaling scaling;

    private Standardization(double[] means, double[] scales) {
        this.means = means;
        this.scales = scales;
        this.scaling = new Scaling(means, scales);
    }

    /**
     * What {@link GradientDescent#standardize} scales these features by; one or two passes over X.
     *
     * @param intercept whether an intercept is fitted
     * @throws IllegalStateException if the arena is closed or belongs to another thread
     */
    public static Standardization of(Matrix x, boolean intercept) {
        Memory.requireReadable("X", x.segment());
        return of(x.samples(), null, null, intercept);
    }

    /**
     * Known means and scales.
     *
     * @param means one for each feature; copied
     * @param scales one for each feature; copied
     * @throws IllegalArgumentException if their lengths disagree or are 0, a mean is not finite, or a scale not positive and finite
     */
    public static Standardization of(double[] means, double[] scales) {
        if (means.length != scales.length || means.length == 0) {
            throw new IllegalArgumentException("a standardization needs as many means as scales: means=" + means.length
                    + " scales=" + scales.length);
        }
        Standardization standardization = new Standardization(means.clone(), scales.clone());
        for (int j = 0; j < means.length; j++) {
            if (!Double.isFinite(means[j]) || !(scales[j] > 0) || Double.isInfinite(scales[j])) {
                throw new IllegalArgumentException("mean[" + j + "]=" + means[j] + " must be finite, scale[" + j + "]="
                        + scales[j] + " positive and finite");
            }
        }
        return standardization;
    }

    /** @param rows numbers of the rows that count, null for all */
    static Standardization of(Samples x, int @Nullable [] rows, @Nullable MemorySegment weights, boolean intercept) {
        double[] means = intercept ? Preparation.means(x, rows, weights) : new double[x.features()];
        return new Standardization(means, Preparation.spreads(x, rows, weights, means));
    }

    /** Refuses parameters of other units: null is those of X. */
    static void requireSame(@Nullable Standardization start, @Nullable Standardization here) {
        if (start == null || here == null) {
            if (start != here) {
                throw otherUnits("standardize=" + (start != null), "standardize=" + (here != null));
            }
            return;
        }
        for (int j = 0; j < start.means.length; j++) {
            if (start.means[j] != here.means[j] || start.scales[j] != here.scales[j]) {
                throw otherUnits(start.told(j), here.told(j));
            }
        }
    }

    private String told(int feature) {
        return "feature=" + feature + " mean=" + means[feature] + " scale=" + scales[feature];
    }

    private static IllegalArgumentException otherUnits(String start, String here) {
        return new IllegalArgumentException("the start is a fit of " + start + ", here it is " + here
                + ": the optimizer's state is in other units; start at its model(), that is at θ and b alone");
    }

    double scale(int feature) {
        return scales[feature];
    }

    /** d. */
    public int features() {
        return means.length;
    }

    /** The mean of each feature, a copy. */
    public double[] means() {
        return means.clone();
    }

    /** The scale of each feature, a copy. */
    public double[] scales() {
        return scales.clone();
    }

    /** Whether all of them are; they are not where X holds NaN, infinity or values too large to add up. */
    public boolean isFinite() {
        for (int j = 0; j < means.length; j++) {
            if (!Double.isFinite(means[j]) || !Double.isFinite(scales[j])) {
                return false;
            }
        }
        return true;
    }

    /** X as the loops are to see it; nothing is copied. */
    Samples apply(Samples x) {
        return x.scaled(scaling);
    }

    /** θ in original units, of θ′; returns b of b′. */
    double toOriginal(double[] theta, double intercept) {
        double b = intercept;
        for (int j = 0; j < theta.length; j++) {
            b = Math.fma(theta[j], scaling.offsets()[j], b);
            theta[j] *= scaling.factors()[j];
        }
        return b;
    }

    /** θ′ of θ in original units; returns b′ of b. */
    double toStandardized(double[] theta, double intercept) {
        double b = intercept;
        for (int j = 0; j < theta.length; j++) {
            theta[j] /= scaling.factors()[j];
            b = Math.fma(-theta[j], scaling.offsets()[j], b);
        }
        return b;
    }
}
