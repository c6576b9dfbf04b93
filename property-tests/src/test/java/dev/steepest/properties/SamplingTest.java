package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Sampling;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Which rows a step uses, seen in θ of problems made for it. With one feature that is 1 in every row, a step of rate ½ puts θ on the mean
 * of its batch's targets; one of rate ¼ halves the distance to it. With X the identity, row i moves θᵢ alone.
 *
 * <p>Uniformity: for χ² with ν degrees of freedom, P(χ² ≥ ν + 2√(νt) + 2t) ≤ e⁻ᵗ (Laurent, Massart: Adaptive estimation of a quadratic functional,
 * Annals of Statistics 2000, lemma 1); t = ln 10⁹ leaves a false alarm one chance in 10⁹, and the seeds are fixed.
 */
class SamplingTest {

    private static final double T = Math.log(1e9);

    @Test
    void shuffledUsesEachRowOnceInEveryEpoch() {
        try (Arena arena = Arena.ofConfined()) {
            int rows = 37;
            Matrix x = identity(arena, rows);
            for (int epochs = 1; epochs <= 20; epochs++) {
                double once = 1 - Math.scalb(1.0, -epochs);
                for (long seed = 0; seed < 10; seed++) {
                    assertOnce(GradientDescent.stochastic(seed), epochs, x, once);
                }
            }
        }
    }

    @Test
    void shuffledBlocksUseEachRowOnceInEveryEpoch() {
        try (Arena arena = Arena.ofConfined()) {
            for (int rows : new int[] {1, 63, 64, 65, 200, 256}) {
                Matrix x = identity(arena, rows);
                for (int epochs = 1; epochs <= 3; epochs++) {
                    double once = 1 - Math.scalb(1.0, -epochs);
                    assertOnce(GradientDescent.stochastic(epochs, Sampling.SHUFFLED_BLOCKS), epochs, x, once);
                }
            }
        }
    }

    private static void assertOnce(GradientDescent descent, int epochs, Matrix x, double once) {
        try (Arena arena = Arena.ofConfined()) {
            int rows = (int) x.rows();
            Fit fit = descent.learningRate(0.25).maxEpochs(epochs).fit(x, ones(arena, rows));
            for (double theta : fit.theta().toArray()) {
                assertEquals(once, theta, descent + " epochs=" + epochs);
            }
            assertEquals((long) epochs * rows, fit.steps());
        }
    }

    /** A step of rate ½ over 64 rows puts θ on the mean of their targets: of a block, which is 64b + 31½. */
    @Test
    void batchesOfWholeBlocksAreNeighboursInEveryLayout() {
        try (Arena arena = Arena.ofConfined()) {
            int blocks = 10;
            int rows = 64 * blocks;
            Vector y =
                    Vector.of(arena, IntStream.range(0, rows).asDoubleStream().toArray());
            Matrix x = ones(arena, rows, 1);
            int[] counts = new int[blocks];
            int fits = 1000;
            for (long seed = 0; seed < fits; seed++) {
                GradientDescent descent = GradientDescent.miniBatch(64, seed, Sampling.SHUFFLED_BLOCKS)
                        .learningRate(0.5)
                        .maxEpochs(2);
                double theta = descent.fit(x, y).theta().get(0);
                int last = (int) theta / 64;
                assertEquals(64 * last + 31.5, theta, "seed=" + seed);
                assertEquals(theta, descent.fit(x.pack(arena), y).theta().get(0), "PANELS seed=" + seed);
                counts[last]++;
            }
            assertUniform(counts, blocks, fits);
        }
    }

    /** The rows that fill no block are the last of each epoch: at rate ½, θ is the target of the very last. */
    @Test
    void whatFillsNoBlockComesLast() {
        try (Arena arena = Arena.ofConfined()) {
            Vector y = Vector.of(arena, IntStream.range(0, 130).asDoubleStream().toArray());
            GradientDescent descent = GradientDescent.stochastic(1, Sampling.SHUFFLED_BLOCKS)
                    .learningRate(0.5)
                    .maxEpochs(3);
            assertEquals(129, descent.fit(ones(arena, 130, 1), y).theta().get(0));
        }
    }

