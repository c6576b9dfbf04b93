package dev.steepest;

/** The sums of {@link LabelMetrics}, and the predictions in order. */
final class LabelMeasures extends RowMeasures {

    private static final double LEAST_PROBABILITY = 0x1p-52;

    private final boolean probabilities;
    private final double threshold;
    private final CompensatedSum trueNegatives = new CompensatedSum();
    private final CompensatedSum falsePositives = new CompensatedSum();
    private final CompensatedSum falseNegatives = new CompensatedSum();
    private final CompensatedSum truePositives = new CompensatedSum();
    private final CompensatedSum logLoss = new CompensatedSum();
    private final CompensatedSum brier = new CompensatedSum();

    /** By prediction; the weights of rows with the negative label are negative. */
    private final RankedRows predictions;

    private boolean isNaN;

    LabelMeasures(Loss loss, long rows) {
        this.probabilities = loss.link() == Link.LOGIT;
        this.threshold = probabilities ? 0.5 : 0;
        this.predictions = new RankedRows(rows);
    }

    @Override
    void check(double prediction, long row) {
        if (probabilities && (prediction < 0 || prediction > 1)) {
            throw new IllegalArgumentException(
                    "the prediction=" + prediction + " at row=" + row + " is no probability");
        }
    }

    @Override
    void add(double prediction, double target, double weight) {
        boolean isPositive = target > 0;
        boolean called = prediction > threshold;
        cell(isPositive, called).add(weight);
        if (probabilities) {
            logLoss.addProduct(weight, logLoss(prediction, isPositive));
            brier.addSquare(weight, prediction - (isPositive ? 1 : 0));
        }
        isNaN |= Double.isNaN(prediction);
        if (!isNaN) {
            predictions.add(prediction, isPositive ? weight : -weight);
        }
    }

    private CompensatedSum cell(boolean isPositive, boolean called) {
        if (isPositive) {
            return called ? truePositives : falseNegatives;
        }
        return called ? falsePositives : trueNegatives;
    }

    /** −ln p or −ln(1 − p); StrictMath's logarithms have the same bits on every machine. */
    private static double logLoss(double p, boolean isPositive) {
        double within = Math.min(Math.max(p, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
        return isPositive ? -StrictMath.log(within) : -StrictMath.log1p(-within);
    }

    @Override
    Metrics metrics(long rows) {
        double tn = trueNegatives.value();
        double tp = truePositives.value();
        double n = tn + falsePositives.value();
        double p = tp + falseNegatives.value();
        double w = n + p;
        if (isNaN) {
            return new LabelMetrics(
                    rows,
                    w,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    new LabelMetrics.Confusion(Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                    Double.NaN);
        }
        predictions.sort();
        Curve curve = new Curve(p, n);
        for (long row = predictions.size() - 1; row >= 0; row--) {
            curve.add(predictions.weight(row));
            if (row == 0 || !predictions.isSameValue(row, row - 1)) {
                curve.threshold(predictions.value(row));
            }
        }
        return new LabelMetrics(
                rows,
                w,
                (tp + tn) / w,
                (tp / p + tn / n) / 2,
                probabilities ? logLoss.value() / w : Double.NaN,
                probabilities ? brier.value() / w : Double.NaN,
                curve.area.value() / (p * n),
                curve.precision.value() / p,
                new LabelMetrics.Confusion(tn, falsePositives.value(), falseNegatives.value(), tp),
                p > 0 && n > 0 ? curve.bestThreshold : Double.NaN);
    }

    /** What is called positive as the threshold falls. */
    private static final class Curve {

        private final double p;
        private final double n;
        private final CompensatedSum positives = new CompensatedSum();
        private final CompensatedSum negatives = new CompensatedSum();
        private double positivesBefore;
        private double negativesBefore;
        final CompensatedSum area = new CompensatedSum();
        final CompensatedSum precision = new CompensatedSum();
        private double most = Double.NEGATIVE_INFINITY;
        double bestThreshold = Double.NaN;

        Curve(double p, double n) {
            this.p = p;
            this.n = n;
        }

        void add(double signedWeight) {
            if (signedWeight > 0) {
                positives.add(signedWeight);
            } else {
                negatives.add(-signedWeight);
            }
        }

        /** All rows of this prediction have been added. */
        void threshold(double prediction) {
            double tp = positives.value();
            double fp = negatives.value();
            area.addProduct(fp - negativesBefore, 0.5 * (positivesBefore + tp));
            precision.addProduct(tp - positivesBefore, tp / (tp + fp));
            double gain = difference(tp, n, fp, p);
            if (gain > most) {
                most = gain;
                bestThreshold = prediction;
            }
            positivesBefore = tp;
            negativesBefore = fp;
        }

        /** J · P · N = ab − cd, as exact as if it were rounded once or twice (Kahan). */
        private static double difference(double a, double b, double c, double d) {
            double product = c * d;
            return Math.fma(a, b, -product) - Math.fma(c, d, -product);
        }
    }
}
