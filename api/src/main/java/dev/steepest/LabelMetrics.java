package dev.steepest;

/**
 * How well predictions meet labels. A row is called positive if its prediction is above 0.5 where predictions are probabilities, above 0
 * where they are scores. P and N are the weights of the rows with the positive and the negative label, W = P + N; what is divided by
 * one that is 0 is NaN.
 *
 * @param rows m
 * @param weight W
 * @param accuracy (TP + TN) / W
 * @param balancedAccuracy (TP/P + TN/N) / 2
 * @param logLoss −(1/W) Σ w ln(the probability of the label), no probability counting as less than 2⁻⁵²: one that is certain and
 *     wrong would make it infinite; NaN for scores
 * @param brier (1/W) Σ w(p − y)² with y = 1 for the positive label, 0 for the negative; NaN for scores (Brier: Verification of forecasts
 *     expressed in terms of probability, 1950)
 * @param rocAuc the share of the pairs of a positive and a negative row, each counting as often as the product of their weights, in
 *     which the positive one has the higher prediction, equal predictions counting half (Hanley, McNeil: The meaning and use of the area
 *     under a receiver operating characteristic curve, 1982)
 * @param averagePrecision (1/P) Σ over the values t of predictions: the positive weight at t times the precision TP/(TP + FP) of calling
 *     predictions of t and above positive
 * @param confusion the weights of the rows by label and by what they are called
 * @param bestThreshold the t for which calling predictions of t and above positive has the highest balanced accuracy, which is where
 *     Youden's J = TP/P + TN/N − 1 is highest; the prediction of a row, of equally good ones the highest; NaN without both labels
 *     (Youden: Index for rating diagnostic tests, 1950)
 */
public record LabelMetrics(
        long rows,
        double weight,
        double accuracy,
        double balancedAccuracy,
        double logLoss,
        double brier,
        double rocAuc,
        double averagePrecision,
        Confusion confusion,
        double bestThreshold)
        implements Metrics {

    /**
     * Weights of rows, their number where none is weighted.
     *
     * @param trueNegatives TN: negative labels, called negative
     * @param falsePositives FP: negative labels, called positive
     * @param falseNegatives FN: positive labels, called negative
     * @param truePositives TP: positive labels, called positive
     */
    public record Confusion(double trueNegatives, double falsePositives, double falseNegatives, double truePositives) {}
}
