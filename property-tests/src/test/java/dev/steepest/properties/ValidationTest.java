package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Rows held out: which they are, what they cost, when they end a fit, and that the best θ is restored. */
class ValidationTest {

    private static final long PATIENCE = 5;

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(130, 17, Values.NEAR_ONE);
    }

    private static List<GradientDescent> methods(Shape shape) {
        return List.of(
                GradientDescent.batch().intercept(),
                GradientDescent.batch().plan(Plan.GRAM),
                GradientDescent.batch().intercept().standardize(),
                GradientDescent.stochastic(5).intercept(),
                GradientDescent.miniBatch(1 + shape.rows() / 3, 5).intercept());
    }

    /** With X and y themselves held out, the cost returned is the lowest of all epochs, and both are the same bits (of passes over X; standardised X is another). */
    @Property(tries = 50)
    void theTrainingRowsHeldOutRestoreTheLowestCost(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(Layout.ROWS);
            for (GradientDescent method : methods(shape)) {
                List<Double> costs = new ArrayList<>();
                GradientDescent descent = method.maxEpochs(30);
                Fit fit = descent.validation(Validation.on(x, p.targets, PATIENCE))
                        .observer(epoch -> costs.add(epoch.validationCost()))
                        .fit(x, p.targets);
                double lowest = Collections.min(costs);
                int best = costs.indexOf(lowest);
                Bits.assertSame(lowest, fit.validationCost(), shape, descent + " validationCost");
                assertEquals(fit.epochs() + 1, costs.size());
                assertEquals(
                        best + PATIENCE == fit.epochs() ? Reason.VALIDATION : Reason.MAX_EPOCHS,
                        fit.reason(),
                        fit::message);
                assertTrue(
                        fit.message().endsWith("; validationCost=" + lowest + " was the lowest, of epoch=" + best),
                        fit::message);
                if (!descent.toString().contains("standardize")) {
                    Bits.assertSame(lowest, fit.cost(), shape, descent + " J");
                }
                if (best > 0) {
                    Fit expected = descent.maxEpochs(best).fit(x, p.targets);
                    Bits.assertSame(expected.theta().toArray(), fit.theta().toArray(), shape, descent + " θ");
                    Bits.assertSame(expected.intercept(), fit.intercept(), shape, descent + " b");
                    Bits.assertSame(expected.cost(), fit.cost(), shape, descent + " J of as many epochs");
                    assertEquals(expected.steps(), fit.steps());
                }
            }
        }
    }

    /** Every epoch is worse than the start: it ends when the patience does, with the θ of the start. */
    @Test
    void patience() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}, {1}});
            Vector y = Vector.of(arena, 1, 3);
            Matrix other = Matrix.of(arena, new double[][] {{1}});
            Fit fit = GradientDescent.batch()
                    .learningRate(0.25)
                    .validation(Validation.on(other, Vector.of(arena, -1), 3))
                    .fit(x, y);
            assertEquals(Reason.VALIDATION, fit.reason(), fit::message);
            assertFalse(fit.converged()); // nobody asked what is left to gain
            assertEquals(3, fit.epochs());
            assertEquals(0, fit.steps());
            assertEquals(0, fit.theta().get(0));
            assertEquals(5, fit.cost());
            assertEquals(1, fit.validationCost());
            assertEquals(
                    "ended after epochs=3: no lower validationCost in patience=3 epochs; cost=5.0; validationCost=1.0 was the lowest, of epoch=0",
                    fit.message());
        }
    }

    /** A split is a fit of the other rows alone: bit for bit that of a copy of these, with a copy of those held out. */
    @Property(tries = 50)
    void aSplitIsAFitOfCopies(@ForAll("ordinary") Shape shape) {
        if (shape.rows() < 2) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(Layout.ROWS);
            double fraction = 0.3;
            BitSet heldOut = heldOut(arena, shape.rows(), fraction, shape.seed());
            int[] training = IntStream.range(0, shape.rows())
                    .filter(i -> !heldOut.get(i))
                    .toArray();
            int[] others = heldOut.stream().toArray();
            Validation copies = Validation.on(rows(arena, p, others), targets(arena, p, others), PATIENCE);
            for (GradientDescent method : List.of(
                    GradientDescent.batch(),
                    GradientDescent.batch().intercept(),
                    GradientDescent.batch().intercept().standardize(),
                    GradientDescent.stochastic(5).intercept().standardize(),
                    GradientDescent.batch().intercept().plan(Plan.GRAM),
                    GradientDescent.batch().intercept().standardize().plan(Plan.GRAM),
                    GradientDescent.stochastic(5).intercept(),
                    GradientDescent.miniBatch(1 + shape.rows() / 3, 5))) {
                GradientDescent descent = method.maxEpochs(20);
                Fit fit = descent.validation(Validation.split(fraction, shape.seed(), PATIENCE))
                        .fit(x, p.targets);
                Fit expected = descent.validation(copies).fit(rows(arena, p, training), targets(arena, p, training));
                assertEquals(expected.message(), fit.message(), descent::toString);
                Bits.assertSame(expected.theta().toArray(), fit.theta().toArray(), shape, descent + " θ");
                Bits.assertSame(expected.intercept(), fit.intercept(), shape, descent + " b");
                Bits.assertSame(expected.costHistory(), fit.costHistory(), shape, descent + " costs");
                Bits.assertSame(expected.validationCost(), fit.validationCost(), shape, descent + " validationCost");
                Bits.assertSame(expected.learningRate(), fit.learningRate(), shape, descent + " α");
                assertEquals(expected.steps(), fit.steps());
            }
            p.assertUntouched();
        }
    }

    /** With X the identity and y = 1, a row moves its own θ and no other: those held out stay 0. */
    private static BitSet heldOut(Arena arena, int rows, double fraction, long seed) {
        double[][] identity = new double[rows][rows];
        double[] ones = new double[rows];
        for (int i = 0; i < rows; i++) {
            identity[i][i] = 1;
            ones[i] = 1;
        }
        Fit fit = GradientDescent.stochastic(1)
                .learningRate(0.25)
                .maxEpochs(1)
                .validation(Validation.split(fraction, seed, 1000))
                .observer(epoch -> true)
                .fit(Matrix.of(arena, identity), Vector.of(arena, ones));
        // no row helps another: the cost on those held out stays 1, and the best θ is that of the start
        assertEquals(1, fit.validationCost());
        assertEquals(0, fit.steps());
        BitSet heldOut = new BitSet();
        for (int i = 0; i < rows; i++) {
            double[] y = new double[rows];
            y[i] = 1;
            double cost = GradientDescent.batch()
                    .learningRate(0.25)
                    .maxEpochs(1)
                    .validation(Validation.split(fraction, seed, 1))
                    .fit(Matrix.of(arena, identity), Vector.of(arena, y))
                    .costHistory()[0];
            heldOut.set(i, cost == 0);
        }
        return heldOut;
    }

    @Test
    void theFractionIsHeldOut() {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(3, heldOut(arena, 10, 0.25, 1).cardinality());
            assertEquals(1, heldOut(arena, 10, 0.001, 1).cardinality());
            assertEquals(9, heldOut(arena, 10, 0.999, 1).cardinality());
            assertEquals(1, heldOut(arena, 2, 0.5, 1).cardinality());
            BitSet some = heldOut(arena, 40, 0.5, 7);
            assertEquals(20, some.cardinality());
            assertEquals(some, heldOut(arena, 40, 0.5, 7));
            assertNotEquals(some, heldOut(arena, 40, 0.5, 8));
        }
    }

    @Test
    void threadsChangeNothing() {
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, new Shape(1000, 300, 0, 0, Values.NEAR_ONE, 3));
            Matrix x = p.matrix(Layout.ROWS);
            for (Validation validation : List.of(Validation.split(0.2, 1, 9), Validation.on(x, p.targets, 9))) {
                GradientDescent descent =
                        GradientDescent.batch().intercept().maxEpochs(10).validation(validation);
                Fit alone = descent.fit(x, p.targets);
                Fit shared = descent.threads(3).fit(x, p.targets);
                assertEquals(alone.message(), shared.message());
                Bits.assertSame(alone.theta().toArray(), shared.theta().toArray(), p.shape, "θ");
            }
        }
    }

    /** The best θ comes back from an interrupt and from an observer, but not from a divergence: its θ is the last finite one. */
    @Test
    void restoredWhateverEndsTheFit() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}});
            Vector y = Vector.of(arena, 8);
            Validation validation = Validation.on(x, Vector.of(arena, 3), 1000);
            // θ = 0, 2, 3.5, 4.625 …: 3.5 is nearest to 3
            GradientDescent descent = GradientDescent.batch()
                    .learningRate(0.125)
                    .validation(validation)
                    .maxEpochs(10);
            Fit stopped = descent.observer(epoch -> epoch.number() < 6).fit(x, y);
            Fit interrupted = descent.observer(epoch -> {
                        if (epoch.number() == 6) {
                            Thread.currentThread().interrupt();
                        }
                        return true;
                    })
                    .fit(x, y);
            assertTrue(Thread.interrupted());
            Fit done = descent.fit(x, y);
            assertEquals(Reason.STOPPED, stopped.reason());
            assertEquals(Reason.STOPPED, interrupted.reason());
            assertEquals(Reason.MAX_EPOCHS, done.reason());
            for (Fit fit : List.of(stopped, interrupted, done)) {
                assertEquals(3.5, fit.theta().get(0));
                assertEquals(2, fit.steps());
                assertEquals(0.25, fit.validationCost());
                assertEquals(4.5 * 4.5, fit.cost());
            }
            Fit diverged = descent.learningRate(4).maxEpochs(1000).fit(x, y);
            assertEquals(Reason.DIVERGED, diverged.reason());
            assertTrue(Math.abs(diverged.theta().get(0)) > 1000, diverged::message);
            assertTrue(Double.isNaN(diverged.validationCost()));
        }
    }

    @Test
    void noFiniteCost() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}});
            Validation validation = Validation.on(x, Vector.of(arena, Double.NaN), 4);
            Fit fit = GradientDescent.batch()
                    .learningRate(0.125)
                    .validation(validation)
                    .fit(x, Vector.of(arena, 8));
            assertEquals(Reason.VALIDATION, fit.reason());
            assertEquals(4, fit.epochs());
            assertEquals(4, fit.steps());
            assertFalse(Double.isFinite(fit.validationCost()));
            assertTrue(fit.message().endsWith("; no validationCost was finite"), fit::message);
        }
    }

    @Test
    void refusals() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {3, 4}, {5, 6}});
            Vector y = Vector.of(arena, 7, 8, 9);
            for (double bad : new double[] {0, 1, -0.1, Double.NaN}) {
                refused(
                        "fraction=" + bad + " of rows for validation must be above 0 and below 1",
                        () -> Validation.split(bad, 0, 5));
            }
            refused("patience=0 must be at least 1", () -> Validation.split(0.5, 0, 0));
            refused("patience=-1 must be at least 1", () -> Validation.on(x, y, -1));
            refused(
                    "validation X has rows=3, validation y has length=2",
                    () -> Validation.on(x, Vector.of(arena, 1, 2), 5));
            Validation split = Validation.split(0.5, 0, 5);
            refused(
                    "validation X has features=1, X has features=2",
                    () -> GradientDescent.batch()
                            .validation(Validation.on(Matrix.of(arena, new double[][] {{1}}), Vector.of(arena, 1), 5))
                            .fit(x, y));
            refused(
                    "a validation split needs X in layout=ROWS, this one is in layout=PANELS: copy it, or give a validation set",
                    () -> GradientDescent.batch().validation(split).fit(x.pack(arena), y));
            refused(
                    "a validation split takes from 2 to 2147483647 rows, X has rows=1",
                    () -> GradientDescent.batch()
                            .validation(split)
                            .fit(Matrix.of(arena, new double[][] {{1}}), Vector.of(arena, 1)));
            refused(
                    "batchSize=3 exceeds the rows that a validation split leaves, rows=1",
                    () -> GradientDescent.miniBatch(3, 0).validation(split).fit(x, y));
            refused(
                    "validation y is not finite at row=1: NaN",
                    () -> GradientDescent.batch()
                            .requireFinite()
                            .validation(Validation.on(x, Vector.of(arena, 1, Double.NaN, 3), 5))
                            .fit(x, y));
            refused(
                    "validation X is in a confined arena, which only its own thread may read: threads=2 need Arena.ofShared() or Arena.ofAuto()",
                    () -> GradientDescent.batch()
                            .threads(2)
                            .validation(Validation.on(x, y, 5))
                            .fit(x.copy(Arena.ofAuto(), Layout.ROWS), Vector.of(Arena.ofAuto(), 7, 8, 9)));
        }
    }

    private static Matrix rows(Arena arena, Problem p, int[] rows) {
        return Matrix.of(arena, IntStream.of(rows).mapToObj(i -> p.x[i]).toArray(double[][]::new));
    }

    private static Vector targets(Arena arena, Problem p, int[] rows) {
        return Vector.of(arena, IntStream.of(rows).mapToDouble(i -> p.y[i]).toArray());
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }
}
