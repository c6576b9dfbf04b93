package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Splits for losses of labels hold out the same share of both; those for other losses are what they have always been. */
class StratifiedSplitTest {

    private static final long PATIENCE = 5;

    private static final List<Loss> OF_LABELS = List.of(Loss.logistic(), Loss.hinge(), Loss.squaredHinge());

    /** Rows of splits as they were before labels were told apart. */
    @Test
    void otherLossesHoldOutTheSameRows() {
        assertArrayEquals(new int[] {2, 5, 10, 14, 17, 18}, heldOut(Loss.squared(), 0.3, 7, new double[20]));
        assertArrayEquals(new int[] {3, 7, 8, 12}, heldOut(Loss.poisson(), 0.3, 0, new double[13]));
        double[] zerosAndOnes = IntStream.range(0, 40).mapToDouble(i -> i % 2).toArray();
        int[] rows = {0, 2, 7, 9, 12, 17, 19, 20, 26, 28, 29, 36};
        assertArrayEquals(rows, heldOut(Loss.quantile(0.5), 0.3, -5, zerosAndOnes));
        // so do labels that are all the same
        for (Loss loss : OF_LABELS) {
            for (double label : new double[] {-1, 0, 1}) {
                double[] same = new double[40];
                Arrays.fill(same, label);
                assertArrayEquals(rows, heldOut(loss, 0.3, -5, same));
            }
        }
    }

    /** The whole number nearest to the share, of two the smaller: in integers, |2m·h′ − 2h·m′| ≤ m. */
    @Test
    void bothLabelsHaveTheirShare() {
        int halves = 0;
        for (int rows = 2; rows <= 24; rows++) {
            for (int positive = 0; positive <= rows; positive++) {
                for (double fraction : new double[] {0.01, 0.1, 0.25, 0.3, 0.5, 0.8, 0.99}) {
                    double[] y = labels(rows, positive, 31 * rows + positive, -1);
                    int[] heldOut = heldOut(Loss.logistic(), fraction, rows, y);
                    long all = Math.clamp(Math.round(fraction * rows), 1, rows - 1);
                    assertEquals(all, heldOut.length);
                    long held = positives(heldOut, y);
                    int rarer = Math.min(positive, rows - positive);
                    long ofRarer = positive == rarer ? held : all - held;
                    long twice = 2L * rows * ofRarer - 2 * all * rarer;
                    assertTrue(twice >= -rows && twice < rows, rows + " rows, positive=" + positive + ", " + fraction);
                    halves += twice == -rows ? 1 : 0;
                }
            }
        }
        assertTrue(halves > 10, () -> "the rule about halves had no case");
    }

    @Test
    void counts() {
        assertHeldOut(18, 2, 90, 10, 0.2);
        assertHeldOut(2, 18, 10, 90, 0.2);
        assertHeldOut(2, 1, 7, 3, 0.25);
        assertHeldOut(25, 0, 99, 1, 0.25);
        assertHeldOut(0, 25, 1, 99, 0.25);
        assertHeldOut(50, 0, 99, 1, 0.5);
        assertHeldOut(1, 0, 1, 1, 0.5);
        assertHeldOut(1, 0, 2, 2, 0.25);
        assertHeldOut(5, 0, 10, 0, 0.5);
        assertHeldOut(0, 5, 0, 10, 0.5);
        assertHeldOut(25_000, 25_000, 50_000, 50_000, 0.5);
    }

    private static void assertHeldOut(int negatives, int positives, int negative, int positive, double fraction) {
        double[] y = labels(negative + positive, positive, 1, 0);
        for (long seed = 0; seed < 5; seed++) {
            int[] heldOut = heldOut(Loss.hinge(), fraction, seed, y);
            assertEquals(positives, positives(heldOut, y));
            assertEquals(negatives, heldOut.length - positives(heldOut, y));
        }
    }

    /** How early a row comes in the shuffled order is how small a split for another loss may be that holds it out. */
    @Test
    void theFirstOfEachLabelInTheShuffledOrder() {
        int rows = 37;
        double[] y = labels(rows, 11, 3, -1);
        int[] rank = new int[rows];
        for (int size = rows - 1; size > 0; size--) {
            for (int row : heldOut(Loss.squared(), (double) size / rows, 8, y)) {
                rank[row] = size - rows;
            }
        }
        for (double fraction : new double[] {0.1, 0.3, 0.5, 0.9}) {
            int[] heldOut = heldOut(Loss.logistic(), fraction, 8, y);
            int positives = (int) positives(heldOut, y);
            IntStream expected =
                    IntStream.concat(first(positives, 1, rank, y), first(heldOut.length - positives, -1, rank, y));
            assertArrayEquals(expected.sorted().toArray(), heldOut);
        }
    }

