package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Evaluation;
import dev.steepest.LabelMetrics;
import dev.steepest.Loss;
import dev.steepest.Metrics;
import dev.steepest.RegressionMetrics;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must not change a metric, and what each of those that are found by order is by its definition. */
class MetricsProperties {

    private static final double U = 0x1p-53;

    /** Predictions are multiples of 1/16, of which many tie; weights are 0 to 4: order and sums of weights are exact. */
    static final class Rows {
        final double[] z;
        final double[] y;
        final double[] w;

        Rows(double[] z, double[] y, double[] w) {
            this.z = z;
            this.y = y;
            this.w = w;
        }

        @Override
        public String toString() {
            return "z=" + Arrays.toString(z) + " y=" + Arrays.toString(y) + " w=" + Arrays.toString(w);
        }

        static Rows of(int rows, long seed) {
            Random random = new Random(seed);
            Rows made = new Rows(new double[rows], new double[rows], new double[rows]);
            for (int i = 0; i < rows; i++) {
                made.z[i] = random.nextInt(17) / 16.0;
                made.y[i] = random.nextInt(2);
                made.w[i] = random.nextInt(5);
            }
            return made;
        }

        Rows at(int[] order) {
            return new Rows(at(z, order), at(y, order), at(w, order));
        }

        private static double[] at(double[] values, int[] order) {
            return IntStream.of(order).mapToDouble(i -> values[i]).toArray();
        }

        Rows repeated() {
            int[] order = IntStream.range(0, z.length)
                    .flatMap(i -> IntStream.generate(() -> i).limit((long) w[i]))
                    .toArray();
            return at(order);
        }

        Metrics metrics(Loss loss) {
            return MetricsTest.metrics(loss, z, y, w);
        }

        LabelMetrics labels() {
            return (LabelMetrics) metrics(Loss.logistic());
        }

        RegressionMetrics numbers(Loss loss) {
            return (RegressionMetrics) metrics(loss);
        }

        Rows map(DoubleUnaryOperator map) {
            return new Rows(Arrays.stream(z).map(map).toArray(), y, w);
        }
    }

    @Provide
    Arbitrary<Rows> rows() {
        return Combinators.combine(Arbitraries.integers().between(1, 300), Arbitraries.longs())
                .as(Rows::of);
    }

    @Property(tries = 200)
    void chunksAddUpToTheSameBits(@ForAll("rows") Rows rows, @ForAll @IntRange(max = 3) int loss, @ForAll long seed) {
        Random random = new Random(seed);
        int repeats = 1 + random.nextInt(12);
        int[] order =
                random.ints((long) repeats * rows.z.length, 0, rows.z.length).toArray();
        Loss chosen = new Loss[] {Loss.squared(), Loss.poisson(), Loss.logistic(), Loss.hinge()}[loss];
        double rough = 1 / (1 + Math.abs(random.nextGaussian()));
        Rows all = rows.at(order).map(z -> rough * z + 1e-3);
        Metrics expected = all.metrics(chosen);
        try (Arena arena = Arena.ofConfined()) {
            Evaluation evaluation = Evaluation.of(chosen, random.nextInt(2 * order.length));
            int from = 0;
            while (from < order.length) {
                int to = Math.min(order.length, from + 1 + random.nextInt(order.length));
                evaluation.add(
                        part(arena, all.z, from, to), part(arena, all.y, from, to), part(arena, all.w, from, to));
                if (random.nextBoolean()) {
                    evaluation.metrics(); // which sorts what there is
                }
                from = to;
            }
            assertEquals(expected, evaluation.metrics());
        }
    }

    private static Vector part(Arena arena, double[] values, int from, int to) {
        return Vector.of(arena, Arrays.copyOfRange(values, from, to));
    }

    /** All but the logarithms are exact sums here. */
    @Property(tries = 200)
    void aWeightIsSoManyRows(@ForAll("rows") Rows rows) {
        Rows repeated = rows.repeated();
        if (repeated.z.length == 0) {
            assertEquals(0, rows.labels().weight());
            return;
        }
        double[] ones = new double[repeated.z.length];
        Arrays.fill(ones, 1);
        Rows unweighted = new Rows(repeated.z, repeated.y, ones);
        sameLabels(unweighted.labels(), rows.labels());
        same(unweighted.numbers(Loss.squared()), rows.numbers(Loss.squared()));
    }

    @Property(tries = 200)
    void theOrderOfRowsDoesNotCount(@ForAll("rows") Rows rows, @ForAll long seed) {
        int[] order = new Random(seed)
                .ints(0, rows.z.length)
                .distinct()
                .limit(rows.z.length)
                .toArray();
        sameLabels(rows.labels(), rows.at(order).labels());
        same(rows.numbers(Loss.squared()), rows.at(order).numbers(Loss.squared()));
    }

