package dev.steepest.kernel;

/**
 * s = 1 for the label 1, −1 for −1 and 0:  ℓ = ln(1 + exp(−sz)),  e = −s / (1 + exp(sz)). With t = exp(−|z|), which cannot overflow, that is ℓ =
 * max(−sz, 0) + ln(1 + t), and e = −s (1 if sz is negative, else t) / (1 + t).
 */
public class LogisticErrors extends RowErrors {

    @Override
    public final double loss(double z, double target) {
        return Math.max(-(sign(target) * z), 0) + Exponential.log1p(Exponential.exp(-Math.abs(z)));
    }

    @Override
    public final double error(double z, double target) {
        double t = Exponential.exp(-Math.abs(z));
        double sign = sign(target);
        double share = Math.max(t, step(Math.max(-(sign * z), 0))) / (1 + t);
        return -sign * share;
    }
}
