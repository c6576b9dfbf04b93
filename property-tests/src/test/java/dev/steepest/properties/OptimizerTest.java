package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Optimizers, penalties and bounds one by one: names, refusals, what a divergence tells, and how fast they are. */
@SuppressWarnings("MustBeClosed") // the arena of each test is closed after it
class OptimizerTest {

    private static final List<Optimizer> ANY = List.of(
            Optimizer.plain(),
            Optimizer.momentum(0.9),
            Optimizer.nesterov(0.25),
            Optimizer.adaGrad(),
            Optimizer.rmsProp(),
            Optimizer.rmsProp(0.5, 1e-6),
            Optimizer.adam(),
            Optimizer.adam(0.5, 0.25, 1e-6),
            Optimizer.adamW(0.01));
    private static final List<Optimizer> BATCH =
            List.of(Optimizer.accelerated(), Optimizer.barzilaiBorwein(), Optimizer.backtracking(), Optimizer.lbfgs(3));
    private static final List<Optimizer> BY_ROWS = List.of(Optimizer.averaging(), Optimizer.svrg(), Optimizer.dog());

    /** The least sum of squared errors, certified by NIST. */
    private static final double LONGLEY = 836424.055505915;

    private Arena arena;

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void namesAreReadAsTheyAreWritten() {
        for (List<Optimizer> optimizers : List.of(ANY, BATCH, BY_ROWS)) {
            for (Optimizer optimizer : optimizers) {
                assertEquals(
                        optimizer.toString(),
                        Optimizer.parse(optimizer.toString()).toString());
            }
        }
        assertEquals("momentum:0.9", Optimizer.parse("momentum").toString());
        assertEquals("nesterov:0.9", Optimizer.parse("nesterov").toString());
        assertEquals("adagrad:1.0E-10", Optimizer.parse("adagrad").toString());
        assertEquals("rmsprop:0.9,1.0E-8", Optimizer.parse("rmsprop").toString());
        assertEquals("adam:0.9,0.999,1.0E-8", Optimizer.parse("adam").toString());
        assertEquals("adamw:0.01", Optimizer.parse("adamw").toString());
        assertEquals("lbfgs:10", Optimizer.parse("lbfgs").toString());
        assertEquals("auto", Optimizer.parse("auto").toString());
        assertEquals("elastic-net:0.5,0.25", Penalty.elasticNet(0.5, 0.25).toString());
        assertTrue(GradientDescent.batch()
                .penalty(Penalty.l1(2))
                .nonNegative()
                .optimizer(Optimizer.accelerated())
                .toString()
                .contains(" penalty=l1:2.0 lower=0.0 upper=Infinity optimizer=accelerated "));
    }

