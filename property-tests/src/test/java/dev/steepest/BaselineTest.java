package dev.steepest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.ScalarKernel;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a constant costs beside an offset. */
class BaselineTest {

    private static final double[] TARGETS = {3, 0, 8, 5};
    private static final double[] OFFSETS = {0.5, -1.25, 2, -1.25};
    private static final double[] WEIGHTS = {1, 2, 4, 1};

    private final Kernel kernel = new ScalarKernel();

    private Baseline of(Loss loss, double[] y, double[] offsets, int[] rows) {
        Arena arena = Arena.ofAuto();
        return Baseline.of(
                loss,
                loss.errors(kernel),
                Vector.of(arena, y),
                Vector.of(arena, WEIGHTS).segment(),
                offsets == null ? null : Vector.of(arena, offsets).segment(),
                rows);
    }

    /** All sums are exact: weights add up to 8, or to 4. */
    @Test
    void isThatOfSoMuchLessInTheTargets() {
        double[] less = new double[TARGETS.length];
        for (int i = 0; i < less.length; i++) {
            less[i] = TARGETS[i] - OFFSETS[i];
        }
        for (Loss loss : List.of(Loss.squared(), Loss.huber(1), Loss.quantile(0.25), Loss.epsilonInsensitive(0.5))) {
            for (int[] rows : new int[][] {null, {0, 1, 3}}) {
                assertEquals(of(loss, less, null, rows), of(loss, TARGETS, OFFSETS, rows), loss::toString);
            }
        }
    }

    /**
     * Of counts the constant is the best there is: Σw(exp(c + o) − y) = 0. Costs are of four terms of at most three roundings more than
     * exp, which is within 2 ulp.
     */
    @Test
    void isThatOfTheBestConstantOfCounts() {
        double exposure = 0;
        double total = 0;
        for (int i = 0; i < TARGETS.length; i++) {
            exposure += WEIGHTS[i] * Math.exp(OFFSETS[i]);
            total += WEIGHTS[i] * TARGETS[i];
        }
        double best = Math.log(total / exposure);
        double told = of(Loss.poisson(), TARGETS, OFFSETS, null).cost();
        double size = (total + total * (Math.abs(best) + 2)) / 8;
        assertEquals(counts(best), told, 16 * Math.ulp(size));
        assertTrue(told < counts(best - 1e-3) && told < counts(best + 1e-3));
        assertEquals(1, of(Loss.poisson(), TARGETS, OFFSETS, null).unit());
    }

    private static double counts(double constant) {
        double sum = 0;
        for (int i = 0; i < TARGETS.length; i++) {
            double z = constant + OFFSETS[i];
            sum += WEIGHTS[i] * (Math.exp(z) - TARGETS[i] * z);
        }
        return sum / 8;
    }

    /** Of labels it is a score of 0, beside which the offset stays. */
    @Test
    void ofLabelsTheOffsetAlone() {
        double[] labels = {1, 0, 1, 0};
        double expected = (1 * Math.max(0, 1 - 0.5) + 2 * Math.max(0, 1 - 1.25) + 4 * 0 + Math.max(0, 1 - 1.25)) / 8;
        assertEquals(expected, of(Loss.hinge(), labels, OFFSETS, null).cost());
    }
}