    /** These sums are exact; R² is made of two of them, the other one from another first row, and a few roundings. */
    private static void same(RegressionMetrics expected, RegressionMetrics found) {
        assertEquals(expected.weight(), found.weight());
        assertEquals(expected.rmse(), found.rmse());
        assertEquals(expected.mae(), found.mae());
        assertEquals(expected.medianAbsoluteError(), found.medianAbsoluteError());
        assertEquals(expected.meanDeviance(), found.meanDeviance());
        near(expected.r2(), found.r2(), 8 * U * Math.abs(1 - expected.r2()) + U);
    }

    private static void sameLabels(LabelMetrics expected, LabelMetrics found) {
        assertEquals(expected.confusion(), found.confusion());
        assertEquals(expected.accuracy(), found.accuracy());
        assertEquals(expected.balancedAccuracy(), found.balancedAccuracy());
        assertEquals(expected.brier(), found.brier());
        assertEquals(expected.rocAuc(), found.rocAuc());
        assertEquals(expected.averagePrecision(), found.averagePrecision());
        assertEquals(expected.bestThreshold(), found.bestThreshold());
        near(expected.logLoss(), found.logLoss(), 4 * U * expected.logLoss());
    }

    private static void near(double expected, double found, double bound) {
        assertEquals(expected, found, Double.isNaN(expected) ? 1 : bound);
    }

    @Property(tries = 200)
    void monotoneMapsKeepWhatIsFoundByOrder(@ForAll("rows") Rows rows) {
        LabelMetrics expected = (LabelMetrics) rows.metrics(Loss.hinge());
        LabelMetrics found = (LabelMetrics) rows.map(z -> Math.exp(9 * z) - 40).metrics(Loss.hinge());

        assertEquals(expected.rocAuc(), found.rocAuc());
        assertEquals(expected.averagePrecision(), found.averagePrecision());
        assertEquals(Math.exp(9 * expected.bestThreshold()) - 40, found.bestThreshold());
        LabelMetrics reversed = (LabelMetrics) rows.map(z -> -z).metrics(Loss.hinge());
        near(1 - expected.rocAuc(), reversed.rocAuc(), 2 * U);
    }

    /** Pair by pair and threshold by threshold. */
    @Property(tries = 200)
    void byDefinition(@ForAll("rows") Rows rows) {
        LabelMetrics found = rows.labels();
        double p = weight(rows, 1, Double.NEGATIVE_INFINITY);
        double n = weight(rows, 0, Double.NEGATIVE_INFINITY);
        double won = 0;
        for (int i = 0; i < rows.z.length; i++) {
            for (int k = 0; k < rows.z.length; k++) {
                if (rows.y[i] == 1 && rows.y[k] == 0) {
                    won += rows.w[i] * rows.w[k] * (1 + Math.signum(rows.z[i] - rows.z[k])) / 2;
                }
            }
        }
        assertEquals(won / (p * n), found.rocAuc());
        double best = Double.NEGATIVE_INFINITY;
        double bestThreshold = Double.NaN;
        double precision = 0;
        double before = 0;
        for (double t : Arrays.stream(rows.z)
                .map(z -> -z)
                .sorted()
                .map(z -> -z)
                .distinct()
                .toArray()) {
            double tp = weight(rows, 1, t);
            double fp = weight(rows, 0, t);
            if (tp + fp > 0) {
                precision += (tp - before) * tp / (tp + fp);
                before = tp;
                if (tp * n - fp * p > best) {
                    best = tp * n - fp * p;
                    bestThreshold = t;
                }
            }
        }
        assertEquals(p > 0 && n > 0 ? bestThreshold : Double.NaN, found.bestThreshold());
        // one chain of at most 17 terms of three roundings
        near(precision / p, found.averagePrecision(), 40 * U);
    }

    private static double weight(Rows rows, double label, double threshold) {
        return IntStream.range(0, rows.z.length)
                .filter(i -> rows.y[i] == label && rows.z[i] >= threshold)
                .mapToDouble(i -> rows.w[i])
                .sum();
    }

    /** At least half of the weight is not above the median, and at least half is not below. */
    @Property(tries = 200)
    void halfIsBelowTheMedian(@ForAll("rows") Rows rows) {
        double median = rows.numbers(Loss.squared()).medianAbsoluteError();
        double below = 0;
        double above = 0;
        double all = 0;
        for (int i = 0; i < rows.z.length; i++) {
            double error = Math.abs(rows.y[i] - rows.z[i]);
            below += error <= median ? rows.w[i] : 0;
            above += error >= median ? rows.w[i] : 0;
            all += rows.w[i];
        }
        assertTrue(all == 0 ? Double.isNaN(median) : 2 * below >= all && 2 * above >= all);
    }
}
