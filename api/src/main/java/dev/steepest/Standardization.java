package dev.steepest;

import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * x′ = (x − mean) / scale, feature by feature, and the way back: θ = θ′ / scale, b = b′ − Σ θ′ · mean / scale. With an intercept the mean
 * and the population's standard deviation; without one the mean stays 0 (a shift would need an intercept) and the scale is the root of
 * the mean square. A feature without spread keeps its scale. Rows count for as much as their weights say.
 */
final class Standardization {

    private final double[] means;
    private final double[] scales;

    private Standardization(double[] means, double[] scales) {
        this.means = means;
        this.scales = scales;
    }

    static Standardization of(Samples x, @Nullable MemorySegment weights, boolean intercept) {
        double[] means = intercept ? Preparation.means(x, weights) : new double[x.features()];
        return new Standardization(means, Preparation.spreads(x, weights, means));
    }

    boolean isFinite() {
        for (int j = 0; j < means.length; j++) {
            if (!Double.isFinite(means[j]) || !Double.isFinite(scales[j])) {
                return false;
            }
        }
        return true;
    }

    Matrix apply(Samples x, Layout layout, Arena arena) {
        Matrix standardized = Matrix.allocate(arena, layout, x.rows(), x.features());
        Preparation.standardize(x, standardized.samples(), means, scales);
        return standardized;
    }

    /** θ in original units, of θ′; returns b of b′. */
    double toOriginal(double[] theta, double intercept) {
        double b = intercept;
        for (int j = 0; j < theta.length; j++) {
            theta[j] /= scales[j];
            b = Math.fma(-theta[j], means[j], b);
        }
        return b;
    }

    /** θ′ of θ in original units; returns b′ of b. */
    double toStandardized(double[] theta, double intercept) {
        double b = intercept;
        for (int j = 0; j < theta.length; j++) {
            b = Math.fma(theta[j], means[j], b);
            theta[j] *= scales[j];
        }
        return b;
    }
}
