package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the Gram plan is taken, when it is given up, and that it ends as streaming does. */
@SuppressWarnings("MustBeClosed") // the arena of each test is closed after it
class GramPlanTest {

    private static final GradientDescent GRAM = GradientDescent.batch().plan(Plan.GRAM);
    private static final GradientDescent STREAMING = GradientDescent.batch().plan(Plan.STREAMING);

    private Arena arena;

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
    }

    @AfterEach
    void close() {
        Thread.interrupted();
        arena.close();
    }

    @Test
    void automaticIsTheCheaper() {
        Problem large = new Problem(arena, new Shape(20_000, 16, 0, 0, Values.NEAR_ONE, 1));
        Problem small = new Problem(arena, new Shape(500, 16, 0, 0, Values.NEAR_ONE, 1));
        GradientDescent descent = GradientDescent.batch();
        Fit many = descent.maxEpochs(100).fit(large.matrix(Layout.PANELS), large.targets);
        assertEquals(Plan.GRAM, many.plan());
        assertTrue(many.planReason().startsWith("passes over X: gram="), many.planReason());
        assertTrue(many.planReason().endsWith(" streaming=100"), many.planReason());
        Fit few = descent.maxEpochs(3).fit(large.matrix(Layout.PANELS), large.targets);
        assertEquals(Plan.STREAMING, few.plan());
        assertTrue(few.planReason().endsWith(" streaming=3"), few.planReason());
        Fit little = descent.maxEpochs(100).fit(small.matrix(Layout.PANELS), small.targets);
        assertEquals(Plan.STREAMING, little.plan());
        assertEquals("X is small: values=8000", little.planReason());
        Fit forced = GRAM.maxEpochs(100).fit(large.matrix(Layout.PANELS), large.targets);
        assertArrayEquals(forced.theta().toArray(), many.theta().toArray());
        assertEquals("asked for", forced.planReason());
        Fit rowByRow = GradientDescent.stochastic(1).maxEpochs(1).fit(small.matrix(Layout.ROWS), small.targets);
        assertEquals(Plan.STREAMING, rowByRow.plan());
        assertEquals("stochastic descent reads X row by row", rowByRow.planReason());
    }

    @Test
    void refusedWhereItDoesNotApply() {
        Problem p = new Problem(arena, new Shape(5, 2, 0, 0, Values.NEAR_ONE, 1));
        Matrix x = p.matrix(Layout.ROWS);
        for (GradientDescent descent : List.of(GradientDescent.stochastic(1), GradientDescent.miniBatch(2, 1))) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> descent.plan(Plan.GRAM).fit(x, p.targets));
            String method = descent.toString().contains("method=stochastic") ? "stochastic" : "mini-batch";
            assertEquals("plan=GRAM serves batch descent only, this is method=" + method, refusal.getMessage());
        }
        Matrix wide = Matrix.allocate(arena, Layout.ROWS, 1, 8193);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> GRAM.fit(wide, Vector.of(arena, 1)));
        assertEquals("plan=GRAM keeps d² values: features=8193 exceeds 8192", refusal.getMessage());
    }

    /** Squares that overflow, where streaming has no need of squares. */
    @Test
    void infiniteProductsFallBack() {
        Matrix x = Matrix.of(arena, new double[][] {{1e200, 1}, {0, 1}});
        Vector y = Vector.of(arena, 1, 2);
        Fit fit = GRAM.learningRate(1e-300).maxEpochs(3).fit(x, y);
        assertEquals(Plan.STREAMING, fit.plan());
        assertEquals("XᵀX is not finite", fit.planReason());
        assertArrayEquals(
                STREAMING.learningRate(1e-300).maxEpochs(3).fit(x, y).theta().toArray(),
                fit.theta().toArray());
    }

    /**
     * Targets at a right angle to the only feature: the gradient is soon nothing but the rounding errors of a pass over X, which the next
     * step takes for true and XᵀX for done with, so that every second epoch needs a pass.
     */
    @Test
    void roundingErrorsAloneFallBack() {
        Random random = new Random(1);
        double[] x = random.doubles(100, -1, 1).toArray();
        double[] y = random.doubles(100, -1, 1).toArray();
        double slope = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            slope += x[i] * y[i];
            square += x[i] * x[i];
        }
        double[][] rows = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            y[i] -= x[i] * slope / square;
            rows[i] = new double[] {x[i]};
        }
        Matrix matrix = Matrix.of(arena, rows);
        Vector targets = Vector.of(arena, y);
        Fit fit = GRAM.maxEpochs(200).fit(matrix, targets);
        Fit streaming = STREAMING.maxEpochs(200).fit(matrix, targets);
        assertEquals(Plan.STREAMING, fit.plan(), fit::planReason);
        assertTrue(
                fit.planReason().startsWith("rounding errors of XᵀX: passes over X=8 were needed in epochs="),
                fit.planReason());
        assertEquals(Reason.MAX_EPOCHS, fit.reason());
        assertEquals(200, fit.steps());
        assertEquals(201, fit.costHistory().length);
        // the cost is flat there: what is left of θ, of the size of u, shows in its square only
        // 13 rows a lane, 3 additions and a division, and 3 roundings of each z, squared
        double roundings = 13 + 3 + 1 + 2 * 3;
        assertEquals(streaming.cost(), fit.cost(), 2 * roundings * 0x1p-53 * streaming.cost());
    }

    /** A cost that falls to nothing is followed all the way: θ becomes an anchor again and again. */
    @Test
    void exactTargetsAreReached() {
        Problem p = new Problem(arena, new Shape(300, 5, 0, 0, Values.DYADIC, 9));
        Vector y = Vector.allocate(arena, 300);
        for (int i = 0; i < 300; i++) {
            double[] row = p.x[i];
            double z = row[0] - 2 * row[1] + 3 * row[2] - 4 * row[3] + 5 * row[4];
            y.segment().setAtIndex(java.lang.foreign.ValueLayout.JAVA_DOUBLE, i, z);
        }
        Fit fit = GRAM.maxEpochs(2000).fit(p.matrix(Layout.PANELS), y);
        assertEquals(Plan.GRAM, fit.plan(), fit::planReason);
        for (int j = 0; j < 5; j++) {
            // a fixed point of the rounded step is within a few roundings of the solution: the condition is about 1
            assertEquals(j % 2 == 0 ? j + 1 : -j - 1, fit.theta().get(j), 0x1p-46);
        }
    }

    @Test
    void testsOfConvergence() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Matrix x = p.matrix(Layout.PANELS);
        for (GradientDescent descent :
                List.of(GRAM, GRAM.intercept(), GRAM.intercept().standardize())) {
            Fit norm = descent.until(Convergence.gradientNorm(1e-7)).fit(x, p.targets);
            assertEquals(Reason.GRADIENT_NORM, norm.reason(), norm::message);
            assertTrue(norm.gradientNorm() <= 1e-7, norm::message);
            Fit change = descent.until(Convergence.costChange(1e-9)).fit(x, p.targets);
            assertEquals(Reason.COST_CHANGE, change.reason(), change::message);
            assertEquals(Plan.GRAM, change.plan(), change::planReason);
            double[] costs = change.costHistory();
            assertEquals(change.epochs() + 1, costs.length);
            assertEquals(change.cost(), costs[costs.length - 1], 0x1p-20 * change.cost());
        }
    }

    @Test
    void divergence() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Matrix x = p.matrix(Layout.PANELS);
        for (double rate : new double[] {10, 1e200, 1e300}) {
            Fit fit = GRAM.learningRate(rate).fit(x, p.targets);
            Fit streaming = STREAMING.learningRate(rate).fit(x, p.targets);
            assertEquals(Reason.DIVERGED, fit.reason(), fit::message);
            assertEquals(streaming.epochs(), fit.epochs());
            assertTrue(fit.message().contains("2/L="), fit::message);
            assertTrue(Double.isFinite(fit.theta().get(0)), fit::message);
            assertEquals(streaming.cost(), fit.cost(), 1e-9 * streaming.cost());
        }
    }

    @Test
    void standardizedInUnitsOfX() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Matrix x = p.matrix(Layout.ROWS);
        GradientDescent descent =
                GradientDescent.batch().intercept().standardize().maxEpochs(500);
        Fit gram = descent.plan(Plan.GRAM).fit(x, p.targets);
        Fit streaming = descent.plan(Plan.STREAMING).fit(x, p.targets);
        assertEquals(Layout.ROWS, gram.layout());
        // both have come to rest at the solution, within roundings times a condition below 10
        assertArrayEquals(streaming.theta().toArray(), gram.theta().toArray(), 0x1p-40);
        assertEquals(streaming.intercept(), gram.intercept(), 0x1p-40);
    }

    /** Interrupted or stopped by an observer: the θ of a fit of as many epochs. */
    @Test
    void stops() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Matrix x = p.matrix(Layout.PANELS);
        Fit expected = GRAM.maxEpochs(5).fit(x, p.targets);
        Fit observed = GRAM.observer(epoch -> epoch.number() < 5).fit(x, p.targets);
        Fit interrupted = GRAM.observer(epoch -> {
                    if (epoch.number() == 5) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                })
                .fit(x, p.targets);
        assertTrue(Thread.interrupted());
        for (Fit fit : List.of(observed, interrupted)) {
            assertEquals(Reason.STOPPED, fit.reason(), fit::message);
            assertEquals(5, fit.epochs());
            assertEquals(5, fit.steps());
            assertArrayEquals(expected.theta().toArray(), fit.theta().toArray());
            assertArrayEquals(Arrays.copyOf(expected.costHistory(), 5), Arrays.copyOf(fit.costHistory(), 5));
            assertEquals(expected.cost(), fit.cost(), 0x1p-20 * expected.cost());
        }
        assertEquals(expected.cost(), observed.cost());
    }

    @Test
    void interruptedBeforeTheStart() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Thread.currentThread().interrupt();
        Fit fit = GRAM.fit(p.matrix(Layout.PANELS), p.targets);
        assertTrue(Thread.interrupted());
        assertEquals(Reason.STOPPED, fit.reason());
        assertEquals(0, fit.epochs());
        assertEquals(0, fit.steps());
    }

    @Test
    void startsAnywhere() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        Matrix x = p.matrix(Layout.PANELS);
        Fit first = GRAM.maxEpochs(3).fit(x, p.targets);
        Fit then = GRAM.startAt(first.model()).maxEpochs(4).fit(x, p.targets);
        assertEquals(first.cost(), then.costHistory()[0]);
        Fit whole = GRAM.maxEpochs(7).fit(x, p.targets);
        assertEquals(whole.cost(), then.cost(), 0x1p-20 * whole.cost());
    }
}
