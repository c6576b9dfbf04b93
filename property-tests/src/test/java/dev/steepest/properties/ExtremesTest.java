package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Reason;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The far ends: steps that overflow, epochs without end, one value, nothing to learn. */
class ExtremesTest {

    private static final List<GradientDescent> METHODS =
            List.of(GradientDescent.batch(), GradientDescent.stochastic(1), GradientDescent.miniBatch(2, 1));

    /** The last step before the end overflows: the last finite θ is known, and comes back. */
    @Test
    void aLastStepThatOverflows() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}, {1}});
            Vector y = Vector.of(arena, 1e10, 1e10);
            for (GradientDescent descent : METHODS) {
                Fit fit = descent.learningRate(1e300).maxEpochs(1).fit(x, y);
                assertEquals(Reason.DIVERGED, fit.reason(), () -> descent + ": " + fit.message());
                assertEquals(0, fit.theta().get(0), descent::toString);
            }
        }
    }

    @Test
    void divergedInTheCourse() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 2, 5, 9);
            for (GradientDescent descent : METHODS) {
                Fit fit = descent.learningRate(1).maxEpochs(100_000).fit(x, y);
                assertEquals(Reason.DIVERGED, fit.reason(), fit::message);
                assertTrue(
                        Double.isFinite(fit.theta().get(0))
                                && Double.isFinite(fit.theta().get(1)),
                        fit::toString);
                assertTrue(fit.message().contains("2/L="), fit::message);
                assertCostIsThatOfTheta(fit, x, y);
            }
        }
    }

    private static void assertCostIsThatOfTheta(Fit fit, Matrix x, Vector y) {
        double cost = GradientDescent.batch()
                .startAt(fit.model())
                .maxEpochs(1)
                .fit(x, y)
                .costHistory()[0];
        assertEquals(cost, fit.cost(), fit::message);
    }

    @Test
    void epochsWithoutEnd() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 2, 5, 9);
            for (long most : new long[] {1L << 21, Integer.MAX_VALUE, Long.MAX_VALUE}) {
                Fit fit = GradientDescent.batch()
                        .maxEpochs(most)
                        .until(Convergence.gradientNorm(1e-9))
                        .fit(x, y);
                assertEquals(Reason.GRADIENT_NORM, fit.reason(), fit::message);
            }
        }
    }

    /** 2²⁰ costs are kept at most: then every second one goes. */
    @Test
    void historyThinsOut() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}});
            Vector y = Vector.of(arena, 1);
            int epochs = 1_200_000;
            Fit fit =
                    GradientDescent.batch().learningRate(1e-6).maxEpochs(epochs).fit(x, y);
            double[] costs = fit.costHistory();
            assertEquals(epochs / 2 + 1, costs.length);
            // a step multiplies the error by 1 − 2e-6; m such factors are right to m roundings each and γ
            for (int k = 0; k < costs.length; k += 1000) {
                double exact = Math.exp(2.0 * 2 * k * Math.log1p(-2e-6));
                assertEquals(exact, costs[k], exact * (4.0 * k + 10) * 0x1p-51, "cost of epoch " + 2 * k);
            }
        }
    }

    @Test
    void nothingToLearn() {
        try (Arena arena = Arena.ofConfined()) {
            for (Layout layout : Layout.values()) {
                Matrix zeros = Matrix.allocate(arena, layout, 3, 2);
                Vector y = Vector.of(arena, 1, 2, 3);
                Fit fit = GradientDescent.batch().maxEpochs(5).fit(zeros, y);
                assertEquals("[0.0, 0.0]", fit.theta().toString());
                Fit standardized = GradientDescent.batch()
                        .intercept()
                        .standardize()
                        .maxEpochs(50)
                        .fit(zeros, y);
                assertEquals("[0.0, 0.0]", standardized.theta().toString());
                assertEquals(2, standardized.intercept(), 1e-15);
            }
        }
    }

    @Test
    void oneValue() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{4}});
            for (GradientDescent descent :
                    List.of(GradientDescent.batch(), GradientDescent.stochastic(1), GradientDescent.miniBatch(1, 1))) {
                Fit fit = descent.maxEpochs(200).fit(x, Vector.of(arena, 8));
                assertEquals(2, fit.theta().get(0), 1e-12, fit::message);
            }
        }
    }

    /** An infinite value of a row is not hidden: where θ is not zero for it, the prediction is infinite. */
    @Test
    void infinityInARow() {
        for (int features : new int[] {1, 7, 8, 9, 12, 16}) {
            double[] theta = new double[features];
            Arrays.fill(theta, 1);
            for (int j = 0; j < features; j++) {
                double[] row = new double[features];
                row[j] = Double.POSITIVE_INFINITY;
                double z = Model.of(0, theta).predict(row);
                assertTrue(!Double.isFinite(z), "features=" + features + " j=" + j + " z=" + z);
            }
        }
    }
}