    private static IntStream first(int count, double label, int[] rank, double[] y) {
        return IntStream.range(0, y.length)
                .filter(row -> y[row] == label)
                .boxed()
                .sorted(Comparator.comparingInt(row -> rank[row]))
                .limit(count)
                .mapToInt(row -> row);
    }

    @Test
    void theSeedAndTheLabelsAloneChooseRows() {
        double[] y = labels(100, 30, 4, 0);
        double[] sameLabels = Arrays.stream(y).map(label -> 2 * label - 1).toArray();
        int[] rows = heldOut(Loss.logistic(), 0.3, 6, y);
        for (Loss loss : OF_LABELS) {
            assertArrayEquals(rows, heldOut(loss, 0.3, 6, y));
            assertArrayEquals(rows, heldOut(loss, 0.3, 6, sameLabels));
        }
        assertFalse(Arrays.equals(rows, heldOut(Loss.logistic(), 0.3, 7, y)));
        assertFalse(Arrays.equals(rows, heldOut(Loss.squared(), 0.3, 6, y)));
    }

    /** The rows that are told are those of the fit: it is, bit for bit, that of a copy of the one with a copy of the others held out. */
    @Test
    void theFitIsThatOfCopies() {
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, new Shape(1003, 7, 0, 0, Values.NEAR_ONE, 5));
            double[] labels = labels(1003, 117, 9, 0);
            Vector y = Vector.of(arena, labels);
            Matrix x = p.matrix(Layout.ROWS);
            Validation split = Validation.split(0.3, 11, PATIENCE);
            for (Loss loss : OF_LABELS) {
                int[] training = split.trainingRows(loss, y).orElseThrow();
                int[] others = split.heldOutRows(loss, y).orElseThrow();
                assertArrayEquals(
                        IntStream.range(0, 1003).toArray(),
                        IntStream.concat(IntStream.of(training), IntStream.of(others))
                                .sorted()
                                .toArray());
                assertEquals(35, positives(others, labels));
                Validation copies = Validation.on(rows(arena, p, others), targets(arena, labels, others), PATIENCE);
                for (GradientDescent method : List.of(
                        GradientDescent.batch().learningRate(0.5),
                        GradientDescent.batch().learningRate(0.5).threads(3),
                        GradientDescent.batch().learningRate(0.5).intercept().standardize(),
                        GradientDescent.miniBatch(64, 5).learningRate(0.1))) {
                    GradientDescent descent = method.loss(loss).maxEpochs(20);
                    Fit fit = descent.validation(split).fit(x, y);
                    Fit expected =
                            descent.validation(copies).fit(rows(arena, p, training), targets(arena, labels, training));
                    assertEquals(expected.message(), fit.message(), descent::toString);
                    Bits.assertSame(expected.theta().toArray(), fit.theta().toArray(), descent, "θ");
                    Bits.assertSame(expected.costHistory(), fit.costHistory(), descent, "costs");
                    Bits.assertSame(expected.validationCost(), fit.validationCost(), descent, "validationCost");
                }
            }
        }
    }

    private static int[] heldOut(Loss loss, double fraction, long seed, double[] y) {
        try (Arena arena = Arena.ofConfined()) {
            Validation split = Validation.split(fraction, seed, PATIENCE);
            return split.heldOutRows(loss, Vector.of(arena, y)).orElseThrow();
        }
    }

    private static long positives(int[] rows, double[] y) {
        return IntStream.of(rows).filter(row -> y[row] > 0).count();
    }

    /** So many 1 among the other label, in any order. */
    private static double[] labels(int rows, int positive, long seed, double negative) {
        double[] y = new double[rows];
        Arrays.fill(y, negative);
        new Random(seed).ints(0, rows).distinct().limit(positive).forEach(row -> y[row] = 1);
        return y;
    }

    private static Matrix rows(Arena arena, Problem p, int[] rows) {
        return Matrix.of(arena, IntStream.of(rows).mapToObj(i -> p.x[i]).toArray(double[][]::new));
    }

    private static Vector targets(Arena arena, double[] y, int[] rows) {
        return Vector.of(arena, IntStream.of(rows).mapToDouble(i -> y[i]).toArray());
    }
}
