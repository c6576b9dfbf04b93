package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Evaluation;
import dev.steepest.LabelMetrics;
import dev.steepest.LabelMetrics.Confusion;
import dev.steepest.Layout;
import dev.steepest.Link;
import dev.steepest.Loss;
import dev.steepest.LossFunction;
import dev.steepest.Matrix;
import dev.steepest.Metrics;
import dev.steepest.Model;
import dev.steepest.RegressionMetrics;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics against scikit-learn's, recorded in {@code metrics.csv} by {@code metrics.py}, and where arithmetic is exact. */
class MetricsTest {

    private static final double U = 0x1p-53;
    private static final double NAN = Double.NaN;

    /**
     * A sum of m products is off by no more than m roundings of what its terms come to in size, in whatever order it is made; some more
     * are in each term and in what is made of the sum, fewer than 16.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "/metrics.csv", maxCharsPerColumn = 10_000)
    void agreesWithScikitLearn(
            String name, String loss, String targets, String predictions, String weights, String recorded) {
        double[] y = numbers(targets);
        double[] z = numbers(predictions);
        double[] w = numbers(weights);
        Map<String, Double> expected = Stream.of(recorded.split(" "))
                .map(entry -> entry.split("="))
                .collect(Collectors.toMap(
                        entry -> entry[0], entry -> Double.parseDouble(entry[1].replace("nan", "NaN"))));
        double roundings = (y.length + 16) * U;
        switch (metrics(Loss.parse(loss), z, y, w)) {
            case RegressionMetrics found -> agree(found, expected, loss, y, z, w, roundings);
            case LabelMetrics found -> agree(found, expected, roundings);
        }
    }

    private static void agree(
            RegressionMetrics found,
            Map<String, Double> expected,
            String loss,
            double[] y,
            double[] z,
            double[] w,
            double roundings) {
        double total = DoubleStream.of(w).sum();
        assertEquals(total, found.weight());
        assertEquals(y.length, found.rows());
        near(expected.get("rmse"), found.rmse(), roundings * expected.get("rmse"));
        near(expected.get("mae"), found.mae(), roundings * expected.get("mae"));
        near(expected.get("medianAbsoluteError"), found.medianAbsoluteError(), 2 * U * found.medianAbsoluteError());
        double size = loss.equals("poisson")
                ? IntStream.range(0, y.length)
                                .mapToDouble(i -> 2
                                        * w[i]
                                        * (Math.abs(y[i] == 0 ? 0 : y[i] * Math.log(y[i] / z[i])) + y[i] + z[i]))
                                .sum()
                        / total
                : expected.get("meanDeviance");
        near(expected.get("meanDeviance"), found.meanDeviance(), roundings * size);
        // a mean that is off by δ = roundings · max|y| adds δ² to the mean square about it
        double off = roundings * DoubleStream.of(y).map(Math::abs).max().orElseThrow();
        double mean = IntStream.range(0, y.length).mapToDouble(i -> w[i] * y[i]).sum() / total;
        double variance = IntStream.range(0, y.length)
                        .mapToDouble(i -> w[i] * square(y[i] - mean))
                        .sum()
                / total;
        near(expected.get("r2"), found.r2(), (1 - expected.get("r2")) * (2 * roundings + off * off / variance) + 2 * U);
    }

    private static void agree(LabelMetrics found, Map<String, Double> expected, double roundings) {
        Confusion confusion =
                new Confusion(expected.get("tn"), expected.get("fp"), expected.get("fn"), expected.get("tp"));
        assertEquals(confusion, found.confusion());
        near(expected.get("accuracy"), found.accuracy(), 2 * U);
        near(expected.get("balancedAccuracy"), found.balancedAccuracy(), 8 * U);
        // 1 − p is rounded there, once of at most 1
        near(expected.get("logLoss"), found.logLoss(), roundings * expected.get("logLoss") + 2 * U);
        near(expected.get("brier"), found.brier(), roundings * expected.get("brier"));
        near(expected.get("rocAuc"), found.rocAuc(), roundings);
        near(expected.get("averagePrecision"), found.averagePrecision(), roundings);
        assertEquals(expected.get("bestThreshold"), found.bestThreshold());
    }

    private static void near(double expected, double found, double bound) {
        assertTrue(
                Double.isNaN(expected) ? Double.isNaN(found) : Math.abs(expected - found) <= bound,
                () -> "expected " + expected + " found " + found + " bound " + bound);
    }

    @Test
    void exactNumbers() {
        assertEquals(
                new RegressionMetrics(4, 4, 1 - 5.5 / 4, Math.sqrt(1.375), 1, 0.75, 1.375),
                metrics(Loss.squared(), values(2, 0.5, 1, 2.5), values(0, 0, 2, 2), null));
        // ȳ = 2, Σw(y − ȳ)² = 4 · 1 + 1 · 16
        assertEquals(
                new RegressionMetrics(2, 5, 0, 2, 2, 2, 1),
                metrics(Loss.quantile(0.5), values(3, 4), values(1, 6), values(4, 1)));
    }

    @Test
    void exactLabels() {
        double[] p = {0.875, 0.5, 0.5, 0.25, 0.125};
        double[] y = {1, 1, 0, 1, 0};
        LabelMetrics found = (LabelMetrics) metrics(Loss.logistic(), p, y, null);

        assertEquals(new Confusion(2, 0, 2, 1), found.confusion());
        assertEquals(0.6, found.accuracy());
        assertEquals((1 / 3.0 + 1) / 2, found.balancedAccuracy());
        assertEquals((0.125 * 0.125 + 0.25 + 0.25 + 0.75 * 0.75 + 0.125 * 0.125) / 5, found.brier());
        assertEquals(4.5 / 6, found.rocAuc()); // pairs won: 2, 1 ½, 1
        assertEquals((1 + 2 / 3.0 + 3 / 4.0) / 3, found.averagePrecision());
        assertEquals(0.25, found.bestThreshold()); // J = 1/3, 1/6, 1/2, 0
    }

    /** Of thresholds that are equally good, the highest. */
    @Test
    void theHighestOfTheBestThresholds() {
        LabelMetrics found = (LabelMetrics) metrics(Loss.hinge(), values(4, 3, 2, 1), values(1, -1, 1, -1), null);

        assertEquals(4, found.bestThreshold());
        assertEquals(NAN, found.logLoss());
        assertEquals(NAN, found.brier());
    }