    @Test
    void miniBatchesUseEachRowOnceToo() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = identity(arena, 16);
            // a batch of 4 moves each of its rows by α · 2/4
            Fit fit =
                    GradientDescent.miniBatch(4, 3).learningRate(1).maxEpochs(5).fit(x, ones(arena, 16));
            for (double theta : fit.theta().toArray()) {
                assertEquals(1 - 0x1p-5, theta);
            }
            assertEquals(20, fit.steps());
        }
    }

    @Test
    void shuffledOrdersAreUniform() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = ones(arena, 4, 1);
            Vector y = Vector.of(arena, 1, 16, 256, 4096);
            Map<Double, Integer> counts = new HashMap<>();
            int draws = 24 * 200;
            for (long seed = 0; seed < draws; seed++) {
                Fit fit = GradientDescent.stochastic(seed)
                        .learningRate(0.25)
                        .maxEpochs(1)
                        .fit(x, y);
                counts.merge(fit.theta().get(0), 1, Integer::sum);
            }
            assertUniform(counts.values().stream().mapToInt(count -> count).toArray(), 24, draws);
        }
    }

    /** At rate ½, θ is the target of the last row of the last epoch. */
    @Test
    void lastPlacesOfLaterEpochsAreUniform() {
        try (Arena arena = Arena.ofConfined()) {
            int rows = 10;
            Matrix x = ones(arena, rows, 1);
            Vector y =
                    Vector.of(arena, IntStream.range(0, rows).asDoubleStream().toArray());
            for (Sampling sampling : List.of(Sampling.SHUFFLED, Sampling.WITH_REPLACEMENT)) {
                int[] counts = new int[rows];
                int fits = 2000;
                for (long seed = 0; seed < fits; seed++) {
                    GradientDescent descent = GradientDescent.stochastic(seed, sampling)
                            .learningRate(0.5)
                            .maxEpochs(3);
                    counts[(int) descent.fit(x, y).theta().get(0)]++;
                }
                assertUniform(counts, rows, fits);
            }
        }
    }

    @Test
    void drawsWithReplacementAreUniform() {
        try (Arena arena = Arena.ofConfined()) {
            int rows = 16;
            int[] counts = new int[rows];
            Matrix x = identity(arena, rows);
            Vector y = ones(arena, rows);
            boolean repeated = false;
            int fits = 500;
            for (long seed = 0; seed < fits; seed++) {
                double[] theta = GradientDescent.stochastic(seed, Sampling.WITH_REPLACEMENT)
                        .learningRate(0.25)
                        .maxEpochs(1)
                        .fit(x, y)
                        .theta()
                        .toArray();
                for (int i = 0; i < rows; i++) {
                    int times = -Math.getExponent(1 - theta[i]);
                    counts[i] += times;
                    repeated |= times > 1;
                }
            }
            assertTrue(repeated, "no row came twice in an epoch");
            assertUniform(counts, rows, fits * rows);
        }
    }

    /** Two rows are left for the last step of an epoch: it puts θ on the mean of two targets, which are powers of two. */
    @Test
    void lastMiniBatchDividesByItsOwnSize() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = ones(arena, 6, 1);
            Vector y = Vector.of(arena, 1, 2, 4, 8, 16, 32);
            for (long seed = 0; seed < 100; seed++) {
                Fit fit = GradientDescent.miniBatch(4, seed)
                        .learningRate(0.5)
                        .maxEpochs(3)
                        .fit(x, y);
                double sum = 2 * fit.theta().get(0);
                assertEquals(Math.rint(sum), sum, "seed=" + seed);
                assertEquals(2, Long.bitCount((long) sum), "seed=" + seed + " θ=" + fit.theta());
                assertEquals(6, fit.steps());
            }
        }
    }

    @Test
    void epochsDiffer() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = ones(arena, 50, 1);
            Vector y = Vector.of(arena, IntStream.range(0, 50).asDoubleStream().toArray());
            GradientDescent descent = GradientDescent.stochastic(1).learningRate(0.5);
            assertNotEquals(
                    descent.maxEpochs(1).fit(x, y).theta().get(0),
                    descent.maxEpochs(2).fit(x, y).theta().get(0));
        }
    }

    private static void assertUniform(int[] counts, int cells, int draws) {
        assertEquals(cells, counts.length, "cells hit");
        double expected = (double) draws / cells;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        int freedom = cells - 1;
        double bound = freedom + 2 * Math.sqrt(freedom * T) + 2 * T;
        assertEquals(draws, Arrays.stream(counts).sum());
        assertTrue(chiSquare < bound, "χ²=" + chiSquare + " bound=" + bound + " counts=" + Arrays.toString(counts));
    }

    private static Matrix identity(Arena arena, int size) {
        double[][] x = new double[size][size];
        for (int i = 0; i < size; i++) {
            x[i][i] = 1;
        }
        return Matrix.of(arena, x);
    }

    private static Matrix ones(Arena arena, int rows, int features) {
        double[][] x = new double[rows][features];
        for (double[] row : x) {
            Arrays.fill(row, 1);
        }
        return Matrix.of(arena, x);
    }

    private static Vector ones(Arena arena, int length) {
        double[] values = new double[length];
        Arrays.fill(values, 1);
        return Vector.of(arena, values);
    }
}
