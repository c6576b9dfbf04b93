package dev.steepest;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Gram;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * L, a bound on the second derivative of J wherever θ may be: the largest eigenvalue of H = (β/W) Xᵀdiag(w)X + λ₂ (with a column of ones for an
 * intercept), β the least upper bound of ∂²ℓ/∂z². For squared loss, β = 2, H is the second derivative itself. Found when it is first asked for.
 *
 * <p>H is looked at through products with vectors: by XᵀX if that is at hand, or else by passes over X: Hv is the gradient of squared loss at θ = v with y = 0, so the same passes serve. {@link Lanczos} tells the largest eigenvalue or
 * slightly more, so that the rate errs on the stable side.
 */
final class Curvature {

    /** Of the distance that the descent will have to go at least: far too short is soon made up for. */
    private static final double LITTLE = 1e-3;

    private final Kernel kernel;
    private final Samples x;
    private final int @Nullable [] rows;
    private final @Nullable MemorySegment weights;
    private final double largestOfLoss;
    private final DoubleSupplier unit;
    private final boolean intercept;
    private final double ofPenalty;
    private final @Nullable Gram gram;
    private final Team team;
    private double largest = Double.NaN;

    /**
     * @param rows those to descend on, null for all
     * @param unit the size of scores, asked for where nothing bounds ∂²ℓ/∂z²
     */
    Curvature(
            Kernel kernel,
            Samples x,
            int @Nullable [] rows,
            @Nullable MemorySegment weights,
            Settings settings,
            double largestOfLoss,
            DoubleSupplier unit,
            @Nullable Gram gram,
            Team team) {
        this.kernel = kernel;
        this.x = x;
        this.rows = rows;
        this.weights = weights;
        this.largestOfLoss = largestOfLoss;
        this.unit = unit;
        this.intercept = settings.intercept;
        this.ofPenalty = settings.optimizer.curvature(settings.penalty);
        this.gram = gram;
        this.team = team;
    }

    /** The automatic rate for steps of {@code batch} rows, 0 for all. */
    double rate(long batch) {
        return isAllRows(batch) ? inverse(largest()) : inverse(2 * expectedSmoothness(batch, 1));
    }

    /** 1/(2(𝓛 + 2ρ)), where ρ is the part of 𝓛 that few rows add. */
    double varianceReducedRate(long batch) {
        return isAllRows(batch) ? inverse(largest()) : inverse(2 * expectedSmoothness(batch, 3));
    }

    /**
     * A rate that no eigenvalue is needed for: 1/(β · the largest squared norm of a row), where nothing bounds ∂²ℓ/∂z² with one over
     * the size of scores for β.
     */
    double shortRate() {
        double ofLoss = isBounded() ? largestOfLoss : 1 / unit.getAsDouble();
        double meanWeight = weights == null ? 1 : Preparation.total(weights, x.rows(), rows) / rows();
        return inverse(ofLoss * largestSquaredNorm(weights) / meanWeight + ofPenalty);
    }

    /** A thousandth of the least change of θ and b that changes a score by its size. */
    double leastDistance() {
        return LITTLE * unit.getAsDouble() * Math.sqrt(inverse(largestSquaredNorm(null)));
    }

    private double largestSquaredNorm(@Nullable MemorySegment weights) {
        return Preparation.largestSquaredNorm(x, rows, intercept ? 1 : 0, weights);
    }

    boolean isBounded() {
        return Double.isFinite(largestOfLoss);
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
        double meanWeight = weights == null ? 1 : Preparation.total(weights, x.rows(), this.rows) / rows;
        double single = largestOfLoss * largestSquaredNorm(weights) / meanWeight + ofPenalty;
        return largest() * (rows * (batch - 1)) / (batch * (rows - 1))
                + times * single * (rows - batch) / (batch * (rows - 1));
    }

    /** 1/L. */
    double inverse() {
        return inverse(largest());
    }

    /** Whether L can be had: not where ∂²ℓ/∂z² has no bound, where X holds NaN or infinity, nor when the thread is interrupted. */
    boolean isKnown() {
        return isBounded() && Double.isFinite(largest());
    }

    /** Where X is zero, so is every gradient, and any rate will do. */
    private static double inverse(double value) {
        return value > 0 ? 1 / value : 1;
    }

    private double largest() {
        if (Double.isNaN(largest)) {
            SecondDerivative h = gram == null
                    ? SecondDerivative.of(new Gradient(kernel, x, null, rows, weights, kernel.squared(), team))
                    : SecondDerivative.of(gram);
            double ofSquaredLoss = Lanczos.largestEigenvalue(h, x.features(), intercept);
            largest = largestOfLoss / 2 * ofSquaredLoss + ofPenalty;
        }
        return largest;
    }
}
