package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Online;
import dev.steepest.Plan;
import dev.steepest.Schedule;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Schedules and clipping: what must change nothing, which rates are told, and that steps are taken with these. */
class ScheduleProperties {

    private static final int EPOCHS = 7;

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(130, 33, Values.NEAR_ONE);
    }

    /** Of three methods and both plans. */
    @Property(tries = 100)
    void schedulesThatStandStillAreConstant(@ForAll("ordinary") Shape shape) {
        List<Function<GradientDescent, GradientDescent>> same = List.of(
                descent -> descent.schedule(Schedule.constant()),
                descent -> descent.schedule(Schedule.inverseScaling(0)),
                descent -> descent.schedule(Schedule.exponential(1)),
                descent -> descent.schedule(Schedule.step(0.5, Long.MAX_VALUE)),
                descent -> descent.schedule(Schedule.step(1, 1)),
                descent -> descent.schedule(Schedule.plateau(1, 1)),
                descent -> descent.schedule(Schedule.plateau(0.5, Long.MAX_VALUE)),
                descent -> descent.clip(Double.POSITIVE_INFINITY),
                descent -> descent.clip(Double.MAX_VALUE));
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Matrix x = p.matrix(Layout.ROWS);
            for (GradientDescent descent : methods(shape)) {
                Fit expected = descent.fit(x, p.targets);
                for (Function<GradientDescent, GradientDescent> change : same) {
                    GradientDescent changed = change.apply(descent);
                    Fit fit = changed.fit(x, p.targets);
                    assertEquals(expected.message(), fit.message(), changed::toString);
                    Bits.assertSame(expected.theta().toArray(), fit.theta().toArray(), shape, changed + " θ");
                    Bits.assertSame(expected.intercept(), fit.intercept(), shape, changed + " b");
                    Bits.assertSame(expected.costHistory(), fit.costHistory(), shape, changed + " costs");
                    Bits.assertSame(expected.learningRate(), fit.learningRate(), shape, changed + " α");
                }
            }
        }
    }

    private static List<GradientDescent> methods(Shape shape) {
        return Stream.of(
                        GradientDescent.batch().intercept(),
                        GradientDescent.batch().plan(Plan.GRAM),
                        GradientDescent.stochastic(5).intercept(),
                        GradientDescent.miniBatch(1 + shape.rows() / 3, 5).intercept())
                .map(descent -> descent.maxEpochs(EPOCHS))
                .toList();
    }

    /** f of the step or the epochs done, whichever it counts, written out. */
    static Stream<Arguments> formulas() {
        return Stream.of(
                formula(Schedule.inverseScaling(0.25), true, t -> StrictMath.exp(-0.25 * StrictMath.log((double) t))),
                formula(Schedule.inverseSquareRoot(), true, t -> 1 / Math.sqrt((double) t)),
                formula(Schedule.exponential(0.5), false, t -> Math.scalb(1.0, (int) -t)),
                formula(Schedule.step(0.25, 3), false, t -> t < 3 ? 1 : t < 6 ? 0.25 : 0.0625),
                // of a cosine, the warm-up is exact; cosines() has the rest
                formula(Schedule.cosine(0, 1), false, t -> 1),
                formula(Schedule.cosine(3, 4), false, t -> t < 3 ? (t + 1) / 4.0 : 1));
    }

    private static Arguments formula(Schedule schedule, boolean countsSteps, LongToDoubleFunction f) {
        return Arguments.of(schedule, countsSteps, f);
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void ratesToldAreTheFormula(Schedule schedule, boolean countsSteps, LongToDoubleFunction f) {
        int rows = 10;
        int size = 4;
        int steps = 3; // of 4, 4 and 2 rows
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, new Shape(rows, 3, 0, 0, Values.NEAR_ONE, 2));
            double rate = 1e-9;
            assertRates(
                    GradientDescent.batch(),
                    p,
                    rate,
                    e -> rate * f.applyAsDouble(countsSteps ? Math.max(1, e) : before(e)),
                    schedule);
            assertRates(
                    GradientDescent.batch().plan(Plan.GRAM),
                    p,
                    rate,
                    e -> rate * f.applyAsDouble(countsSteps ? Math.max(1, e) : before(e)),
                    schedule);
            assertRates(
                    GradientDescent.stochastic(1),
                    p,
                    rate,
                    e -> rate * f.applyAsDouble(countsSteps ? Math.max(1, e * rows) : before(e)),
                    schedule);
            assertRates(
                    GradientDescent.miniBatch(size, 1),
                    p,
                    rate,
                    e -> rate * f.applyAsDouble(countsSteps ? Math.max(1, e * steps) : before(e)),
                    schedule);
        }
    }

    /** Epochs done before the last step of this one; before the first epoch, of its first step. */
    private static long before(long epoch) {
        return Math.max(0, epoch - 1);
    }

    private static void assertRates(
            GradientDescent descent, Problem p, double rate, LongToDoubleFunction expected, Schedule schedule) {
        List<Double> rates = new ArrayList<>();
        Fit fit = descent.learningRate(rate)
                .schedule(schedule)
                .maxEpochs(EPOCHS)
                .observer(epoch -> {
                    assertEquals(rates.size(), epoch.number());
                    return rates.add(epoch.learningRate());
                })
                .fit(p.matrix(Layout.ROWS), p.targets);
        assertEquals(EPOCHS + 1, rates.size());
        for (int epoch = 0; epoch <= EPOCHS; epoch++) {
            assertEquals(expected.applyAsDouble(epoch), rates.get(epoch), descent + " " + schedule + " epoch=" + epoch);
        }
        assertEquals(rates.get(EPOCHS), fit.learningRate());
    }

    /** A fit is a chain of fits of one epoch each, every one at the constant rate that the first tells of that epoch. */
    @Property(tries = 100)
    void stepsAreTakenWithTheRatesTold(@ForAll("ordinary") Shape shape) {
        List<Schedule> schedules = List.of(
                Schedule.inverseScaling(0.25),
                Schedule.exponential(0.9),
                Schedule.step(0.5, 2),
                Schedule.cosine(2, 6),
                Schedule.plateau(0.5, 1));
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Problem single = new Problem(arena, new Shape(1, shape.features(), 0, 0, Values.NEAR_ONE, shape.seed()));
            for (Schedule schedule : schedules) {
                assertChain(GradientDescent.batch().intercept(), schedule, p);
                assertChain(GradientDescent.stochastic(1).intercept(), schedule, single);
                assertChain(GradientDescent.miniBatch(1, 1), schedule, single);
            }
        }
    }

    private static void assertChain(GradientDescent descent, Schedule schedule, Problem p) {
        Matrix x = p.matrix(Layout.ROWS);
        List<Double> rates = new ArrayList<>();
        Fit whole = descent.schedule(schedule)
                .maxEpochs(EPOCHS)
                .observer(epoch -> rates.add(epoch.learningRate()))
                .fit(x, p.targets);
        Model model = Model.of(0, new double[x.features()]);
        for (int epoch = 1; epoch < rates.size(); epoch++) {
            model = descent.learningRate(rates.get(epoch))
                    .startAt(model)
                    .maxEpochs(1)
                    .fit(x, p.targets)
                    .model();
        }
        Bits.assertSame(model.theta(), whole.theta().toArray(), p.shape, descent + " " + schedule + " θ");
        Bits.assertSame(model.intercept(), whole.intercept(), p.shape, descent + " " + schedule + " b");
    }

    /**
     * Against ½ (1 + cos πs): sin is good to 2⁻⁵² and its argument to 2 · 2⁻⁵³, relatively; the square doubles that and adds a rounding, and all is at
     * most 1. The cosine that it is compared with is good to 2⁻⁵³ but for its argument, of up to π and good to 2 · 2⁻⁵³ relatively. The rate is a product of one rounding more.
     */
    @Test
    void cosines() {
        int epochs = 1000;
        double bound = 4 * 0x1p-52 + 0x1p-53 + 0.5 * (0x1p-53 + Math.PI * 0x1p-52) + 2 * 0x1p-53;
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{0}});
            double[] before = {1};
            GradientDescent.batch()
                    .learningRate(1)
                    .schedule(Schedule.cosine(0, epochs))
                    .maxEpochs(epochs + 10)
                    .observer(epoch -> {
                        long t = Math.clamp(epoch.number() - 1, 0, epochs - 1);
                        double expected = 0.5 * (1 + StrictMath.cos(Math.PI * (t / (double) epochs)));
                        assertEquals(expected, epoch.learningRate(), bound);
                        assertTrue(epoch.learningRate() <= before[0] && epoch.learningRate() > 0);
                        before[0] = epoch.learningRate();
                        return true;
                    })
                    .fit(x, Vector.of(arena, 2));
            assertTrue(before[0] < 1e-5);
        }
    }

    /** f(t) = t^−power to the bound of exp and ln: each within an ulp, that of ln times the power and its value. */
    @Test
    void inversePowers() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{0}});
            for (double power : new double[] {0.1, 0.25, 0.5, 1, 2}) {
                GradientDescent.batch()
                        .learningRate(1)
                        .schedule(Schedule.inverseScaling(power))
                        .maxEpochs(2000)
                        .observer(epoch -> {
                            double t = Math.max(1, epoch.number());
                            double expected = StrictMath.pow(t, -power);
                            double relative = 0x1p-52 * (2 + 2 * power * Math.log(t));
                            assertEquals(expected, epoch.learningRate(), relative * expected, "t=" + t);
                            return true;
                        })
                        .fit(x, Vector.of(arena, 2));
            }
        }
    }

    /** Costs 4, 4, 4 … as the rate is too small to change them: every second epoch without a lower one halves it. */
    @Test
    void plateaus() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}});
            List<Double> rates = new ArrayList<>();
            GradientDescent.batch()
                    .learningRate(0x1p-60)
                    .schedule(Schedule.plateau(0.5, 2))
                    .maxEpochs(6)
                    .observer(epoch -> rates.add(epoch.learningRate() * 0x1p60))
                    .fit(x, Vector.of(arena, 2));
            // epoch 0 is the lowest, epochs 1 and 2 bring nothing, so the third is the first at half the rate
            assertEquals(List.of(1.0, 1.0, 1.0, 0.5, 0.5, 0.25, 0.25), rates);

            rates.clear();
            GradientDescent.batch()
                    .learningRate(0.125)
                    .schedule(Schedule.plateau(0.5, 1))
                    .maxEpochs(20)
                    .observer(epoch -> rates.add(epoch.learningRate()))
                    .fit(x, Vector.of(arena, 2));
            assertTrue(rates.stream().allMatch(rate -> rate == 0.125), rates::toString);
        }
    }

    /** Step t of an Online has the rate α f(t), and the counter goes on for as long as it lives. */
    @Property(tries = 100)
    void onlineStepsCount(@ForAll("ordinary") Shape shape) {
        GradientDescent descent = GradientDescent.stochastic(0).intercept();
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double rate = 0x1p-20;
            Online online = descent.learningRate(rate)
                    .schedule(Schedule.inverseSquareRoot())
                    .online(shape.features());
            for (int i = 0; i < shape.rows(); i++) {
                Online single =
                        descent.learningRate(rate * (1 / Math.sqrt(i + 1.0))).online(online.snapshot());
                single.step(p.x[i], p.y[i]);
                online.step(p.x[i], p.y[i]);
                assertEquals(i + 1, online.steps());
                Bits.assertSame(single.snapshot().theta(), online.snapshot().theta(), shape, "θ");
                Bits.assertSame(single.snapshot().intercept(), online.snapshot().intercept(), shape, "b");
            }
        }
    }

    /** A step that was not done does not count. */
    @Test
    void skippedOnlineStepsDoNotCount() {
        Online online = GradientDescent.stochastic(0)
                .learningRate(0.125)
                .schedule(Schedule.inverseScaling(1))
                .online(1);
        online.step(new double[] {1}, 4);
        online.step(new double[] {1}, Double.NaN);
        online.step(new double[] {1}, 5);
        // 0 + 0.125 · 8, then 1 + 0.0625 · 8
        assertArrayEquals(new double[] {1.5}, online.snapshot().theta());
        assertEquals("Online[features=1 learningRate=0.0625 steps=2]", online.toString());
    }

    /** Gradients (3, 4) of length 5 and (2, 2, 1) of length 3, all exact: half of each. */
    @Test
    void clipped() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix identity = Matrix.of(arena, new double[][] {{1, 0}, {0, 1}});
            Vector y = Vector.of(arena, -3, -4);
            for (GradientDescent descent : List.of(
                    GradientDescent.batch(),
                    GradientDescent.batch().plan(Plan.GRAM),
                    GradientDescent.miniBatch(2, 1))) {
                GradientDescent one = descent.learningRate(1).maxEpochs(1);
                assertArrayEquals(
                        new double[] {-1.5, -2},
                        one.clip(2.5).fit(identity, y).theta().toArray());
                assertArrayEquals(
                        new double[] {-3, -4},
                        one.clip(5).fit(identity, y).theta().toArray());
                double[] norm = {Double.NaN};
                one.clip(2.5)
                        .observer(epoch -> {
                            norm[0] = epoch.gradientNorm();
                            return false;
                        })
                        .fit(identity, y);
                assertEquals(5, norm[0], "the gradient told is the whole one");
            }
            double[][] row = {{2, 2}};
            Matrix x = Matrix.of(arena, row);
            Vector target = Vector.of(arena, -0.5);
            for (GradientDescent descent :
                    List.of(GradientDescent.batch(), GradientDescent.stochastic(1), GradientDescent.miniBatch(1, 1))) {
                Fit fit = descent.intercept()
                        .learningRate(1)
                        .clip(1.5)
                        .maxEpochs(1)
                        .fit(x, target);
                assertArrayEquals(new double[] {-1, -1}, fit.theta().toArray(), descent::toString);
                assertEquals(-0.5, fit.intercept(), descent::toString);
            }
            Online online = GradientDescent.stochastic(1)
                    .intercept()
                    .learningRate(1)
                    .clip(1.5)
                    .online(2);
            online.step(row[0], -0.5);
            assertArrayEquals(new double[] {-1, -1}, online.snapshot().theta());
            assertEquals(-0.5, online.snapshot().intercept());
        }
    }

    /**
     * ‖θ₁ − θ₀‖ ≤ α c, but for roundings: of the norm (d + 1 products and sums, each half of it under the root, and the root itself), the quotient, the product and the step, each u at
     * most, and those of the norm that the test takes itself.
     */
    @Property(tries = 200)
    void noStepIsLongerThanTheClip(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double rate = 0x1p-3;
            double clip = 0x1p-6;
            Problem single = new Problem(arena, new Shape(1, shape.features(), 0, 0, Values.NEAR_ONE, shape.seed()));
            double bound = rate * clip * (1 + 2 * (shape.features() + 12) * 0x1p-53);
            for (GradientDescent descent :
                    List.of(GradientDescent.batch(), GradientDescent.batch().intercept())) {
                Fit fit = descent.learningRate(rate).clip(clip).maxEpochs(1).fit(p.matrix(Layout.ROWS), p.targets);
                assertTrue(length(fit) <= bound, () -> length(fit) + " exceeds " + bound);
            }
            for (GradientDescent descent : List.of(
                    GradientDescent.stochastic(1).intercept(),
                    GradientDescent.miniBatch(1, 1).intercept())) {
                Fit fit = descent.learningRate(rate)
                        .clip(clip)
                        .maxEpochs(1)
                        .fit(single.matrix(Layout.ROWS), single.targets);
                assertTrue(length(fit) <= bound, () -> length(fit) + " exceeds " + bound);
            }
        }
    }

    private static double length(Fit fit) {
        double sum = fit.intercept() * fit.intercept();
        for (double value : fit.theta().toArray()) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void refusals() {
        for (double bad : new double[] {0, -1, 1.5, Double.NaN}) {
            refused("decay=" + bad + " of a schedule must be above 0 and at most 1", () -> Schedule.exponential(bad));
            refused("factor=" + bad + " of a schedule must be above 0 and at most 1", () -> Schedule.step(bad, 1));
            refused("factor=" + bad + " of a schedule must be above 0 and at most 1", () -> Schedule.plateau(bad, 1));
        }
        for (double bad : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(
                    "power=" + bad + " of a schedule must be finite and not negative",
                    () -> Schedule.inverseScaling(bad));
        }
        refused("epochs=0 of a schedule must be at least 1", () -> Schedule.step(0.5, 0));
        refused("patience=0 of a schedule must be at least 1", () -> Schedule.plateau(0.5, 0));
        refused(
                "warmUpEpochs=5 of a schedule must not be negative, and less than its epochs=5",
                () -> Schedule.cosine(5, 5));
        refused(
                "warmUpEpochs=-1 of a schedule must not be negative, and less than its epochs=5",
                () -> Schedule.cosine(-1, 5));
        for (double bad : new double[] {0, -1, Double.NaN}) {
            refused(
                    "clip=" + bad + " is no largest norm: it must be positive",
                    () -> GradientDescent.batch().clip(bad));
        }
        for (Schedule schedule : List.of(
                Schedule.exponential(0.5), Schedule.step(0.5, 1), Schedule.cosine(0, 5), Schedule.plateau(0.5, 1))) {
            refused(
                    "schedule=" + schedule
                            + " counts epochs, and online steps have none: use one that counts steps, e.g. inverseScaling",
                    () -> GradientDescent.stochastic(0)
                            .learningRate(1)
                            .schedule(schedule)
                            .online(2));
        }
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }
}