    /** −0 and 0 are the same prediction, and not called positive. */
    @Test
    void zeros() {
        LabelMetrics found = (LabelMetrics) metrics(Loss.hinge(), values(-0.0, 0.0, -0.0), values(1, -1, -1), null);

        assertEquals(0.5, found.rocAuc());
        assertEquals(new Confusion(2, 0, 1, 0), found.confusion());
    }

    @Test
    void signsAndSizesInOrder() {
        double[] z = {
            Double.NEGATIVE_INFINITY,
            -Double.MAX_VALUE,
            -1,
            -Double.MIN_VALUE,
            0,
            Double.MIN_VALUE,
            1,
            Double.POSITIVE_INFINITY
        };
        for (int cut = 1; cut < z.length; cut++) {
            int positives = cut;
            double[] y = IntStream.range(0, z.length)
                    .mapToDouble(i -> i < positives ? -1 : 1)
                    .toArray();
            LabelMetrics found = (LabelMetrics) metrics(Loss.hinge(), z, y, null);
            assertEquals(1, found.rocAuc());
            assertEquals(z[cut], found.bestThreshold());
        }
    }

    @Test
    void withoutRowsNothingIsKnown() {
        RegressionMetrics none = new RegressionMetrics(0, 0, NAN, NAN, NAN, NAN, NAN);
        assertEquals(none, Evaluation.of(Loss.squared(), 0).metrics());
        assertEquals(
                new RegressionMetrics(2, 0, NAN, NAN, NAN, NAN, NAN),
                metrics(Loss.squared(), values(1, NAN), values(1, 2), values(0, 0)));
        assertEquals(
                new LabelMetrics(0, 0, NAN, NAN, NAN, NAN, NAN, NAN, new Confusion(0, 0, 0, 0), NAN),
                Evaluation.of(Loss.logistic(), 0).metrics());
    }

    @Test
    void whatIsNoNumberSpreads() {
        RegressionMetrics numbers =
                (RegressionMetrics) metrics(Loss.squared(), values(1, NAN, 3), values(1, 2, 4), null);
        assertEquals(new RegressionMetrics(3, 3, NAN, NAN, NAN, NAN, NAN), numbers);
        assertEquals(
                new RegressionMetrics(2, 2, NAN, NAN, NAN, NAN, NAN),
                metrics(Loss.squared(), values(1, 3), values(NAN, 4), null));
        LabelMetrics labels = (LabelMetrics) metrics(Loss.hinge(), values(1, NAN, -1), values(1, 1, -1), null);
        assertEquals(
                new LabelMetrics(3, 3, NAN, NAN, NAN, NAN, NAN, NAN, new Confusion(NAN, NAN, NAN, NAN), NAN), labels);
    }

