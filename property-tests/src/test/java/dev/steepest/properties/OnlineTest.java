package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.LearningRate;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Online;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Online does besides stepping: refuse, skip, count, start from a model. */
class OnlineTest {

    private static final GradientDescent DESCENT =
            GradientDescent.stochastic(0).learningRate(0.125).intercept();

    @Test
    void descriptions() {
        refused(
                "learningRate=automatic is found from data, and online steps have none at the start: give a constant one",
                () -> DESCENT.learningRate(LearningRate.automatic()).online(2));
        refused(
                "an online step takes one row, method=batch takes more: use stochastic(seed)",
                () -> GradientDescent.batch().learningRate(1).online(2));
        refused(
                "an online step takes one row, method=mini-batch takes more: use stochastic(seed)",
                () -> GradientDescent.miniBatch(8, 1).learningRate(1).online(2));
        refused(
                "standardize needs data, and online steps have none at the start: scale the rows yourself",
                () -> DESCENT.standardize().online(2));
        for (int features : new int[] {0, -1}) {
            refused(
                    "features=" + features + " is no number of features: it must be at least 1",
                    () -> DESCENT.online(features));
        }
        refused(
                "the start has features=3, the row has features=2",
                () -> DESCENT.startAt(Model.of(0, 1, 2, 3)).online(2));
        refused(
                "the start has intercept=1.5, but no intercept is fitted: add intercept()",
                () -> GradientDescent.stochastic(0).learningRate(1).online(Model.of(1.5, 1)));
    }

    @Test
    void rowsOfOtherLengths() {
        Online online = DESCENT.online(2);
        refused("the row has features=3, the model has features=2", () -> online.step(new double[3], 1));
        refused("the row has features=0, the model has features=2", () -> online.step(new double[0], 1));
        refused("the row has features=1, the model has features=2", () -> online.predict(1));
        assertUntouched(online, 0);
    }

    @Test
    void valuesThatAreNotFinite() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Online online = DESCENT.online(2);
            assertTrue(!Double.isFinite(online.step(new double[] {1, bad}, 1)));
            assertTrue(!Double.isFinite(online.step(new double[] {1, 1}, bad)));
            assertUntouched(online, 2);
            Online strict = DESCENT.requireFinite().online(2);
            refused("the row is not finite at feature=1: " + bad, () -> strict.step(new double[] {1, bad}, bad));
            refused("the target is not finite: " + bad, () -> strict.step(new double[] {1, 1}, bad));
            assertUntouched(strict, 0);
        }
    }

    /** The loss is finite, θ would not be: 0.125 · 2 · 1e10 · 1e300. Wide rows have a last vector that overlaps, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 64, 65})
    void stepsThatOverflow(int features) {
        for (int j = 0; j < features; j++) {
            Online online = DESCENT.online(features);
            double[] row = new double[features];
            row[j] = 1e300;
            assertEquals(Double.POSITIVE_INFINITY, online.step(row, 1e10));
            assertUntouched(online, 1);
            row[j] = 1;
            assertEquals(4, online.step(row, 2));
            double[] expected = new double[features];
            expected[j] = 0.5;
            assertArrayEquals(expected, online.snapshot().theta());
            assertEquals(0.5, online.snapshot().intercept());
        }
    }

    /** −α e is infinite, and so would b be; θ would be NaN, as 0 · ∞ is. */
    @Test
    void scaleThatOverflows() {
        Online online = DESCENT.learningRate(Double.MAX_VALUE).online(2);
        assertEquals(Double.POSITIVE_INFINITY, online.step(new double[2], 2));
        assertUntouched(online, 1);
    }

    @Test
    void divergingStepsEndAtTheLastFiniteTheta() {
        Online online = GradientDescent.stochastic(0).learningRate(4).online(1);
        double[] row = {1};
        Model last = online.snapshot();
        while (Double.isFinite(online.step(row, 1))) {
            last = online.snapshot();
        }
        assertEquals(1, online.skipped());
        assertArrayEquals(last.theta(), online.snapshot().theta());
        online.step(row, 1);
        assertEquals(2, online.skipped());
        assertArrayEquals(last.theta(), online.snapshot().theta());
    }

    /** θ continues; the counters of an Online continue, those of a new one and of a fit begin anew. */
    @Test
    void warmStart() {
        Online online = DESCENT.online(1);
        double[] row = {1};
        for (int k = 0; k < 10; k++) {
            online.step(row, 3);
        }
        Model model = online.snapshot();
        double cost = online.cost();
        assertEquals(10, online.steps());

        Online again = DESCENT.online(model);
        assertArrayEquals(model.theta(), again.snapshot().theta());
        assertEquals(model.intercept(), again.snapshot().intercept());
        assertEquals(0, again.steps());
        assertTrue(Double.isNaN(again.cost()));

        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {row});
            Fit fit = DESCENT.startAt(model).maxEpochs(2).fit(x, Vector.of(arena, 3));
            assertEquals(2, fit.steps());
            online.step(row, 3);
            again.step(row, 3);
            online.step(row, 3);
            again.step(row, 3);
            assertArrayEquals(fit.model().theta(), online.snapshot().theta());
            assertArrayEquals(fit.model().theta(), again.snapshot().theta());
        }
        assertEquals(12, online.steps());
        assertEquals(2, again.steps());
        assertTrue(online.cost() < cost && online.cost() > again.cost());
    }

    @Test
    void snapshotsStayAsTheyWere() {
        Online online = DESCENT.online(1);
        Model before = online.snapshot();
        online.step(new double[] {1}, 3);
        Model after = online.snapshot();
        online.step(new double[] {1}, 3);
        assertArrayEquals(new double[] {0}, before.theta());
        assertArrayEquals(new double[] {0.75}, after.theta());
        assertEquals("Online[features=1 learningRate=0.125 steps=2]", online.toString());
        assertEquals(1, online.features());
    }

    private static void assertUntouched(Online online, long skipped) {
        assertArrayEquals(new double[online.features()], online.snapshot().theta());
        assertEquals(0, online.snapshot().intercept());
        assertEquals(0, online.steps());
        assertEquals(skipped, online.skipped());
        assertTrue(Double.isNaN(online.cost()));
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }
}
