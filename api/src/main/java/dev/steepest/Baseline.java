package dev.steepest;

import dev.steepest.kernel.Errors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the targets alone tell of a cost: that of a constant, which any model should be better than, and the least that any model could
 * have. A constant is the mean of the targets (of counts: its logarithm), of labels 0; with an offset o that of y − o (of counts: ln(Σwy
 * / Σw exp(o))), beside which o stays in the scores. Sums are chains over the rows.
 *
 * @param cost the mean loss of the constant
 * @param floor the mean of the least losses that there are, 0 but for Poisson, whose are y − y·ln y
 * @param unit the size of scores: the standard deviation of the targets less their offsets, 1 of labels and counts and where there is none
 */
record Baseline(double cost, double floor, double unit) {

    private static final int CHUNK = 512;

    /** What 0 is beside a cost: 2⁻⁴⁰, a perfect fit up to roundings. */
    private static final double NOTHING = 0x1p-40;

    /**
     * @param offsets o of the rows, null for 0
     * @param rows those that count, null for all
     */
    static Baseline of(
            Loss loss,
            Errors errors,
            Vector y,
            @Nullable MemorySegment weights,
            @Nullable MemorySegment offsets,
            int @Nullable [] rows) {
        Sums sums = new Sums();
        boolean isExposed = offsets != null && loss.link() == Link.LOG;
        each(y, weights, offsets, rows, (target, weight, offset) -> {
            sums.weight += weight;
            sums.exposure += isExposed ? weight * StrictMath.exp(offset) : weight;
            sums.total = Math.fma(weight, isExposed ? target : target - offset, sums.total);
        });
        double mean = sums.total / sums.exposure;
        double constant = loss.constant(mean);
        each(y, weights, offsets, rows, (target, weight, offset) -> {
            sums.losses = Math.fma(weight, errors.loss(constant + offset, target), sums.losses);
            double distance = target - offset - mean;
            sums.squares = Math.fma(weight * distance, distance, sums.squares);
            sums.least = Math.fma(weight, loss.leastLoss(target), sums.least);
        });
        double spread = Math.sqrt(sums.squares / sums.weight);
        double unit = loss.isInUnitsOfTargets() && spread > 0 ? spread : 1;
        return new Baseline(sums.losses / sums.weight, sums.least / sums.weight, unit);
    }

    /**
     * What a share of this cost counts against: how far it is above the floor, or next to nothing of the constant's cost where it is a
     * perfect fit.
     */
    double scale(double costNow) {
        return Math.max(costNow - floor, NOTHING * (cost - floor));
    }

    /** The greater of this cost and that of the constant. */
    double atLeast(double costNow) {
        return costNow >= cost || Double.isNaN(cost) ? costNow : cost;
    }

    private static final class Sums {
        private double weight;
        private double exposure;
        private double total;
        private double losses;
        private double squares;
        private double least;
    }

    private interface Visitor {
        void row(double target, double weight, double offset);
    }

    private static void each(
            Vector y,
            @Nullable MemorySegment weights,
            @Nullable MemorySegment offsets,
            int @Nullable [] rows,
            Visitor visitor) {
        if (rows != null) {
            for (int row : rows) {
                visitor.row(
                        y.get(row),
                        weights == null ? 1 : weights.getAtIndex(ValueLayout.JAVA_DOUBLE, row),
                        offsets == null ? 0 : offsets.getAtIndex(ValueLayout.JAVA_DOUBLE, row));
            }
            return;
        }
        double[] targets = new double[CHUNK];
        double[] factors = new double[CHUNK];
        Arrays.fill(factors, 1);
        double[] shifts = new double[CHUNK];
        for (long row = 0; row < y.length(); row += CHUNK) {
            int count = (int) Math.min(CHUNK, y.length() - row);
            MemorySegment.copy(y.segment(), ValueLayout.JAVA_DOUBLE, row * Double.BYTES, targets, 0, count);
            if (weights != null) {
                MemorySegment.copy(weights, ValueLayout.JAVA_DOUBLE, row * Double.BYTES, factors, 0, count);
            }
            if (offsets != null) {
                MemorySegment.copy(offsets, ValueLayout.JAVA_DOUBLE, row * Double.BYTES, shifts, 0, count);
            }
            for (int i = 0; i < count; i++) {
                visitor.row(targets[i], factors[i], shifts[i]);
            }
        }
    }
}
