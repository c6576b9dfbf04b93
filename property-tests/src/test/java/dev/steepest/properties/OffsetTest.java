package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Checkpoint;
import dev.steepest.Convergence;
import dev.steepest.Evaluation;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Plan;
import dev.steepest.Steepest;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Fits with an offset reach the optima that statsmodels finds by Newton's method. They, the data and the versions are in {@code
 * offsets.csv}; {@code offsets.py} beside it makes them.
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
class OffsetTest {

    /** Of what is left to gain; what is told may be a tenth too little. */
    private static final double REMAINING = 1e-12;

    private record Row(double[] x, double count, double logExposure, double label, double shift, double weight) {}

    private record Found(Loss loss, boolean isWeighted, double[] parameters) {}

    private final Arena arena = Arena.ofShared();
    private final List<Row> rows = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private Matrix x;
    private Vector weights;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(OffsetTest.class.getResourceAsStream("/offsets.csv"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                String[] fields = line.split(",", -1);
                if (fields[0].equals("row")) {
                    double[] v = numbers(fields, 1);
                    rows.add(new Row(Arrays.copyOf(v, 3), v[3], v[4], v[5], v[6], v[7]));
                } else if (fields[0].equals("fit")) {
                    found.add(new Found(Loss.parse(fields[1]), fields[2].equals("True"), numbers(fields, 3)));
                }
            }
        }
        assertEquals(60, rows.size());
        assertEquals(6, found.size());
        x = Matrix.of(arena, rows.stream().map(Row::x).toArray(double[][]::new));
        weights = vector(Row::weight);
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private static double[] numbers(String[] fields, int from) {
        return Arrays.stream(fields, from, fields.length)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private Vector vector(ToDoubleFunction<Row> of) {
        return Vector.of(arena, rows.stream().mapToDouble(of).toArray());
    }

    private Vector target(Loss loss) {
        return vector(loss.hasLabels() ? Row::label : Row::count);
    }

    private Vector offset(Loss loss) {
        return switch (loss.toString()) {
            case "poisson" -> vector(Row::logExposure);
            case "logistic" -> vector(Row::shift);
            default -> vector(row -> 8 * row.shift());
        };
    }

    private Fit fit(GradientDescent descent, Found of) {
        return fit(descent, of, x.withOffset(offset(of.loss)));
    }

    private Fit fit(GradientDescent descent, Found of, Matrix x) {
        GradientDescent described = descent.loss(of.loss);
        return of.isWeighted ? described.fit(x, target(of.loss), weights) : described.fit(x, target(of.loss));
    }

    /** J by its formula, rows one by one; and how much its terms add up to, roundings of which are all that may differ. */
    private double[] cost(Found of, double intercept, double... theta) {
        Vector y = target(of.loss);
        Vector offset = offset(of.loss);
        double total = 0;
        double sum = 0;
        double size = 0;
        for (int i = 0; i < rows.size(); i++) {
            double z = intercept + offset.get(i);
            for (int j = 0; j < theta.length; j++) {
                z += x.get(i, j) * theta[j];
            }
            double w = of.isWeighted ? weights.get(i) : 1;
            double loss = switch (of.loss.toString()) {
                case "poisson" -> Math.exp(z) - y.get(i) * z;
                case "logistic" -> Math.log1p(Math.exp(-(2 * y.get(i) - 1) * z));
                default -> (z - y.get(i)) * (z - y.get(i));
            };
            double terms = of.loss.equals(Loss.poisson()) ? Math.exp(z) + Math.abs(y.get(i) * z) : loss;
            total += w;
            sum += w * loss;
            size += w * terms;
        }
        return new double[] {sum / total, size / total};
    }

    /**
     * The told cost is that of the formula, and no further above the least one than was asked for. A term is a chain of some ten
     * operations, whose relative error z, of up to ten, may grow tenfold in exp(z); sums have 60 terms: within 200 u of their size.
     */
    private void assertLeast(Found of, Fit fit) {
        String what = of.loss + " weighted=" + of.isWeighted + " " + fit.message();
        double[] told = cost(of, fit.intercept(), fit.theta().toArray());
        double roundings = 200 * 0x1p-53 * told[1];
        assertEquals(told[0], fit.cost(), roundings, what);
        double least = cost(of, of.parameters[0], Arrays.copyOfRange(of.parameters, 1, 4))[0];
        assertTrue(fit.converged(), what);
        assertTrue(fit.cost() >= least - roundings, what + " least=" + least);
        // counts: the share is of the distance to Σ(y − y·ln y), whose terms are no larger than those of the cost are
        assertTrue(fit.cost() - least <= 4 * REMAINING * told[1] + roundings, what + " least=" + least);
    }

    @Test
    void batchesReachTheLeastCost() {
        List<GradientDescent> descents = List.of(
                GradientDescent.batch().optimizer(Optimizer.auto()),
                GradientDescent.batch().optimizer(Optimizer.auto()).standardize(),
                GradientDescent.batch().optimizer(Optimizer.backtracking()).standardize(),
                GradientDescent.batch().optimizer(Optimizer.barzilaiBorwein()).threads(2));
        for (Found of : found) {
            for (GradientDescent descent : descents) {
                for (Layout layout : Layout.values()) {
                    Matrix shifted = x.withOffset(offset(of.loss)).copy(arena, layout);
                    assertLeast(of, fit(until(descent), of, shifted));
                }
            }
        }
    }

    private static GradientDescent until(GradientDescent descent) {
        return descent.intercept().maxEpochs(100_000).until(Convergence.remaining(REMAINING));
    }

    @Test
    void acceleratedGramAndReducedVarianceReachIt() {
        for (Found of : found) {
            if (of.loss.equals(Loss.poisson())) {
                continue;
            }
            assertLeast(of, fit(until(GradientDescent.batch().optimizer(Optimizer.accelerated())), of));
            assertLeast(of, fit(until(GradientDescent.stochastic(1).optimizer(Optimizer.svrg())), of));
            if (of.loss.equals(Loss.squared()) && !of.isWeighted) {
                assertLeast(of, fit(until(GradientDescent.batch().plan(Plan.GRAM)), of));
            }
        }
    }

    /** Counts by rows come near, and a warm start at the optimum begins with its cost. */
    @Test
    void countsByRows() {
        Found of = found.get(0);
        double[] best = cost(of, of.parameters[0], Arrays.copyOfRange(of.parameters, 1, 4));
        double least = best[0];
        Fit start = fit(
                GradientDescent.stochastic(1)
                        .optimizer(Optimizer.dog())
                        .intercept()
                        .maxEpochs(1),
                of);
        Fit end = fit(
                GradientDescent.stochastic(1)
                        .optimizer(Optimizer.dog())
                        .intercept()
                        .maxEpochs(500),
                of);
        assertTrue(end.cost() - least < (start.costHistory()[0] - least) / 1000, end::message);
        Model optimum = Model.of(Loss.poisson().link(), of.parameters[0], Arrays.copyOfRange(of.parameters, 1, 4));
        Fit warm =
                fit(until(GradientDescent.batch().optimizer(Optimizer.auto())).startAt(optimum), of);
        assertEquals(least, warm.costHistory()[0], 200 * 0x1p-53 * best[1]);
        assertLeast(of, warm);
    }

    /** Rows held out bring their offsets: a split's are those of a copy of its rows. */
    @Test
    void heldOutRowsHaveTheirs() {
        Validation split = Validation.split(0.3, 5, 3);
        Matrix shifted = x.withOffset(offset(Loss.poisson()));
        int[] training =
                split.trainingRows(Loss.poisson(), target(Loss.poisson())).orElseThrow();
        int[] heldOut =
                split.heldOutRows(Loss.poisson(), target(Loss.poisson())).orElseThrow();
        GradientDescent descent = GradientDescent.batch()
                .loss(Loss.poisson())
                .optimizer(Optimizer.auto())
                .intercept()
                .maxEpochs(20);
        Vector y = target(Loss.poisson());
        Fit expected = descent.validation(Validation.on(some(shifted, heldOut), some(y, heldOut), 3))
                .fit(some(shifted, training), some(y, training));
        Fit actual = descent.validation(split).fit(shifted, y);
        Bits.assertSame(expected.validationCost(), actual.validationCost(), "split", "validationCost");
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), "split", "θ");
        Bits.assertSame(expected.cost(), actual.cost(), "split", "J");
        Evaluation metrics = Evaluation.of(Loss.poisson(), heldOut.length);
        assertEquals(
                metrics.add(actual.model(), some(shifted, heldOut), some(y, heldOut))
                        .metrics(),
                Evaluation.of(Loss.poisson(), heldOut.length)
                        .addRows(heldOut, actual.model(), shifted, y)
                        .metrics());
        double[] predictions = IntStream.of(heldOut)
                .mapToDouble(row -> actual.model().predict(rows.get(row).logExposure, rows.get(row).x))
                .toArray();
        assertEquals(
                Evaluation.of(Loss.poisson(), heldOut.length)
                        .add(Vector.of(arena, predictions), some(y, heldOut))
                        .metrics(),
                metrics.metrics());
    }

    private Vector some(Vector of, int[] rows) {
        return Vector.of(arena, IntStream.of(rows).mapToDouble(of::get).toArray());
    }

    private Matrix some(Matrix of, int[] numbers) {
        double[][] taken =
                IntStream.of(numbers).mapToObj(row -> rows.get(row).x).toArray(double[][]::new);
        return Matrix.of(arena, taken).withOffset(some(of.offset().orElseThrow(), numbers));
    }

    @Test
    void checkpointsGoOnWithTheSameOffsetAlone() {
        Matrix shifted = x.withOffset(offset(Loss.poisson()));
        Vector y = target(Loss.poisson());
        for (GradientDescent descent : List.of(
                GradientDescent.batch().optimizer(Optimizer.auto()).maxEpochs(12),
                GradientDescent.stochastic(1).optimizer(Optimizer.dog()).maxEpochs(12))) {
            GradientDescent described = descent.loss(Loss.poisson()).intercept();
            List<Checkpoint> made = new ArrayList<>();
            Fit whole = described.checkpoints(5, made::add).fit(shifted, y);
            Fit resumed = described.resume(made.get(0)).fit(shifted, y);
            Bits.assertSame(whole.theta().toArray(), resumed.theta().toArray(), "resumed", "θ");
            Bits.assertSame(whole.cost(), resumed.cost(), "resumed", "J");
            for (Matrix other : List.of(x, x.withOffset(vector(Row::shift)))) {
                String message = refusal(() -> described.resume(made.get(0)).fit(other, y));
                assertTrue(
                        message.startsWith("the checkpoint is of other data: they were rows=60 features=3 x="),
                        message);
            }
        }
        assertTrue(Steepest.fingerprint(shifted, y).startsWith(Steepest.fingerprint(x, y) + " offset="));
    }

    @Test
    void aMatrixKeepsIt() {
        Vector offset = vector(Row::shift);
        Matrix shifted = x.withOffset(offset);
        assertEquals(Optional.empty(), x.offset());
        assertEquals(Optional.of(offset), shifted.offset());
        assertEquals(Optional.of(offset), shifted.copy(arena, Layout.PANELS).offset());
        assertEquals(3, shifted.features());
        assertEquals("Matrix[rows=60 features=3 layout=ROWS storage=FLOAT64 stride=3 offset]", shifted.toString());
    }

    @Test
    void whatIsRefused() {
        Vector y = target(Loss.squared());
        Matrix shifted = x.withOffset(vector(Row::shift));
        GradientDescent descent = GradientDescent.batch().maxEpochs(1);
        Map<String, Executable> refused = Map.of(
                "X has rows=60, the offset has length=2", () -> x.withOffset(Vector.of(arena, 1, 2)),
                "X has an offset, validation X has none",
                        () -> descent.validation(Validation.on(x, y, 1)).fit(shifted, y),
                "validation X has an offset, X has none",
                        () -> descent.validation(Validation.on(shifted, y, 1)).fit(x, y),
                "offset is not finite at row=7: NaN",
                        () -> descent.requireFinite()
                                .fit(x.withOffset(vector(row -> row.equals(rows.get(7)) ? Double.NaN : 0)), y),
                "validation offset is not finite at row=0: Infinity",
                        () -> descent.requireFinite()
                                .validation(Validation.on(
                                        x.withOffset(vector(row -> row.equals(rows.get(0)) ? 1 / 0.0 : 0)), y, 1))
                                .fit(shifted, y),
                "the row has features=2, the model has features=3",
                        () -> Model.of(0, 1, 2, 3).predict(1, new double[2]));
        refused.forEach((message, run) -> assertEquals(message, refusal(run)));
        try (Arena confined = Arena.ofConfined()) {
            Matrix mine = x.withOffset(Vector.allocate(confined, 60));
            assertEquals(
                    "offset is in a confined arena, which only its own thread may read: threads=2 need"
                            + " Arena.ofShared() or Arena.ofAuto()",
                    refusal(() -> descent.threads(2).fit(mine, y)));
        }
        Matrix gone;
        try (Arena closed = Arena.ofConfined()) {
            gone = x.withOffset(Vector.allocate(closed, 60));
        }
        for (Executable run : List.<Executable>of(
                () -> descent.fit(gone, y), () -> Model.of(0, 1, 2, 3).predict(gone, y))) {
            assertTrue(
                    assertThrows(IllegalStateException.class, run).getMessage().contains("offset is closed"));
        }
    }

    private static String refusal(Executable run) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, run).getMessage());
    }
}
