package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Online;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Schedule;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A descent that starts at a fit is the one that ended there, gone on; what begins anew is told by {@link GradientDescent#startAt(Fit)}. */
class WarmStartProperties {

    private static final List<Optimizer> ANY = List.of(
            Optimizer.plain(),
            Optimizer.momentum(0.9),
            Optimizer.nesterov(0.9),
            Optimizer.adaGrad(),
            Optimizer.rmsProp(),
            Optimizer.adam(),
            Optimizer.adamW(0.01));
    private static final List<Optimizer> BATCH = List.of(Optimizer.accelerated(), Optimizer.backtracking());
    private static final List<Optimizer> BY_ROWS = List.of(Optimizer.averaging(), Optimizer.svrg());

    /** Values so alike that no descent here diverges, which is judged by the cost at its own start. */
    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(257, 65, Values.DYADIC);
    }

    @Property(tries = 100)
    void aFewEpochsAndThenTheOthersAreAllOfThem(
            @ForAll("ordinary") Shape shape, @ForAll boolean intercept, @ForAll boolean standardize) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Optimizer optimizer : both(ANY, BATCH)) {
                GradientDescent descent = descent(GradientDescent.batch().plan(Plan.STREAMING), optimizer, 0.01);
                descent = intercept ? descent.intercept() : descent;
                descent = standardize ? descent.standardize() : descent;
                assertGoesOn(descent, p.matrix(Layout.ROWS), p.targets, shape);
            }
        }
    }

    /**
     * Single rows and mini-batches begin their order anew: here it is of no account, as all rows are alike. Targets are out of reach of 257 × 7 steps of 10⁻⁴ in each of 65
     * features and the intercept (at most 3.2 times that, RMSProp's first): what starts at a cost of nearly nothing counts as diverged by the next step.
     */
    @Property(tries = 100)
    void soItIsOfRowsWhoseOrderDoesNotMatter(
            @ForAll("ordinary") Shape shape, @ForAll boolean intercept, @ForAll boolean standardize) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[][] alike = new double[shape.rows()][];
            Arrays.fill(alike, p.x[0]);
            double[] targets = new double[shape.rows()];
            Arrays.fill(targets, 64 + p.y[0]);
            Matrix x = Matrix.of(arena, alike);
            Vector y = Vector.of(arena, targets);
            int size = 1 + shape.rows() / 3;
            for (Optimizer optimizer : both(ANY, BY_ROWS)) {
                for (GradientDescent method :
                        List.of(GradientDescent.stochastic(5), GradientDescent.miniBatch(size, 5))) {
                    GradientDescent descent = descent(method, optimizer, 1e-4);
                    descent = intercept ? descent.intercept() : descent;
                    descent = standardize ? descent.standardize() : descent;
                    assertGoesOn(descent, x, y, shape);
                }
            }
        }
    }

    /** XᵀX, gradients and θ are exact in float64: x, y and α are small multiples of powers of two, and so is β. */
    @Example
    void soItIsOfTheGramPlanWhereNothingIsRounded() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}, {1, 1}});
            Vector y = Vector.of(arena, 2, 5, 9, 1);
            for (Optimizer optimizer : List.of(Optimizer.plain(), Optimizer.momentum(0.5), Optimizer.nesterov(0.5))) {
                GradientDescent descent = GradientDescent.batch()
                        .plan(Plan.GRAM)
                        .optimizer(optimizer)
                        .learningRate(0x1p-4);
                Fit whole = descent.maxEpochs(7).fit(x, y);
                assertEquals(Plan.GRAM, whole.plan());
                assertGoesOn(descent, x, y, optimizer);
            }
        }
    }

    private static List<Optimizer> both(List<Optimizer> these, List<Optimizer> those) {
        return Stream.concat(these.stream(), those.stream()).toList();
    }

    private static GradientDescent descent(GradientDescent method, Optimizer optimizer, double rate) {
        GradientDescent descent = method.optimizer(optimizer)
                .penalty(Penalty.elasticNet(0.01, 0.5))
                .bounds(-4, 4);
        return optimizer.hasAutomaticRate() ? descent : descent.learningRate(rate);
    }

    private static void assertGoesOn(GradientDescent descent, Matrix x, Vector y, Object what) {
        Fit first = descent.maxEpochs(3).fit(x, y);
        Fit then = descent.startAt(first).maxEpochs(4).fit(x, y);
        Fit whole = descent.maxEpochs(7).fit(x, y);
        String told = descent + " " + what;
        Bits.assertSame(whole.theta().toArray(), then.theta().toArray(), told, "θ");
        Bits.assertSame(whole.intercept(), then.intercept(), told, "b");
        Bits.assertSame(whole.cost(), then.cost(), told, "J");
        Bits.assertSame(first.cost(), then.costHistory()[0], told, "J at the start");
        assertEquals(4, then.epochs(), told);
    }

    /** Steps, and with them the schedule, are counted from 1; the cost history begins with the cost of the start. */
    @Example
    void epochsStepsScheduleAndHistoryBeginAnew() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "longley", "employed");
            List<Double> rates = new ArrayList<>();
            GradientDescent descent = GradientDescent.batch()
                    .optimizer(Optimizer.momentum(0.9))
                    .intercept()
                    .standardize()
                    .learningRate(0.125)
                    .schedule(Schedule.inverseScaling(1))
                    .maxEpochs(3)
                    .observer(epoch -> {
                        rates.add(epoch.learningRate());
                        return true;
                    });
            Fit first = descent.fit(data.x(), data.y());
            Fit then = descent.startAt(first).fit(data.x(), data.y());
            assertEquals(3, then.epochs());
            assertEquals(3, then.steps());
            assertEquals(4, then.costHistory().length);
            assertEquals(rates.subList(0, 4), rates.subList(4, 8));
        }
    }

    /** The window of costs that Barzilai and Borwein's steps may rise in begins anew, the rate does not. */
    @Example
    void theCostsOfALineSearchBeginAnew() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "longley", "employed");
            GradientDescent descent = GradientDescent.batch()
                    .plan(Plan.STREAMING)
                    .optimizer(Optimizer.barzilaiBorwein())
                    .intercept()
                    .standardize();
            double[] costs = descent.maxEpochs(60).fit(data.x(), data.y()).costHistory();
            int taken = 0;
            for (int n = 2; n < 60; n++) {
                Fit first = descent.maxEpochs(n).fit(data.x(), data.y());
                Fit then = descent.startAt(first).maxEpochs(1).fit(data.x(), data.y());
                boolean rises = costs[n + 1] > costs[n];
                taken += rises ? 1 : 0;
                assertTrue(
                        then.cost() == costs[n] || (!rises && then.cost() == costs[n + 1]),
                        "n=" + n + " " + then.cost() + " after " + costs[n] + " where it was " + costs[n + 1]);
            }
            System.out.println("steps that raise the cost, taken back after a warm start: " + taken);
            assertTrue(taken > 0);
        }
    }

    /** The state is not that of a θ that validation chose from earlier epochs: then it begins anew. */
    @Example
    void whatValidationChoseGoesOnAlone() {
        Random random = new Random(3);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, noise(random, 30, 20));
            Vector y = Vector.of(arena, random.doubles(30).toArray());
            GradientDescent descent =
                    GradientDescent.batch().optimizer(Optimizer.momentum(0.9)).maxEpochs(200);
            Fit fit = descent.validation(Validation.on(
                            Matrix.of(arena, noise(random, 30, 20)),
                            Vector.of(arena, random.doubles(30).toArray()),
                            5))
                    .fit(x, y);
            assertEquals(Reason.VALIDATION, fit.reason());
            assertTrue(fit.steps() < fit.epochs(), fit::message);
            Fit alone = descent.startAt(fit.model()).fit(x, y);
            assertArrayEquals(
                    alone.costHistory(), descent.startAt(fit).fit(x, y).costHistory());
        }
    }

    private static double[][] noise(Random random, int rows, int features) {
        return Stream.generate(() -> random.doubles(features, -1, 1).toArray())
                .limit(rows)
                .toArray(double[][]::new);
    }

    @Example
    void aModelAfterAFitIsAModelAlone() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 2, 5, 9);
            GradientDescent descent =
                    GradientDescent.batch().optimizer(Optimizer.momentum(0.9)).maxEpochs(5);
            Fit fit = descent.fit(x, y);
            Fit alone = descent.startAt(fit.model()).fit(x, y);
            Fit last = descent.startAt(fit).startAt(fit.model()).fit(x, y);
            assertArrayEquals(alone.costHistory(), last.costHistory());
        }
    }

    @Example
    void onlineStepsGoOnFromAFit() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            GradientDescent descent =
                    GradientDescent.stochastic(1).learningRate(0.01).intercept();
            Fit fit = descent.fit(x, Vector.of(arena, 2, 5, 9));
            Online online = descent.startAt(fit).online(2);
            assertArrayEquals(fit.theta().toArray(), online.snapshot().theta());
            assertEquals(fit.intercept(), online.snapshot().intercept());
            assertEquals(0, online.steps());
        }
    }
}