    /** Each of the other losses is its own deviance. */
    @Test
    void meanOfTheLossItself() {
        LossFunction quartic = new LossFunction() {
            @Override
            public double loss(double z, double target) {
                return Math.pow(z - target, 4);
            }

            @Override
            public double error(double z, double target) {
                return 4 * Math.pow(z - target, 3);
            }
        };
        double[] z = {2, 5};
        double[] y = {1, 2};
        assertEquals(41, deviance(Loss.custom(quartic), z, y)); // 1, 81
        assertEquals((0.5 + 2.5) / 2, deviance(Loss.huber(1), z, y));
        assertEquals((0.5 + 2.5) / 2, deviance(Loss.epsilonInsensitive(0.5), z, y));
        assertEquals((0.75 + 2.25) / 2, deviance(Loss.quantile(0.25), z, y));
    }

    private static double deviance(Loss loss, double[] z, double[] y) {
        return ((RegressionMetrics) metrics(loss, z, y, null)).meanDeviance();
    }

    /** A variance that is 10⁻³² of the squared mean, and a first row that is far from all the others. */
    @Test
    void smallVariance() {
        double[] y = {0x1p52, 0x1p52 + 1, 0x1p52 + 2, 0x1p52 + 3};
        double[] near = {0x1p52 + 1, 0x1p52 + 1, 0x1p52 + 2, 0x1p52 + 2};
        assertEquals(1 - 2 / 5.0, ((RegressionMetrics) metrics(Loss.squared(), near, y, null)).r2());

        double[] far = IntStream.range(0, 1 << 16)
                .mapToDouble(i -> i == 0 ? 0 : 0x1p30 + i % 2)
                .toArray();
        double[] w = IntStream.range(0, far.length)
                .mapToDouble(i -> i == 0 ? 0x1p-60 : 1)
                .toArray();
        double[] z = IntStream.range(0, far.length)
                .mapToDouble(i -> i == 0 ? 0 : 0x1p30 + 1 - i % 2)
                .toArray();
        // of 2¹⁶ − 1 rows about their own mean, and of that beside the first, whose weight is 2⁻⁶⁰ of a row
        double n = 65_535;
        double variation = 32_768.0 * 32_767 / n + square(0x1p30 + 32_768 / n) * 0x1p-60;
        double found = ((RegressionMetrics) metrics(Loss.squared(), z, far, w)).r2();
        assertEquals(1 - n / variation, found, 16 * U);
    }

