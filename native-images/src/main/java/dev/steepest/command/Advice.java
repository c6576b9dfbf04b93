package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.LabelMetrics;
import dev.steepest.Loss;
import dev.steepest.Metrics;
import dev.steepest.Reason;
import dev.steepest.RegressionMetrics;
import dev.steepest.Standardization;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to try next: options that would have made a better model, what matters most first, each with the figures it comes from. Nothing that was done
 * already, nothing after an interruption, and nothing where all is well. It costs one pass over X at most, and only where scaling or
 * the intercept was switched off.
 */
final class Advice {

    /** Who reads more than two lines? */
    private static final int MOST = 2;

    /** Features whose spreads differ by more make contours long and narrow. */
    private static final double ALIKE = 10;

    /** A target whose spread is a smaller share of its mean has lost digits that count to those that do not. */
    private static final double NEARLY_CONSTANT = 1e-8;

    /** The share of the cost from which on an intercept is worth a word. */
    private static final double WORTH = 0.01;

    /** What chance makes of rows times the share that a parameter takes off is χ² of one degree: three in two thousand exceed this. */
    private static final double SURE = 10;

    /** R² above which residuals may be roundings. */
    private static final double PERFECT = 1 - 1e-9;

    /** A label is rare below this share of the rows. */
    private static final double RARE = 0.2;

    /** Of a label that is found less often, most rows are taken for the other. */
    private static final double FOUND = 0.5;

    /** The area under the ROC curve below which the features tell labels apart hardly better than chance does. */
    private static final double TOLD_APART = 0.6;

    /** Of features scaled alike and of squared loss, whose second derivatives are 2, a twentieth: little bias, but the best θ is bounded. */
    private static final double STRENGTH = 0.1;

    private final FitOptions options;
    private final Fit fit;
    private final String target;
    private final Dataset data;
    private final @Nullable Vector weights;
    private final int @Nullable [] rows;
    private final @Nullable Metrics metrics;
    private final Loss loss;
    private final Spread spread;
    private final List<String> advice = new ArrayList<>();

    private Advice(
            FitOptions options,
            Fit fit,
            String target,
            Dataset data,
            @Nullable Vector weights,
            int @Nullable [] rows,
            @Nullable Metrics metrics) {
        this.options = options;
        this.fit = fit;
        this.target = target;
        this.data = data;
        this.weights = weights;
        this.rows = rows;
        this.metrics = metrics;
        this.spread = Spread.of(data.y());
        this.loss = options.loss();
    }

    /**
     * At most two lines.
     *
     * @param target as the user named it
     * @param rows those descended on, null for all
     * @param metrics of these rows; null if they could not be had
     */
    static List<String> of(
            FitOptions options,
            Fit fit,
            String target,
            Dataset data,
            @Nullable Vector weights,
            int @Nullable [] rows,
            @Nullable Metrics metrics) {
        Advice advice = new Advice(options, fit, target, data, weights, rows, metrics);
        advice.find();
        return List.copyOf(advice.advice.subList(0, Math.min(MOST, advice.advice.size())));
    }

    private void find() {
        if (fit.reason() == Reason.STOPPED) {
            return;
        }
        if (fit.reason() == Reason.DIVERGED) {
            diverged();
            return;
        }
        // a model without an intercept has something to learn from a constant
        if (options.hasIntercept() && isTargetOdd()) {
            return;
        }
        if (fit.reason() != Reason.VALIDATION) {
            if (!needsPenalty() && isShort()) {
                isShortOfTheOptimum();
            }
            intercept();
        }
        if (!isShort()) {
            rareLabel();
        }
    }

