package dev.steepest.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What predictions of labels are drawn by. Rows count as often as their weights say. */
final class LabelCurves {

    /** Where rows are called positive from a threshold on; precision is NaN where none is. */
    record Point(double threshold, double falsePositiveRate, double truePositiveRate, double precision) {

        private boolean isNear(Point other) {
            return Math.abs(falsePositiveRate - other.falsePositiveRate)
                            + Math.abs(truePositiveRate - other.truePositiveRate)
                            + Math.abs(precision - other.precision)
                    <= NEAR;
        }
    }

    /** Rows whose probabilities lie in a tenth of [0, 1]: their mean, the share of the positive label, and what they weigh. */
    record Bin(double probability, double share, double weight) {}

    /** Predictions from left to right: the shares of the rows with the negative and with the positive label that have these. */
    record Bar(double left, double right, double negatives, double positives) {}

    private static final int BINS = 10;
    private static final int BARS = 20;

    /** So many thresholds are all drawn. */
    private static final int MOST_POINTS = 1000;

    /** Of more, those between which rates and precision add up to less are left out: the area under the ROC curve changes by half of it at most. */
    private static final double NEAR = 1.0 / 256;

    private final ReportRows rows;
    private final double negatives;
    private final double positives;

    LabelCurves(ReportRows rows) {
        this.rows = rows;
        this.negatives = weight(false);
        this.positives = weight(true);
    }

    private double weight(boolean positive) {
        return IntStream.range(0, rows.size())
                .filter(k -> isPositive(k) == positive)
                .mapToDouble(k -> rows.weights()[k])
                .sum();
    }

    private boolean isPositive(int k) {
        return rows.targets()[k] > 0;
    }

    /** The share of the positive label. */
    double share() {
        return positives / (positives + negatives);
    }

    /** Of the ROC and the precision–recall curve: every value of the predictions, from the greatest, after a threshold that none reaches. Empty with one label only. */
    List<Point> points() {
        if (!(negatives > 0 && positives > 0)) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        points.add(new Point(Double.POSITIVE_INFINITY, 0, 0, Double.NaN));
        double[] predictions = rows.predictions();
        int[] order = order();
        double above = 0;
        double wrong = 0;
        for (int k = 0; k < order.length; k++) {
            double weight = rows.weights()[order[k]];
            above += isPositive(order[k]) ? weight : 0;
            wrong += isPositive(order[k]) ? 0 : weight;
            boolean isLast = k + 1 == order.length || predictions[order[k + 1]] != predictions[order[k]];
            if (isLast) {
                points.add(new Point(
                        predictions[order[k]], wrong / negatives, above / positives, above / (above + wrong)));
            }
        }
        return points.size() <= MOST_POINTS ? points : thinned(points);
    }

    private int[] order() {
        return IntStream.range(0, rows.size())
                .filter(k -> rows.weights()[k] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -rows.predictions()[k]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<Point> thinned(List<Point> points) {
        List<Point> kept = new ArrayList<>();
        kept.add(points.getFirst());
        for (int k = 1; k < points.size() - 1; k++) {
            if (!points.get(k + 1).isNear(kept.getLast())) {
                kept.add(points.get(k));
            }
        }
        kept.add(points.getLast());
        return kept;
    }

    /** Ten of equal width, without those that are empty. */
    List<Bin> calibration() {
        double[] weights = new double[BINS];
        double[] probabilities = new double[BINS];
        double[] labels = new double[BINS];
        for (int k = 0; k < rows.size(); k++) {
            double probability = rows.predictions()[k];
            double weight = rows.weights()[k];
            int bin = bin(probability, 0, 1, BINS);
            weights[bin] += weight;
            probabilities[bin] += weight * probability;
            labels[bin] += isPositive(k) ? weight : 0;
        }
        return IntStream.range(0, BINS)
                .filter(bin -> weights[bin] > 0)
                .mapToObj(bin -> new Bin(probabilities[bin] / weights[bin], labels[bin] / weights[bin], weights[bin]))
                .toList();
    }

    private static int bin(double value, double least, double most, int bins) {
        return (int) Math.clamp(Math.floor((value - least) / (most - least) * bins), 0, bins - 1);
    }

    /**
     * Twenty of equal width.
     *
     * @param probabilities whether from 0 to 1, not from the least prediction to the greatest
     */
    List<Bar> distribution(boolean probabilities) {
        double least =
                probabilities ? 0 : Arrays.stream(rows.predictions()).min().orElse(0);
        double most =
                probabilities ? 1 : Arrays.stream(rows.predictions()).max().orElse(0);
        if (!(most > least)) {
            return List.of();
        }
        double[][] weights = new double[2][BARS];
        for (int k = 0; k < rows.size(); k++) {
            weights[isPositive(k) ? 1 : 0][bin(rows.predictions()[k], least, most, BARS)] += rows.weights()[k];
        }
        double width = (most - least) / BARS;
        return IntStream.range(0, BARS)
                .mapToObj(bar -> new Bar(
                        least + bar * width,
                        least + (bar + 1) * width,
                        weights[0][bar] / negatives,
                        weights[1][bar] / positives))
                .toList();
    }
}
