package dev.steepest;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import org.jspecify.annotations.Nullable;

/**
 * L, the largest eigenvalue of the second derivative of J for squared loss, H = (2/m) XᵀX + λ₂ (with a column of ones for an intercept), found
 * when it is first asked for.
 *
 * <p>Power iteration: v ← Hv/‖Hv‖, where Hv comes from XᵀX if that is at hand, or else is the gradient at θ = v with y = 0, so the same passes serve. For λ = vᵀHv and
 * r = ‖Hv − λv‖, some eigenvalue lies within r of λ (Parlett: The Symmetric Eigenvalue Problem, theorem 4.5.1); λ + r is taken for L, so that the rate
 * errs on the stable side.
 */
final class Curvature {

    private static final double RELATIVE_RESIDUAL = 1e-3;
    private static final int MAX_ITERATIONS = 300;

    private final Kernel kernel;
    private final Samples x;
    private final int @Nullable [] rows;
    private final boolean intercept;
    private final double ofPenalty;
    private final @Nullable Gram gram;
    private final Team team;
    private double largest = Double.NaN;

    /** @param rows those to descend on, null for all */
    Curvature(Kernel kernel, Samples x, int @Nullable [] rows, Settings settings, @Nullable Gram gram, Team team) {
        this.kernel = kernel;
        this.x = x;
        this.rows = rows;
        this.intercept = settings.intercept;
        this.ofPenalty = settings.optimizer.curvature(settings.penalty);
        this.gram = gram;
        this.team = team;
    }

    /** The automatic rate for steps of {@code batch} rows, 0 for all. The largest norm of a row is that of all of X. */
    double rate(long batch) {
        return isAllRows(batch) ? inverse(largest()) : inverse(2 * expectedSmoothness(batch, 1));
    }

    /** 1/(2(𝓛 + 2ρ)), where ρ is the part of 𝓛 that few rows add. */
    double varianceReducedRate(long batch) {
        return isAllRows(batch) ? inverse(largest()) : inverse(2 * expectedSmoothness(batch, 3));
    }

    boolean isAllRows(long batch) {
        return batch == 0 || batch == rows();
    }

    private long rows() {
        return rows == null ? x.rows() : rows.length;
    }

    /** 𝓛, with the part that few rows add taken so many times. */
    private double expectedSmoothness(long batch, int times) {
        double rows = rows();
        double single = 2 * (Preparation.largestSquaredNorm(x) + (intercept ? 1 : 0)) + ofPenalty;
        return largest() * (rows * (batch - 1)) / (batch * (rows - 1))
                + times * single * (rows - batch) / (batch * (rows - 1));
    }

    /** 1/L. */
    double inverse() {
        return inverse(largest());
    }

    /** Whether L can be had: not where X holds NaN or infinity, nor when the thread is interrupted. */
    boolean isKnown() {
        return Double.isFinite(largest());
    }

    /** Where X is zero, so is every gradient, and any rate will do. */
    private static double inverse(double value) {
        return value > 0 ? 1 / value : 1;
    }

    private double largest() {
        if (Double.isNaN(largest)) {
            largest = powerIteration() + ofPenalty;
        }
        return largest;
    }

    private double powerIteration() {
        SecondDerivative h = gram == null
                ? SecondDerivative.of(new Gradient(kernel, x, null, rows, kernel.squared(), team))
                : SecondDerivative.of(gram);
        double[] hv = new double[x.features()];
        double[] v = new double[x.features()];
        for (int j = 0; j < v.length; j++) {
            v[j] = 1 + ((j * 0x9E3779B97F4A7C15L) >>> 11) * 0x1p-53;
        }
        double b = intercept ? 1 : 0;
        double bound = 0;
        for (int k = 0; k < MAX_ITERATIONS; k++) {
            double length = Norms.euclidean(v, b);
            scale(v, 1 / length);
            b /= length;
            double product = h.multiply(v, b, hv);
            double hb = intercept ? product : 0;
            double lambda = b * hb;
            for (int j = 0; j < v.length; j++) {
                lambda = Math.fma(v[j], hv[j], lambda);
            }
            double residual = (hb - lambda * b) * (hb - lambda * b);
            for (int j = 0; j < v.length; j++) {
                double difference = hv[j] - lambda * v[j];
                residual = Math.fma(difference, difference, residual);
            }
            residual = Math.sqrt(residual);
            bound = lambda + residual;
            if (!(residual > RELATIVE_RESIDUAL * lambda)) {
                break;
            }
            System.arraycopy(hv, 0, v, 0, v.length);
            b = hb;
        }
        return bound;
    }

    private static void scale(double[] v, double by) {
        for (int j = 0; j < v.length; j++) {
            v[j] *= by;
        }
    }
}
