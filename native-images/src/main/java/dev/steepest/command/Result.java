package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.Loss;
import dev.steepest.Metrics;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Standardization;
import dev.steepest.Steepest;
import dev.steepest.Validation;
import dev.steepest.data.Classes;
import dev.steepest.data.Dataset;
import dev.steepest.data.StoredModel;
import dev.steepest.data.Weighted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fit with what the reports say about it besides.
 *
 * @param asked what the user asked for that nothing else here tells
 * @param data what it learnt from, as read
 * @param target the target as the user named it
 * @param weighted the same with the weights of the rows; null if there were none
 * @param weights the weights as the user named them; null if there were none
 * @param offset the offset of the rows as the user named it; null if there was none
 * @param classWeights those of labels as the user gave them
 * @param classes what labels are called in the data
 * @param standardization what the features were scaled by; null if they were not
 * @param lower the least that a coefficient could be, −∞ for none
 * @param upper the greatest, ∞ for none
 * @param validation the rows held out; null if there were none
 * @param others the rows of --validation; null without it
 * @param change what happened to the file of the data, which must not be read any more; null if nothing did
 * @param trainingMetrics how well the model predicts the rows that it learnt from; null if they must not be read any more, or there was no
 *     memory to find it
 * @param heldOutMetrics the same of those held out; null without them
 * @param advice what to try next, in two sentences or fewer
 */
record Result(
        Fit fit,
        Asked asked,
        Dataset data,
        String target,
        @Nullable Weighted weighted,
        @Nullable String weights,
        @Nullable String offset,
        Optional<String> classWeights,
        @Nullable Standardization standardization,
        Loss loss,
        Classes classes,
        Penalty penalty,
        double lower,
        double upper,
        Optimizer optimizer,
        @Nullable Validation validation,
        @Nullable Dataset others,
        @Nullable String change,
        @Nullable Metrics trainingMetrics,
        @Nullable Metrics heldOutMetrics,
        List<String> advice,
        Seconds seconds) {

    /**
     * What the user asked for.
     *
     * @param source DATA
     * @param intercept whether the model may have one
     * @param seed of the choice of rows, of steps and of those held out
     */
    record Asked(String source, boolean intercept, long seed) {}

    /** How long it took to read the data, to lay it out, and to descend. */
    record Seconds(double load, double prepare, double fit) {

        static Seconds of(long start, long loaded, long prepared, long fitted) {
            return new Seconds((loaded - start) / 1e9, (prepared - loaded) / 1e9, (fitted - prepared) / 1e9);
        }
    }

    List<String> features() {
        return data.features();
    }

    long rows() {
        return data.x().rows();
    }

    StoredModel model() {
        return new StoredModel(features(), fit.model(), loss, classes, offset, standardization, training());
    }

    private Map<String, String> training() {
        Map<String, String> training = new LinkedHashMap<>();
        training.put("target", target);
        training.put("rows", Long.toString(rows()));
        if (weights != null) {
            training.put("weights", weights);
        }
        if (offset != null) {
            training.put("offset", offset);
        }
        classWeights.ifPresent(text -> training.put("classWeights", text));
        training.put("method", fit.method());
        training.put("penalty", penalty.toString());
        if (lower > Double.NEGATIVE_INFINITY) {
            training.put("lower", Double.toString(lower));
        }
        if (upper < Double.POSITIVE_INFINITY) {
            training.put("upper", Double.toString(upper));
        }
        training.put("optimizer", optimizer.toString());
        training.put("plan", Converters.written(fit.plan()));
        training.put("layout", fit.layout().name());
        training.put("learningRate", Double.toString(fit.learningRate()));
        training.put("epochs", Long.toString(fit.epochs()));
        training.put("steps", Long.toString(fit.steps()));
        training.put("cost", Double.toString(fit.cost()));
        training.put("gradientNorm", Double.toString(fit.gradientNorm()));
        if (Double.isFinite(fit.validationCost())) {
            training.put("validationCost", Double.toString(fit.validationCost()));
        }
        training.put("reason", fit.reason().name());
        training.put("data", fingerprint());
        training.put("kernel", fit.kernel());
        training.put("steepest", Version.current());
        training.put("java", Runtime.version().toString());
        return training;
    }

    private String fingerprint() {
        if (change != null) {
            return change;
        }
        return weighted == null
                ? Steepest.fingerprint(data.x(), data.y())
                : Steepest.fingerprint(data.x(), data.y(), weighted.weights());
    }
}
