package dev.steepest;

import dev.steepest.kernel.Errors;

/**
 * A dual point between 0 and the errors of a θ, u = c·e with a c for either sign of e, and in the losses' place what it is short of
 * them: at least ℓ(z) + ℓ*(u) − u·z, ℓ* the conjugate of ℓ.
 *
 * <pre>
 * squared, squared hinge      (1 − c)² ℓ
 * with kinks                  ℓ − c·u·v             of {@link Kink}
 * others, convex              (1 − c)(ℓ − least ℓ)  as ℓ*(c·e) ≤ c·ℓ*(e) + (1 − c)·ℓ*(0)
 * </pre>
 */
final class ScaledErrors implements Errors {

    private final Errors errors;
    private final Loss loss;
    private double positive = 1;
    private double negative = 1;

    ScaledErrors(Errors errors, Loss loss) {
        this.errors = errors;
        this.loss = loss;
    }

    /** c where e is positive, and where it is not. */
    void scale(double positive, double negative) {
        this.positive = positive;
        this.negative = negative;
    }

    @Override
    public void errors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        this.errors.errors(z, targets, from, count, intercept, losses, errors);
        for (int i = 0; i < count; i++) {
            double scale = scale(errors[i]);
            losses[i] = shortfall(scale, losses[i], errors[i], z[i] + intercept, targets[from + i]);
            errors[i] *= scale;
        }
    }

    private double scale(double error) {
        return error > 0 ? positive : negative;
    }

    private double shortfall(double scale, double cost, double error, double z, double target) {
        Kink kink = loss.kink();
        if (kink != null) {
            return cost - scale * (kink.direction(target) * error) * kink.residual(z, target);
        }
        double missing = 1 - scale;
        if (loss.isSquare()) {
            return missing * missing * cost;
        }
        return missing == 0 ? 0 : missing * (cost - loss.leastLoss(target));
    }

    @Override
    public double loss(double z, double target) {
        double error = errors.error(z, target);
        return shortfall(scale(error), errors.loss(z, target), error, z, target);
    }

    @Override
    public double error(double z, double target) {
        double error = errors.error(z, target);
        return scale(error) * error;
    }
}
