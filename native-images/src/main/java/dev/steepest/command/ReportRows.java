package dev.steepest.command;

import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Validation;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that the report draws, with what the model makes of them: all of a set, or 65,536 of it. Of m rows the k-th of n that are taken is row
 * ⌊k·m/n⌋: the same data give the same page.
 *
 * @param name of the set
 * @param of how many rows the set has
 * @param targets y
 * @param predictions ŷ
 * @param weights what the rows count for
 */
@SuppressWarnings("ArrayRecordComponent") // columns of rows, never compared
record ReportRows(String name, long of, double[] targets, double[] predictions, double[] weights) {

    static final int MOST = 1 << 16;

    private static final String TRAINING = "training";

    /** The rows trained on and, if there are any, those held out. */
    static List<ReportRows> of(Result result) {
        Model model = result.fit().model();
        Dataset data = result.data();
        Vector weights = result.weighted() == null ? null : result.weighted().weights();
        Validation validation = result.validation();
        Optional<int[]> training =
                validation == null ? Optional.empty() : validation.trainingRows(result.loss(), data.y());
        Optional<int[]> heldOut =
                validation == null ? Optional.empty() : validation.heldOutRows(result.loss(), data.y());
        List<ReportRows> sets = new ArrayList<>();
        sets.add(of(TRAINING, model, data, weights, training));
        heldOut.ifPresent(rows -> sets.add(of("held out", model, data, weights, Optional.of(rows))));
        if (result.others() != null) {
            sets.add(of("held out", model, result.others(), null, Optional.empty()));
        }
        return sets;
    }

    private static ReportRows of(
            String name, Model model, Dataset data, @Nullable Vector weights, Optional<int[]> numbers) {
        Matrix x = data.x();
        long of = numbers.isPresent() ? numbers.get().length : x.rows();
        int count = (int) Math.min(MOST, of);
        ReportRows rows = new ReportRows(name, of, new double[count], new double[count], new double[count]);
        double[] features = new double[x.features()];
        for (int k = 0; k < count; k++) {
            long place = spread(k, count, of);
            long row = numbers.isPresent() ? numbers.get()[(int) place] : place;
            for (int j = 0; j < features.length; j++) {
                features[j] = x.get(row, j);
            }
            rows.targets[k] = data.y().get(row);
            double offset = x.offset().map(offsets -> offsets.get(row)).orElse(0.0);
            rows.predictions[k] = model.predict(offset, features);
            rows.weights[k] = weights == null ? 1 : weights.get(row);
        }
        return rows;
    }

    /** Where the k-th of so many lies among more, evenly spread. */
    static long spread(long k, long taken, long of) {
        // Fits a long: k < 2¹⁶, and no memory holds 2⁴⁷ rows.
        return k * of / taken;
    }

    boolean areTraining() {
        return name.equals(TRAINING);
    }

    int size() {
        return targets.length;
    }

    /** sign(y − ŷ) √(2(y ln(y/ŷ) − y + ŷ)), whose squares the mean deviance of counts is the mean of (McCullagh, Nelder: Generalized Linear Models, 1989). */
    double devianceResidual(int k) {
        double y = targets[k];
        double mean = predictions[k];
        double deviance = 2 * ((y == 0 ? 0 : y * StrictMath.log(y / mean)) - y + mean);
        // Rounding may make what is hardly above zero negative.
        return Math.copySign(Math.sqrt(Math.max(0, deviance)), y - mean);
    }
}
