package dev.steepest.command;

import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one constant more in all scores would do to a cost whose derivative by it is the mean of prediction − target.
 *
 * @param meanResidual of target − prediction, by the weights of the rows
 * @param gain how much less the mean loss is at least with the best constant
 */
record Shift(double meanResidual, double gain) {

    /**
     * A pass over X.
     *
     * @param rows those that count, null for all
     * @return none for other losses, and where there is no memory for predictions
     */
    static Optional<Shift> of(Model model, Loss loss, Dataset data, @Nullable Vector weights, int @Nullable [] rows) {
        if (!loss.equals(Loss.squared()) && !loss.equals(Loss.logistic()) && !loss.equals(Loss.poisson())) {
            return Optional.empty();
        }
        try {
            Vector predictions = Vector.allocate(Arena.ofAuto(), data.x().rows());
            model.predict(data.x(), predictions);
            return Optional.of(of(loss, predictions, data.y(), weights, rows));
        } catch (OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    private static Shift of(Loss loss, Vector predictions, Vector y, @Nullable Vector weights, int @Nullable [] rows) {
        double weight = 0;
        double targets = 0;
        double predicted = 0;
        double residuals = 0;
        long count = rows == null ? y.length() : rows.length;
        for (long i = 0; i < count; i++) {
            long row = rows == null ? i : rows[(int) i];
            double w = weights == null ? 1 : weights.get(row);
            double target = loss.hasLabels() ? Math.max(y.get(row), 0) : y.get(row);
            weight += w;
            targets = Math.fma(w, target, targets);
            predicted = Math.fma(w, predictions.get(row), predicted);
            residuals = Math.fma(w, target - predictions.get(row), residuals);
        }
        double mean = residuals / weight;
        return new Shift(mean, gain(loss, mean, targets / weight, predicted / weight));
    }

    /**
     * Squared: J(b) − J(0) = b² − 2br̄, at its least −r̄². Logistic: the second derivative is at most ¼, so it is −2r̄² or less. Poisson: all predictions times ȳ divided by
     * their mean ŷ, −(ŷ − ȳ) + ȳ ln(ŷ/ȳ).
     */
    private static double gain(Loss loss, double meanResidual, double target, double predicted) {
        if (loss.equals(Loss.squared())) {
            return meanResidual * meanResidual;
        }
        if (loss.equals(Loss.logistic())) {
            return 2 * meanResidual * meanResidual;
        }
        return predicted - target - (target == 0 ? 0 : target * Math.log(predicted / target));
    }
}
