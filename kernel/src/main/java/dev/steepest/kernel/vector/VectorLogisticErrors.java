package dev.steepest.kernel.vector;

import dev.steepest.kernel.LogisticErrors;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The errors pass of logistic loss in vectors: five short loops over a tile that stays in the first-level cache, because exp and ln(1 + t) in one
 * loop would be too large for the registers, and as methods that return vectors they might not be inlined.
 */
final class VectorLogisticErrors extends LogisticErrors {

    private static final VectorSpecies<Double> S = Width.DOUBLES;

    @Override
    protected int vectors(
            double[] z, double[] targets, int from, int count, double intercept, double[] losses, double[] errors) {
        int whole = count / Width.LANES * Width.LANES;
        minusSize(z, whole, intercept, losses);
        VectorExponential.exp(losses, errors, whole);
        shares(z, targets, from, whole, intercept, losses, errors);
        VectorExponential.log1p(losses, whole);
        addSlack(z, targets, from, whole, intercept, losses);
        return whole;
    }

    /** −|z|. */
    private static void minusSize(double[] z, int whole, double intercept, double[] to) {
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector.fromArray(S, z, i).add(b).abs().neg().intoArray(to, i);
        }
    }

    /** e = −s (1 if sz is negative, else t) / (1 + t). */
    private static void shares(
            double[] z, double[] targets, int from, int whole, double intercept, double[] powers, double[] errors) {
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        DoubleVector one = DoubleVector.broadcast(S, 1.0);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector score = DoubleVector.fromArray(S, z, i).add(b);
            DoubleVector sign = DoubleVector.fromArray(S, targets, from + i)
                    .fma(4.0, -2.0)
                    .min(1.0)
                    .max(-1.0);
            DoubleVector t = DoubleVector.fromArray(S, powers, i);
            DoubleVector slack = sign.mul(score).neg().max(0.0);
            DoubleVector share = t.max(slack.mul(HUGE).mul(HUGE).min(1.0)).div(one.add(t));
            sign.neg().mul(share).intoArray(errors, i);
        }
    }

    /** ℓ = max(−sz, 0) + ln(1 + t). */
    private static void addSlack(double[] z, double[] targets, int from, int whole, double intercept, double[] losses) {
        DoubleVector b = DoubleVector.broadcast(S, intercept);
        for (int i = 0; i < whole; i += Width.LANES) {
            DoubleVector score = DoubleVector.fromArray(S, z, i).add(b);
            DoubleVector sign = DoubleVector.fromArray(S, targets, from + i)
                    .fma(4.0, -2.0)
                    .min(1.0)
                    .max(-1.0);
            DoubleVector slack = sign.mul(score).neg().max(0.0);
            slack.add(DoubleVector.fromArray(S, losses, i)).intoArray(losses, i);
        }
    }
}