    private static double square(double x) {
        return x * x;
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void ofAModelAsOfItsPredictions(Layout layout) {
        try (Arena arena = Arena.ofConfined()) {
            for (int features : new int[] {1, 7, 300}) {
                Problem p = new Problem(arena, new Shape(1500, features, 0, 0, Values.NEAR_ONE, 3));
                Matrix x = p.matrix(layout);
                Vector weights = Vector.of(
                        arena, LongStream.range(0, 1500).mapToDouble(i -> i % 3).toArray());
                double[] theta = new double[features];
                Arrays.fill(theta, 0.25);
                Model model = Model.of(0.5, theta);
                Vector predictions = Vector.allocate(arena, 1500);
                model.predict(x, predictions);

                Metrics of = Evaluation.of(Loss.squared(), 0)
                        .add(predictions, p.targets)
                        .metrics();
                Metrics weighted = Evaluation.of(Loss.squared(), 0)
                        .add(predictions, p.targets, weights)
                        .metrics();

                assertEquals(
                        of,
                        Evaluation.of(Loss.squared(), 1500)
                                .add(model, x, p.targets)
                                .metrics());
                assertEquals(
                        weighted,
                        Evaluation.of(Loss.squared(), 1500)
                                .add(model, x, p.targets, weights)
                                .metrics());
            }
        }
    }

    @Test
    void ofSomeRows() {
        try (Arena arena = Arena.ofConfined()) {
            for (int features : new int[] {1, 7, 300}) {
                Problem p = new Problem(arena, new Shape(1500, features, 0, 0, Values.NEAR_ONE, 3));
                Matrix x = p.matrix(Layout.ROWS);
                Validation validation = Validation.split(0.4, 7, 5);
                int[] training =
                        validation.trainingRows(Loss.squared(), p.targets).orElseThrow();
                int[] heldOut =
                        validation.heldOutRows(Loss.squared(), p.targets).orElseThrow();
                assertArrayEquals(
                        IntStream.range(0, 1500).toArray(),
                        IntStream.concat(IntStream.of(training), IntStream.of(heldOut))
                                .sorted()
                                .toArray());
                assertEquals(600, heldOut.length);
                double[] w = LongStream.range(0, 1500).mapToDouble(i -> i % 3).toArray();
                double[] theta = new double[features];
                Arrays.fill(theta, 0.25);
                Model model = Model.of(0.5, theta);
                Vector predictions = Vector.allocate(arena, 1500);
                model.predict(x, predictions);
                Vector weights = Vector.of(arena, w);

                for (int[] rows : new int[][] {training, heldOut}) {
                    Metrics of = metrics(Loss.squared(), at(predictions, rows), at(p.targets, rows), null);
                    Metrics weighted =
                            metrics(Loss.squared(), at(predictions, rows), at(p.targets, rows), at(weights, rows));
                    assertEquals(
                            of,
                            Evaluation.of(Loss.squared(), 0)
                                    .addRows(rows, model, x, p.targets)
                                    .metrics());
                    assertEquals(
                            weighted,
                            Evaluation.of(Loss.squared(), 0)
                                    .addRows(rows, model, x, p.targets, weights)
                                    .metrics());
                }
                assertTrue(Validation.on(x, p.targets, 1)
                        .heldOutRows(Loss.squared(), p.targets)
                        .isEmpty());
                assertTrue(Validation.on(x, p.targets, 1)
                        .trainingRows(Loss.squared(), p.targets)
                        .isEmpty());
            }
        }
    }

    private static double[] at(Vector vector, int[] rows) {
        return IntStream.of(rows).mapToDouble(vector::get).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513})
    void refusals(int before) {
        try (Arena arena = Arena.ofConfined()) {
            double[] ones = new double[before + 1];
            Arrays.fill(ones, 1);
            Vector one = Vector.of(arena, ones);
            Evaluation labels = Evaluation.of(Loss.logistic(), 4);
            Metrics none = labels.metrics();
            refused(
                    "the prediction=1.5 at row=" + before + " is no probability",
                    () -> labels.add(last(arena, ones, 1.5), one));
            refused(
                    "y=2.0 at row=" + before + " is no target of loss=logistic: labels are -1 and 1, or 0 and 1",
                    () -> labels.add(one, last(arena, ones, 2)));
            refused(
                    "weight=-1.0 at row=" + before + " is no weight: it must be finite and not negative",
                    () -> labels.add(one, one, last(arena, ones, -1)));
            Vector longer = Vector.allocate(arena, before + 2);
            refused(
                    "the predictions have length=" + (before + 1) + ", the targets have length=" + (before + 2),
                    () -> labels.add(one, longer));
            refused(
                    "the predictions have length=" + (before + 1) + ", the weights have length=" + (before + 2),
                    () -> labels.add(one, one, longer));
            Matrix x = Matrix.allocate(arena, Layout.PANELS, before + 1, 2);
            Model model = Model.of(Link.LOGIT, 0, 1, 1);
            refused(
                    "X has rows=" + (before + 1) + ", the targets have length=" + (before + 2),
                    () -> labels.add(model, x, longer));
            refused("X has features=2, the model has features=1", () -> labels.add(Model.of(Link.LOGIT, 0, 1), x, one));
            refused(
                    "the model has link=identity, loss=logistic has link=logit",
                    () -> labels.add(Model.of(0, 1, 1), x, one));
            refused(
                    "single rows are taken of X in layout=ROWS, this one is in layout=PANELS",
                    () -> labels.addRows(new int[] {0}, model, x, one));
            Matrix rows = x.copy(arena, Layout.ROWS);
            assertThrows(
                    IndexOutOfBoundsException.class, () -> labels.addRows(new int[] {0, before + 1}, model, rows, one));
            assertEquals(none, labels.metrics());
            refused("rows=-1 must not be negative", () -> Evaluation.of(Loss.squared(), -1));
            Evaluation counts = Evaluation.of(Loss.poisson(), 0);
            refused(
                    "y=-1.0 at row=" + before + " is no target of loss=poisson: it must be finite and not negative",
                    () -> counts.add(one, last(arena, ones, -1)));
        }
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static Vector last(Arena arena, double[] values, double last) {
        double[] changed = values.clone();
        changed[changed.length - 1] = last;
        return Vector.of(arena, changed);
    }

    private static double[] values(double... values) {
        return values;
    }

    private static double[] numbers(String text) {
        return Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** @param w null for none */
    static Metrics metrics(Loss loss, double[] z, double[] y, double[] w) {
        try (Arena arena = Arena.ofConfined()) {
            Evaluation evaluation = Evaluation.of(loss, z.length);
            Vector predictions = Vector.of(arena, z);
            Vector targets = Vector.of(arena, y);
            return (w == null
                            ? evaluation.add(predictions, targets)
                            : evaluation.add(predictions, targets, Vector.of(arena, w)))
                    .metrics();
        }
    }
}