    @Test
    void refusals() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            String strength = "strength=" + bad + " is no strength of a penalty: it must be finite and ≥ 0";
            refused(strength, () -> Penalty.l1(bad));
            refused(strength, () -> Penalty.l2(bad));
            refused(strength, () -> Penalty.elasticNet(bad, 0.5));
            refused(strength, () -> Penalty.weightDecay(bad));
            refused("weightDecay=" + bad + " must be finite and ≥ 0", () -> Optimizer.adamW(bad));
            refused("l1Ratio=" + bad + " must be from 0 to 1", () -> Penalty.elasticNet(1, bad));
            refused("epsilon=" + bad + " must be positive and finite", () -> Optimizer.adaGrad(bad));
            refused("epsilon=" + bad + " must be positive and finite", () -> Optimizer.rmsProp(0.9, bad));
            refused("epsilon=" + bad + " must be positive and finite", () -> Optimizer.adam(0.9, 0.9, bad));
        }
        for (double bad : new double[] {-0.1, 1, Double.NaN}) {
            refused("momentum=" + bad + " must be from 0 to below 1", () -> Optimizer.momentum(bad));
            refused("nesterov=" + bad + " must be from 0 to below 1", () -> Optimizer.nesterov(bad));
            refused("rho=" + bad + " must be from 0 to below 1", () -> Optimizer.rmsProp(bad, 1));
            refused("beta1=" + bad + " must be from 0 to below 1", () -> Optimizer.adam(bad, 0, 1));
            refused("beta2=" + bad + " must be from 0 to below 1", () -> Optimizer.adam(0, bad, 1));
        }
        for (double[] bad : new double[][] {
            {1, 0},
            {Double.NaN, 1},
            {0, Double.NaN},
            {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY},
            {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}
        }) {
            refused(
                    "lower=" + bad[0] + " upper=" + bad[1] + " bound no coefficient: lower must be at most upper",
                    () -> GradientDescent.batch().bounds(bad[0], bad[1]));
        }
        refused("optimizer=adam:1,2 has parameters=2 and needs 3", () -> Optimizer.parse("adam:1,2"));
        refused("lbfgs=0 must keep 1 to 1000 pairs", () -> Optimizer.lbfgs(0));
        refused("lbfgs=1001 must keep 1 to 1000 pairs", () -> Optimizer.lbfgs(1001));
        refused("optimizer=lbfgs:1.5 needs a whole number", () -> Optimizer.parse("lbfgs:1.5"));
        refused("optimizer=svrg:1 has parameters=1 and needs none", () -> Optimizer.parse("svrg:1"));
        refused("optimizer=momentum:x: 'x' are no numbers", () -> Optimizer.parse("momentum:x"));
        refused(
                "optimizer=sgd is none of plain, momentum:β, nesterov:β, adagrad:ε, rmsprop:ρ,ε, adam:β₁,β₂,ε, adamw:λ,"
                        + " averaging, svrg, dog, accelerated, barzilai-borwein, backtracking, lbfgs:pairs, auto",
                () -> Optimizer.parse("sgd"));
    }

    @Test
    void senselessCombinations() {
        Problem p = new Problem(arena, new Shape(5, 2, 0, 0, Values.NEAR_ONE, 1));
        for (Optimizer optimizer : BY_ROWS) {
            refused(
                    "optimizer=" + optimizer + " serves stochastic and mini-batch descent only, this is method=batch",
                    () -> GradientDescent.batch().optimizer(optimizer));
        }
        for (Optimizer optimizer : BATCH) {
            refused(
                    "optimizer=" + optimizer + " serves batch descent only, this is method=stochastic",
                    () -> GradientDescent.stochastic(1).optimizer(optimizer));
            refused(
                    "optimizer=" + optimizer + " serves batch descent only, this is method=mini-batch",
                    () -> GradientDescent.miniBatch(2, 1).optimizer(optimizer));
        }
        for (Optimizer optimizer : ANY) {
            if (optimizer.toString().matches("(ada|rms).*")) {
                refused(
                        "learningRate=automatic is a multiple of gradients, whose size optimizer=" + optimizer
                                + " takes out: give a constant rate, 0.001 to 0.1 as a rule",
                        () -> GradientDescent.batch().optimizer(optimizer).fit(p.matrix(Layout.ROWS), p.targets));
            }
        }
        GradientDescent stochastic = GradientDescent.stochastic(1).learningRate(0.1);
        refused(
                "an online step is plain and touches no more than its row: penalty=none optimizer=adam:0.9,0.999,1.0E-8 are for fit",
                () -> stochastic.optimizer(Optimizer.adam()).online(3));
        refused(
                "an online step is plain and touches no more than its row: penalty=l2:1.0 optimizer=plain are for fit",
                () -> stochastic.penalty(Penalty.l2(1)).online(3));
        refused(
                "an online step is plain and touches no more than its row: penalty=none lower=0.0 upper=Infinity optimizer=plain are for fit",
                () -> stochastic.nonNegative().online(3));
    }

    /** Condition number 12,220, of which plain steps need that many epochs for every factor of e. */
    @Test
    void accelerationSolvesLongley() throws IOException {
        ExampleData data = ExampleData.read(arena, "longley", "employed");
        for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
            for (Optimizer optimizer : List.of(Optimizer.accelerated(), Optimizer.barzilaiBorwein())) {
                long[] reached = {-1};
                GradientDescent.batch()
                        .intercept()
                        .standardize()
                        .plan(plan)
                        .optimizer(optimizer)
                        .maxEpochs(10_000)
                        .observer(epoch -> {
                            reached[0] = epoch.number();
                            return epoch.cost() > (1 + 1e-8) * LONGLEY / 16;
                        })
                        .fit(data.x(), data.y());
                System.out.println(
                        "OptimizerTest: Longley to 1e-8 by " + optimizer + " " + plan + " in epochs=" + reached[0]);
                assertTrue(reached[0] < 10_000, () -> optimizer + " " + plan);
            }
        }
    }

    /** A rate a little below the one that is told converges, one a little above does not. */
    @Test
    void aDivergenceTellsARateThatConverges() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        for (Penalty penalty : List.of(Penalty.none(), Penalty.l2(3), Penalty.weightDecay(3), Penalty.l1(0.01))) {
            for (Optimizer optimizer : List.of(Optimizer.plain(), Optimizer.momentum(0.5), Optimizer.nesterov(0.5))) {
                GradientDescent descent = GradientDescent.batch()
                        .penalty(penalty)
                        .optimizer(optimizer)
                        .maxEpochs(200_000)
                        .until(Convergence.costChange(1e-12));
                Fit diverged = descent.learningRate(1000).fit(p.matrix(Layout.PANELS), p.targets);
                assertEquals(Reason.DIVERGED, diverged.reason(), diverged::message);
                Matcher told = Pattern.compile(" is (?:stable below )?([0-9.]+)/L=(\\S+?);")
                        .matcher(diverged.message());
                assertTrue(told.find(), diverged::message);
                double rate = Double.parseDouble(told.group(2));
                // L is found to a thousandth, above itself
                Fit fit = descent.learningRate(0.999 * rate).fit(p.matrix(Layout.PANELS), p.targets);
                assertEquals(Reason.COST_CHANGE, fit.reason(), () -> penalty + " " + optimizer + " " + fit.message());
                Fit beyond = descent.learningRate(1.01 * rate).fit(p.matrix(Layout.PANELS), p.targets);
                assertNotEquals(
                        Reason.COST_CHANGE, beyond.reason(), () -> penalty + " " + optimizer + " " + beyond.message());
            }
        }
        Fit adam = GradientDescent.batch()
                .optimizer(Optimizer.adam())
                .learningRate(1e6)
                .fit(p.matrix(Layout.PANELS), p.targets);
        assertEquals(Reason.DIVERGED, adam.reason(), adam::message);
        assertFalse(adam.message().contains("/L="), adam::message);
        assertTrue(adam.message().contains("try a tenth"), adam::message);
    }

    /** A line search finds its way from a rate that is far too large, counts what it took back as epochs, and tells the costs of θ that stood. */
    @Test
    void lineSearchesTakeStepsBack() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
            Fit fit = GradientDescent.batch()
                    .optimizer(Optimizer.backtracking())
                    .plan(plan)
                    .learningRate(1e6)
                    .until(Convergence.gradientNorm(1e-9))
                    .fit(p.matrix(Layout.PANELS), p.targets);
            assertEquals(Reason.GRADIENT_NORM, fit.reason(), fit::message);
            assertTrue(fit.steps() + 20 <= fit.epochs(), "2²⁰ is about a million: " + fit);
            double[] costs = fit.costHistory();
            assertEquals(fit.epochs() + 1, costs.length);
            // of the Gram plan, costs are good to 2⁻²⁰
            for (int k = 1; k < costs.length; k++) {
                assertTrue(costs[k] <= (1 + 0x1p-20) * costs[k - 1], "epoch " + k + " of " + plan);
            }
        }
    }

    @Test
    void lineSearchesEndWithAThetaThatStood() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.DYADIC, 4));
        for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
            Fit fit = GradientDescent.batch()
                    .optimizer(Optimizer.backtracking())
                    .plan(plan)
                    .learningRate(1e6)
                    .maxEpochs(10)
                    .fit(p.matrix(Layout.PANELS), p.targets);
            assertEquals(Reason.MAX_EPOCHS, fit.reason(), fit::message);
            assertEquals(0, fit.steps());
            assertEquals(fit.costHistory()[0], fit.cost());
            assertEquals(
                    "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]", fit.theta().toString());
        }
    }

    /** Noise that a constant rate leaves averages out, and variance reduction has none. */
    @Test
    void averagingAndVarianceReductionBeatTheNoise() throws IOException {
        ExampleData data = ExampleData.read(arena, "diabetes", "target");
        GradientDescent descent = GradientDescent.stochastic(1)
                .intercept()
                .standardize()
                .learningRate(0.005)
                .maxEpochs(50);
        double plain = descent.fit(data.x(), data.y()).cost();
        double averaged =
                descent.optimizer(Optimizer.averaging()).fit(data.x(), data.y()).cost();
        double reduced =
                descent.optimizer(Optimizer.svrg()).fit(data.x(), data.y()).cost();
        double best = GradientDescent.batch()
                .optimizer(Optimizer.accelerated())
                .intercept()
                .standardize()
                .fit(data.x(), data.y())
                .cost();
        assertTrue(averaged - best < (plain - best) / 4, averaged + " " + plain + " " + best);
        assertTrue(reduced - best < (plain - best) / 4, reduced + " " + plain + " " + best);
    }

    /** A warm start takes θ along, no velocity: its first step is a plain one. */
    @Test
    void stateBeginsAnewInEveryFit() {
        Problem p = new Problem(arena, new Shape(30, 3, 0, 0, Values.DYADIC, 4));
        Model start = GradientDescent.batch()
                .optimizer(Optimizer.momentum(0.9))
                .maxEpochs(5)
                .fit(p.matrix(Layout.ROWS), p.targets)
                .model();
        GradientDescent descent = GradientDescent.batch().startAt(start).maxEpochs(1);
        for (Optimizer optimizer : List.of(Optimizer.momentum(0.9), Optimizer.accelerated())) {
            assertEquals(
                    descent.fit(p.matrix(Layout.ROWS), p.targets).theta().toString(),
                    descent.optimizer(optimizer)
                            .fit(p.matrix(Layout.ROWS), p.targets)
                            .theta()
                            .toString(),
                    optimizer.toString());
        }
    }

    @Test
    void aStartBeyondTheBoundsIsMovedToThem() {
        Problem p = new Problem(arena, new Shape(30, 3, 0, 0, Values.DYADIC, 4));
        Fit fit = GradientDescent.batch()
                .bounds(0.25, 0.5)
                .startAt(Model.of(0, -1, 0.375, 7))
                .observer(epoch -> false)
                .fit(p.matrix(Layout.ROWS), p.targets);
        assertEquals("[0.25, 0.375, 0.5]", fit.theta().toString());
    }

    /** With features of sizes from 10⁻³ to 10³, in the units of X. */
    @Test
    void boundsAreInTheUnitsOfX() {
        Problem p = new Problem(arena, new Shape(300, 9, 0, 0, Values.NEAR_ONE, 4));
        for (Optimizer optimizer : List.of(Optimizer.plain(), Optimizer.accelerated(), Optimizer.momentum(0.9))) {
            Fit fit = GradientDescent.batch()
                    .optimizer(optimizer)
                    .intercept()
                    .standardize()
                    .bounds(-0.1, 0.3)
                    .fit(p.matrix(Layout.ROWS), p.targets);
            for (double value : fit.theta().toArray()) {
                assertTrue(value >= -0.1 && value <= 0.3, fit::toString);
            }
        }
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }
}