    private void add(String sentence) {
        advice.add(sentence);
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    private void diverged() {
        if (fit.epochs() == 0) {
            add(
                    "The cost was not finite at the start: look for values of X or the target that are far too large to square, and"
                            + " bring them to larger units.");
        } else {
            optimizer("The steps were too long");
        }
    }

    /** Whether there is nothing to learn, or only below the digits that the target spends on its mean. */
    private boolean isTargetOdd() {
        if (spread.deviation() == 0) {
            add("The target is the same in all rows: there is nothing to learn. Is --target " + target
                    + " the column that you mean?");
            return true;
        }
        if (!loss.hasLabels() && spread.deviation() < NEARLY_CONSTANT * Math.abs(spread.mean())) {
            add("The target hardly varies: its standard deviation is " + shown(spread.deviation()) + ", its mean "
                    + spread.mean() + ", so most of its digits are lost. Subtract the mean from it first, for"
                    + " example by SQL in DATA's place.");
            return true;
        }
        return false;
    }

    /** Labels that can be separated, and more features than rows. Both leave the best coefficients to chance. */
    private boolean needsPenalty() {
        if (!options.isFree()) {
            return false;
        }
        long m = rows();
        if (loss.equals(Loss.logistic()) && metrics instanceof LabelMetrics of && isSeparated(of.confusion())) {
            add("The labels are separable: the best coefficients are infinite. Add a penalty, --penalty l2 --strength "
                    + shown(1.0 / m) + ".");
            return true;
        }
        if (!isShort() && data.x().features() >= m) {
            add("There are " + data.x().features() + " features and no more than " + m
                    + " rows to tell what each is worth:"
                    + " the model fits these rows far better than others. Add a penalty, --penalty l2 --strength "
                    + STRENGTH + ".");
            return true;
        }
        return false;
    }

    private long rows() {
        return rows == null ? data.x().rows() : rows.length;
    }

    private static boolean isSeparated(LabelMetrics.Confusion confusion) {
        return confusion.falseNegatives() == 0 && confusion.falsePositives() == 0;
    }

    /**
     * Whether more is left to gain than a converged fit leaves; where nobody knows, whether the cost was still falling in the end. With
     * rows held out the optimum is not what the fit was after.
     */
    private boolean isShort() {
        if (Double.isFinite(fit.validationCost())) {
            return false;
        }
        if (Double.isNaN(fit.remaining())) {
            return endedEarly() && isFalling();
        }
        if (!endedEarly() && !fit.remainingIsBound() && fit.remaining() > 1) {
            // no cost can fall by more than all of it: this estimate says nothing
            return !options.givenEnds().isEmpty();
        }
        // somebody asked for no more
        return !fit.converged() && fit.reason() != Reason.REMAINING;
    }

    private boolean endedEarly() {
        return fit.reason() == Reason.MAX_EPOCHS || fit.reason() == Reason.TIME_LIMIT;
    }

    private boolean isFalling() {
        double[] costs = fit.costHistory();
        return costs[costs.length - 1] < costs[(costs.length - 1) / 2];
    }

    private void isShortOfTheOptimum() {
        if (!options.standardizes()) {
            spreads(Standardization.of(data.x(), true));
        }
        List<String> ends = options.givenEnds();
        if (!endedEarly() && !ends.isEmpty()) {
            add("The fit is not at the optimum (" + left() + "): leave out " + String.join(" and ", ends)
                    + ", and it goes on.");
        }
        if (!optimizer("The fit is not at the optimum (" + left() + ")") && fit.reason() == Reason.MAX_EPOCHS) {
            epochs();
        }
    }

    private String left() {
        return Double.isFinite(fit.remaining())
                ? "left to gain: " + shown(fit.remaining()) + " of the cost"
                : "what is left to gain is not known";
    }

    /** Whether there is another optimizer to advise. */
    private boolean optimizer(String why) {
        List<String> given = options.givenSteps();
        if (!given.isEmpty()) {
            add(why + ": leave out " + String.join(" and ", given) + ", and --optimizer auto finds its own steps.");
        } else if (!isWhatAutoChooses()) {
            add(why + ": --optimizer auto needs fewer epochs than " + fit.optimizer() + ", as a rule.");
        } else {
            return false;
        }
        return true;
    }

    /** Or something of its kind. */
    private boolean isWhatAutoChooses() {
        if (options.isAutomatic()) {
            return true;
        }
        String name = fit.optimizer().toString();
        if (!isBatch()) {
            return name.equals("svrg") || name.equals("dog");
        }
        return options.isSmooth()
                ? name.startsWith("lbfgs")
                : name.equals("accelerated") || name.equals("barzilai-borwein");
    }

    private boolean isBatch() {
        return fit.method().equals("batch");
    }

    private void epochs() {
        if (isFalling() && (isBatch() || fit.epochs() < options.usualEpochs())) {
            add("The cost was still falling (" + left() + "): --max-epochs "
                    + Math.max(2 * fit.epochs(), options.usualEpochs()) + " goes on.");
        } else if (!isBatch()) {
            List<String> given = options.givenRows();
            add("Steps over few rows go about the optimum (" + left() + "): --method batch"
                    + (given.isEmpty() ? "" : ", without " + String.join(" and ", given) + ",") + " comes to it.");
        }
    }

    private void spreads(Standardization spreads) {
        double[] scales = spreads.scales();
        int least = -1;
        int most = -1;
        for (int j = 0; j < scales.length; j++) {
            // 1 stands for features without spread
            if (scales[j] != 1) {
                least = least < 0 || scales[j] < scales[least] ? j : least;
                most = most < 0 || scales[j] > scales[most] ? j : most;
            }
        }
        if (most >= 0 && scales[most] > ALIKE * scales[least]) {
            add("The features have different sizes, standard deviations from " + shown(scales[least]) + " ("
                    + data.features().get(least) + ") to " + shown(scales[most]) + " ("
                    + data.features().get(most) + "): --standardize makes them alike, and the descent far shorter.");
        }
    }

    /** Where the optimum is known to be better with one, or a constant is better than what the fit has come to. */
    private void intercept() {
        if (options.hasIntercept() || spread.deviation() == 0) {
            return;
        }
        boolean isWorse = metrics instanceof RegressionMetrics of && of.r2() < 0;
        if (isWorse && loss.equals(Loss.squared()) && options.isFree()) {
            advice.addFirst("The mean of the target alone predicts it better than this model: add --intercept.");
        } else if (fit.converged()) {
            shift();
        }
    }

    private void shift() {
        Optional<Shift> shift = options.classWeights().isPresent()
                ? Optional.empty()
                : Shift.of(fit.model(), loss, data, weights, rows);
        double share = shift.map(Shift::gain).orElse(0.0) / costAboveLeast();
        if (share > WORTH && share * rows() > SURE) {
            add("Predictions are off by " + shown(shift.orElseThrow().meanResidual())
                    + " in the mean: add --intercept, which takes at least " + shown(100 * share) + " % off the "
                    + (loss.equals(Loss.poisson()) ? "deviance." : "cost."));
        }
    }

    /** NaN for a fit that is perfect but for roundings. */
    private double costAboveLeast() {
        if (!(metrics instanceof RegressionMetrics of)) {
            return fit.cost();
        }
        if (of.r2() > PERFECT) {
            return Double.NaN;
        }
        // half the deviance is what a Poisson cost has above the least that there is
        return loss.equals(Loss.poisson()) ? of.meanDeviance() / 2 : fit.cost();
    }

    private void rareLabel() {
        if (!(metrics instanceof LabelMetrics of) || options.classWeights().isPresent()) {
            return;
        }
        LabelMetrics.Confusion labels = of.confusion();
        double positives = labels.truePositives() + labels.falseNegatives();
        double negatives = labels.trueNegatives() + labels.falsePositives();
        double rarer = Math.min(positives, negatives);
        double found = positives == rarer ? labels.truePositives() : labels.trueNegatives();
        if (rarer < RARE * of.weight() && found < FOUND * rarer && of.rocAuc() > TOLD_APART) {
            add("Of the rarer label, " + shown(100 * rarer / of.weight()) + " % of the rows, "
                    + shown(100 * found / rarer)
                    + " % are found (balanced accuracy " + shown(of.balancedAccuracy())
                    + "): --class-weights balanced makes both labels count the same.");
        }
    }
}
