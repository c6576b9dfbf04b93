package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Checkpoint;
import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Schedule;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A descent that goes on from any of its checkpoints ends with the bits of one that was never interrupted. */
class CheckpointTest {

    private static final int ROWS = 200;
    private static final int FEATURES = 9;
    private static final int EPOCHS = 40;

    private final Arena arena = Arena.ofAuto();
    private Matrix x;
    private Vector y;

    @BeforeEach
    void data() {
        Random random = new Random(5);
        x = Matrix.allocate(arena, Layout.ROWS, ROWS, FEATURES);
        for (long at = 0; at < (long) ROWS * FEATURES; at++) {
            x.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at, 3 + random.nextGaussian());
        }
        y = Vector.of(arena, random.doubles(ROWS, -5, 5).toArray());
    }

    @Test
    void everyMethodGoesOnWithTheSameBits() {
        List<GradientDescent> methods = List.of(
                GradientDescent.batch().plan(Plan.STREAMING),
                GradientDescent.batch().plan(Plan.GRAM),
                GradientDescent.stochastic(3),
                GradientDescent.stochastic(3, Sampling.WITH_REPLACEMENT),
                GradientDescent.miniBatch(32, 3),
                GradientDescent.miniBatch(7, 3, Sampling.WITH_REPLACEMENT));
        List<UnaryOperator<GradientDescent>> settings = List.of(
                descent -> descent,
                descent -> descent.intercept().standardize(),
                descent -> descent.intercept().until(Convergence.gradientNorm(1e-300)),
                descent -> descent.until(Convergence.costChange(1e-3)),
                descent -> descent.learningRate(1e-3));
        int resumed = 0;
        for (GradientDescent method : methods) {
            for (UnaryOperator<GradientDescent> setting : settings) {
                resumed += resumeEverywhere(setting.apply(method).maxEpochs(EPOCHS));
            }
        }
        System.out.println("checkpoints resumed: " + resumed);
        assertTrue(resumed > 500);
    }

    @Test
    void everyOptimizerGoesOnWithItsState() {
        List<Optimizer> any = List.of(
                Optimizer.momentum(0.9),
                Optimizer.nesterov(0.9),
                Optimizer.adaGrad(),
                Optimizer.rmsProp(),
                Optimizer.adam(),
                Optimizer.adamW(0.01));
        List<Optimizer> batch = List.of(Optimizer.accelerated(), Optimizer.barzilaiBorwein(), Optimizer.backtracking());
        List<Optimizer> byRows = List.of(Optimizer.averaging(), Optimizer.svrg(), Optimizer.dog());
        int resumed = 0;
        for (Optimizer optimizer : both(any, batch)) {
            for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
                resumed +=
                        resumeEverywhere(with(optimizer, GradientDescent.batch().plan(plan)));
            }
        }
        resumed += resumeEverywhere(GradientDescent.batch()
                .optimizer(Optimizer.lbfgs(3))
                .learningRate(1e-3)
                .intercept()
                .maxEpochs(EPOCHS));
        for (Loss loss : List.of(Loss.quantile(0.3), Loss.huber(1))) {
            for (Penalty penalty : List.of(Penalty.none(), Penalty.l1(0.01))) {
                resumed += resumeEverywhere(GradientDescent.batch()
                        .loss(loss)
                        .penalty(penalty)
                        .optimizer(Optimizer.auto())
                        .until(Convergence.remaining(1e-9))
                        .maxEpochs(EPOCHS));
            }
        }
        for (Optimizer optimizer : both(any, byRows)) {
            resumed += resumeEverywhere(with(optimizer, GradientDescent.stochastic(3)));
            resumed += resumeEverywhere(with(optimizer, GradientDescent.miniBatch(32, 3)));
        }
        System.out.println("checkpoints of optimizers resumed: " + resumed);
    }

    /** What a start gave to the descent is in its checkpoints. */
    @Test
    void descentsThatStartedAtAFitGoOn() {
        int resumed = 0;
        for (Optimizer optimizer : List.of(
                Optimizer.momentum(0.9), Optimizer.adam(), Optimizer.barzilaiBorwein(), Optimizer.backtracking())) {
            GradientDescent descent = with(optimizer, GradientDescent.batch().plan(Plan.STREAMING));
            resumed += resumeEverywhere(descent.startAt(descent.fit(x, y)));
        }
        GradientDescent averaging = with(Optimizer.averaging(), GradientDescent.miniBatch(32, 3));
        resumed += resumeEverywhere(averaging.startAt(averaging.fit(x, y)));
        System.out.println("checkpoints after a warm start resumed: " + resumed);
    }

    private static List<Optimizer> both(List<Optimizer> these, List<Optimizer> those) {
        return Stream.concat(these.stream(), those.stream()).toList();
    }

    private static GradientDescent with(Optimizer optimizer, GradientDescent descent) {
        return descent.optimizer(optimizer)
                .penalty(Penalty.elasticNet(0.01, 0.5))
                .learningRate(1e-3)
                .intercept()
                .standardize()
                .maxEpochs(EPOCHS);
    }

    private int resumeEverywhere(GradientDescent descent) {
        List<Checkpoint> checkpoints = new ArrayList<>();
        Fit whole = descent.fit(x, y);
        assertSame(whole, descent.checkpoints(1, checkpoints::add).fit(x, y), descent);
        for (Checkpoint checkpoint : checkpoints) {
            assertSame(whole, descent.resume(checkpoint).fit(x, y), checkpoint);
        }
        return checkpoints.size();
    }

    @Test
    void schedulesClippingAndValidationGoOn() {
        List<UnaryOperator<GradientDescent>> settings = List.of(
                descent -> descent.schedule(Schedule.inverseScaling(0.25)),
                descent -> descent.schedule(Schedule.cosine(5, EPOCHS)),
                descent -> descent.schedule(Schedule.plateau(0.5, 2)).learningRate(2e-3),
                descent -> descent.clip(0.5).intercept(),
                descent -> descent.until(Convergence.costChange(1e-4, 5)),
                descent -> descent.validation(Validation.split(0.2, 7, 8))
                        .intercept()
                        .standardize(),
                descent -> descent.validation(Validation.on(x, y, 5)).learningRate(1e-3));
        int resumed = 0;
        for (GradientDescent method : List.of(
                GradientDescent.batch().plan(Plan.STREAMING),
                GradientDescent.batch(),
                GradientDescent.stochastic(3),
                GradientDescent.miniBatch(32, 3))) {
            for (UnaryOperator<GradientDescent> setting : settings) {
                resumed += resumeEverywhere(setting.apply(method.maxEpochs(EPOCHS)));
            }
        }
        System.out.println("checkpoints of schedules, clipping and validation resumed: " + resumed);
        assertTrue(resumed > 500);
    }

    /** The data of {@link GramPlanTest#roundingErrorsAloneFallBack}: XᵀX is given up early. */
    @Test
    void aGramPlanThatWasGivenUpStaysGivenUp() {
        Random random = new Random(1);
        double[] feature = random.doubles(100, -1, 1).toArray();
        double[] targets = random.doubles(100, -1, 1).toArray();
        double slope = 0;
        double square = 0;
        for (int i = 0; i < feature.length; i++) {
            slope += feature[i] * targets[i];
            square += feature[i] * feature[i];
        }
        double[][] rows = new double[feature.length][];
        for (int i = 0; i < feature.length; i++) {
            targets[i] -= feature[i] * slope / square;
            rows[i] = new double[] {feature[i]};
        }
        x = Matrix.of(arena, rows);
        y = Vector.of(arena, targets);
        GradientDescent descent = GradientDescent.batch().plan(Plan.GRAM).maxEpochs(200);
        assertEquals(Plan.STREAMING, descent.fit(x, y).plan());
        assertEquals(199, resumeEverywhere(descent));
    }

    @Test
    void severalInterruptionsAreOne() {
        GradientDescent descent = GradientDescent.stochastic(11).intercept().maxEpochs(EPOCHS);
        Fit whole = descent.fit(x, y);
        Checkpoint[] last = new Checkpoint[1];
        for (long k = 0; k < 12; k++) {
            GradientDescent next = descent.checkpoints(3, checkpoint -> last[0] = checkpoint);
            long end = 3 * k + 4;
            (last[0] == null ? next : next.resume(last[0]))
                    .observer(epoch -> epoch.number() < end)
                    .fit(x, y);
            assertEquals(3 * (k + 1), last[0].epoch());
        }
        assertSame(whole, descent.resume(last[0]).fit(x, y), last[0]);
    }

    @Test
    void threadsMayBeOthers() {
        Matrix shared = Matrix.allocate(Arena.ofAuto(), Layout.ROWS, ROWS, FEATURES);
        shared.segment().copyFrom(x.segment());
        Vector target = Vector.of(Arena.ofAuto(), y.toArray());
        GradientDescent descent = GradientDescent.batch().maxEpochs(EPOCHS);
        List<Checkpoint> checkpoints = new ArrayList<>();
        Fit whole = descent.checkpoints(EPOCHS / 2, checkpoints::add).fit(x, y);
        assertSame(whole, descent.threads(2).resume(checkpoints.get(0)).fit(shared, target), checkpoints);
    }

    @Test
    void longHistoriesAreThinnedAlike() {
        GradientDescent descent = GradientDescent.batch().maxEpochs(3_000_000).learningRate(1e-9);
        Matrix one = Matrix.of(arena, new double[][] {{1}});
        Vector target = Vector.of(arena, 1);
        List<Checkpoint> checkpoints = new ArrayList<>();
        Fit whole = descent.checkpoints(1_100_000, checkpoints::add).fit(one, target);
        for (Checkpoint checkpoint : checkpoints) {
            assertSame(whole, descent.resume(checkpoint).fit(one, target), checkpoint.epoch());
        }
    }

    private static void assertSame(Fit expected, Fit actual, Object what) {
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), what, "theta");
        assertEquals(expected.intercept(), actual.intercept());
        assertEquals(expected.cost(), actual.cost());
        assertEquals(expected.gradientNorm(), actual.gradientNorm());
        assertEquals(expected.epochs(), actual.epochs());
        assertEquals(expected.steps(), actual.steps());
        assertEquals(expected.reason(), actual.reason());
        assertEquals(expected.message(), actual.message());
        assertEquals(expected.planReason(), actual.planReason());
        assertArrayEquals(expected.costHistory(), actual.costHistory());
    }

    @Test
    void anotherDescentOrOtherDataAreRefused() {
        List<Checkpoint> made = new ArrayList<>();
        GradientDescent descent = GradientDescent.miniBatch(32, 3).maxEpochs(10);
        descent.checkpoints(5, made::add).fit(x, y);
        Checkpoint checkpoint = made.get(0);
        assertEquals(5, checkpoint.epoch());

        for (GradientDescent other : List.of(
                GradientDescent.miniBatch(32, 4).maxEpochs(10),
                GradientDescent.miniBatch(31, 3).maxEpochs(10),
                GradientDescent.miniBatch(32, 3).maxEpochs(11),
                descent.intercept(),
                descent.learningRate(0.5),
                descent.until(Convergence.costChange(0.1)))) {
            String message = refusal(other.resume(checkpoint), x, y);
            assertTrue(message.startsWith("the checkpoint is of another descent: it was method=mini-batch"), message);
        }
        String layout = refusal(descent.resume(checkpoint).standardize(), x.copy(arena, Layout.PANELS), y);
        assertTrue(layout.contains("layout=PANELS"), layout);
        y.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 1);
        String data = refusal(descent.resume(checkpoint), x, y);
        assertTrue(data.startsWith("the checkpoint is of other data: they were rows=200 features=9 x="), data);
    }

    @Test
    void statesThatLackAPartAreRefused() {
        List<Checkpoint> made = new ArrayList<>();
        GradientDescent descent = GradientDescent.stochastic(1).maxEpochs(10);
        descent.checkpoints(5, made::add).fit(x, y);
        Checkpoint whole = made.get(0);
        for (String part : whole.state().keySet()) {
            Map<String, long[]> state = new LinkedHashMap<>(whole.state());
            state.remove(part);
            assertEquals(
                    "the checkpoint cannot be resumed: its part '" + part + "' is missing",
                    refusal(descent.resume(Checkpoint.of(whole.descent(), whole.data(), state)), x, y));
            state.put(part, new long[100]);
            String message = refusal(descent.resume(Checkpoint.of(whole.descent(), whole.data(), state)), x, y);
            assertTrue(message.contains("its part '" + part + "' has length=100, "), message);
        }
        assertThrows(IllegalArgumentException.class, () -> descent.checkpoints(0, made::add));
    }

    /** Whatever the numbers are, a fit ends or is refused. */
    @Test
    void statesOfAnyNumbersEnd() {
        Random random = new Random(12);
        int cases = 0;
        int refused = 0;
        for (GradientDescent descent : List.of(
                GradientDescent.batch().plan(Plan.GRAM).maxEpochs(12),
                GradientDescent.batch().plan(Plan.STREAMING).maxEpochs(12),
                GradientDescent.miniBatch(50, 3).maxEpochs(12))) {
            List<Checkpoint> made = new ArrayList<>();
            descent.checkpoints(7, made::add).fit(x, y);
            Checkpoint whole = made.get(0);
            for (String part : whole.state().keySet()) {
                for (int k = 0; k < 40; k++) {
                    Map<String, long[]> state = new LinkedHashMap<>(whole.state());
                    long[] numbers = state.get(part).clone();
                    numbers[random.nextInt(numbers.length)] =
                            random.nextBoolean() ? random.nextLong() : random.nextInt(30) - 10;
                    state.put(part, numbers);
                    cases++;
                    try {
                        descent.resume(Checkpoint.of(whole.descent(), whole.data(), state))
                                .fit(x, y);
                    } catch (IllegalArgumentException e) {
                        assertTrue(e.getMessage().startsWith("the checkpoint cannot be resumed: "), e.getMessage());
                        refused++;
                    }
                }
            }
        }
        System.out.println("states of any numbers: " + cases + ", refused: " + refused);
        assertTrue(refused > 0 && refused < cases);
    }

    private static String refusal(GradientDescent descent, Matrix x, Vector y) {
        return assertThrows(IllegalArgumentException.class, () -> descent.fit(x, y))
                .getMessage();
    }
}
