package dev.steepest;

import dev.steepest.kernel.Errors;

/**
 * ℓ as it is and e of the smoothed loss
 *
 * <pre>
 * ℓ_μ = max u·v − μu²/2      u = clip(v/μ)      ℓ − μ·max u²/2 ≤ ℓ_μ ≤ ℓ
 * </pre>
 *
 * <p>of a {@link Kink} (Nesterov: Smooth minimization of non-smooth functions, 2005), whose second derivative is at most 1/μ. The
 * width is set between passes.
 */
final class SmoothedErrors implements Errors {

    private final Errors exact;
    private final Kink kink;
    private double width;

    SmoothedErrors(Errors exact, Kink kink, double width) {
        this.exact = exact;
        this.kink = kink;
        this.width = width;
    }

    double width() {
        return width;
    }

    void width(double width) {
        this.width = width;
    }

    @Override
    public void errors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        exact.errors(z, targets, from, count, intercept, losses, errors);
        for (int i = 0; i < count; i++) {
            errors[i] = error(z[i] + intercept, targets[from + i]);
        }
    }

    @Override
    public double loss(double z, double target) {
        return exact.loss(z, target);
    }

    @Override
    public double error(double z, double target) {
        return kink.direction(target) * kink.slope(kink.residual(z, target), width);
    }

    /** 1/μ where u is not at an end, else 0. */
    double secondDerivative(double z, double target) {
        double residual = kink.residual(z, target);
        double slope = residual / width;
        return (residual != 0 || kink.zone() == 0) && slope > kink.lower() && slope < kink.upper() ? 1 / width : 0;
    }

    /** ℓ − ℓ_μ. */
    double difference(double z, double target) {
        double residual = kink.residual(z, target);
        double u = kink.slope(residual, width);
        return exact.loss(z, target) - u * (residual - width * u / 2);
    }
}
