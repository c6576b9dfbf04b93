package dev.steepest.kernel;

/**
 * s = 1 for labels above 0, else −1:  ℓ = ln(1 + exp(−sz)),  e = −s / (1 + exp(sz)). With t = exp(−|z|), which cannot overflow, that is ℓ =
 * max(−sz, 0) + ln(1 + t), and e = −s (1 or t) / (1 + t).
 */
public class LogisticErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        double margin = target > 0 ? z : -z;
        return Math.max(-margin, 0) + Exponential.log1p(Exponential.exp(-Math.abs(z)));
    }

    @Override
    public final double error(double z, double target) {
        double t = Exponential.exp(-Math.abs(z));
        double margin = target > 0 ? z : -z;
        double share = (margin < 0 ? 1 : t) / (1 + t);
        return target > 0 ? -share : share;
    }
}
