package dev.steepest.properties;

import dev.steepest.kernel.Errors;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The written order of every sum, once more and plainly: no tiles, no segments, no code shared with the kernels but the formulas of ℓ and e of one
 * row. The scalar twin is held to it, and so is every other kernel.
 */
final class WrittenOrder {

    final double[] z;
    final double[] gradient;
    final double interceptGradient;
    final double cost;

    /** Layout ROWS over all rows. */
    static WrittenOrder rows(Problem p, Errors loss, double[] weights) {
        int[] all = IntStream.range(0, p.x.length).toArray();
        return new WrittenOrder(p, weights, total(weights), loss, all, true);
    }

    /** Layout ROWS over a list of rows. */
    static WrittenOrder rows(Problem p, Errors loss, double[] weights, int[] list) {
        double total = list.length * (total(weights) / weights.length);
        return new WrittenOrder(p, weights, total, loss, list, true);
    }

    /** Layout PANELS. */
    static WrittenOrder panels(Problem p, Errors loss, double[] weights) {
        int[] all = IntStream.range(0, p.x.length).toArray();
        return new WrittenOrder(p, weights, total(weights), loss, all, false);
    }

    /** Layout PANELS over whole panels, a short one last. */
    static WrittenOrder panels(Problem p, Errors loss, double[] weights, int[] list) {
        double total = list.length * (total(weights) / weights.length);
        return new WrittenOrder(p, weights, total, loss, list, false);
    }

    private WrittenOrder(Problem p, double[] weights, double total, Errors loss, int[] list, boolean byRows) {
        double[][] x = p.x;
        double[] theta = p.theta;
        int d = theta.length;
        int m = list.length;
        z = new double[m];
        for (int k = 0; k < m; k++) {
            z[k] = byRows ? dotInLanes(x[list[k]], theta) : dotInChain(x[list[k]], theta);
        }
        int blockRows = blockRows(m, d);
        double[][] sums = new double[(m + blockRows - 1) / blockRows][];
        for (int block = 0; block < sums.length; block++) {
            int start = block * blockRows;
            int end = Math.min(m, start + blockRows);
            sums[block] = new double[d + 2];
            double[] errors = new double[end - start];
            double[] losses = new double[8];
            double[] errorSums = new double[8];
            for (int k = start; k < end; k++) {
                double weight = weights[list[k]];
                double score = (p.offsets == null ? z[k] : z[k] + p.offsets[list[k]]) + p.intercept;
                errors[k - start] = weight * loss.error(score, p.y[list[k]]);
                losses[k % 8] = Math.fma(weight, loss.loss(score, p.y[list[k]]), losses[k % 8]);
                errorSums[k % 8] += errors[k - start];
            }
            for (int j = 0; j < d; j++) {
                sums[block][j] =
                        byRows ? columnInChain(x, j, list, start, errors) : columnInLanes(x, j, list, start, errors);
            }
            sums[block][d] = tree(errorSums);
            sums[block][d + 1] = tree(losses);
        }
        double[] sum = pairwise(sums, 0, Integer.highestOneBit(Math.max(1, 2 * sums.length - 1)));
        gradient = new double[d];
        for (int j = 0; j < d; j++) {
            gradient[j] = sum[j] / total;
        }
        interceptGradient = sum[d] / total;
        cost = sum[d + 1] / total;
    }

    /** In tiles of 64. */
    private static double total(double[] weights) {
        double total = 0;
        for (int tile = 0; tile < weights.length; tile += 64) {
            double sum = 0;
            for (int i = tile; i < Math.min(tile + 64, weights.length); i++) {
                sum += weights[i];
            }
            total += sum;
        }
        return total;
    }

    static int blockRows(int rows, int features) {
        int wanted = Math.max((rows + 63) / 64, Math.max(128, (131_072 + features - 1) / features));
        return (wanted + 63) / 64 * 64;
    }

    /** Σ x_j x_k: one chain over the rows of a block, the blocks pairwise. (k = d stands for a feature of ones.) */
    static double product(double[][] x, int j, int k) {
        int blockRows = blockRows(x.length, x[0].length);
        double[][] sums = new double[(x.length + blockRows - 1) / blockRows][1];
        for (int i = 0; i < x.length; i++) {
            double[] sum = sums[i / blockRows];
            sum[0] = Math.fma(x[i][j], k == x[i].length ? 1 : x[i][k], sum[0]);
        }
        return pairwise(sums, 0, Integer.highestOneBit(Math.max(1, 2 * sums.length - 1)))[0];
    }

    /** Feature j in lane j mod 8; those after the last multiple of 8 in the last lanes, where 0 · x fills the lanes before them. */
    static double dotInLanes(double[] row, double[] theta) {
        int d = theta.length;
        double[] lanes = new double[8];
        int whole = d / 8 * 8;
        for (int j = 0; j < whole; j++) {
            lanes[j % 8] = Math.fma(row[j], theta[j], lanes[j % 8]);
        }
        if (whole < d) {
            int first = Math.max(0, d - 8);
            for (int lane = 0; lane < Math.min(8, d); lane++) {
                double t = first + lane < whole ? 0 : theta[first + lane];
                lanes[lane] = Math.fma(row[first + lane], t, lanes[lane]);
            }
        }
        return tree(lanes);
    }

    private static double dotInChain(double[] row, double[] theta) {
        double sum = 0;
        for (int j = 0; j < theta.length; j++) {
            sum = Math.fma(row[j], theta[j], sum);
        }
        return sum;
    }

    private static double columnInChain(double[][] x, int feature, int[] list, int start, double[] errors) {
        double sum = 0;
        for (int k = 0; k < errors.length; k++) {
            sum = Math.fma(x[list[start + k]][feature], errors[k], sum);
        }
        return sum;
    }

    /** Row i in lane i mod 8; the padding of the last panel adds 0 · 0. */
    private static double columnInLanes(double[][] x, int feature, int[] list, int start, double[] errors) {
        double[] lanes = new double[8];
        for (int k = 0; k < (errors.length + 63) / 64 * 64; k++) {
            boolean padding = k >= errors.length;
            lanes[k % 8] = Math.fma(padding ? 0 : x[list[start + k]][feature], padding ? 0 : errors[k], lanes[k % 8]);
        }
        return tree(lanes);
    }

    private static double tree(double[] l) {
        return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
    }

    /** The sum of the blocks from {@code from}, {@code span} of them (a power of two) or as many as there are. */
    private static double[] pairwise(double[][] sums, int from, int span) {
        if (span == 1) {
            return sums[from];
        }
        double[] left = pairwise(sums, from, span / 2);
        if (from + span / 2 >= sums.length) {
            return left;
        }
        double[] right = pairwise(sums, from + span / 2, span / 2);
        double[] total = Arrays.copyOf(left, left.length);
        for (int k = 0; k < total.length; k++) {
            total[k] += right[k];
        }
        return total;
    }
}
