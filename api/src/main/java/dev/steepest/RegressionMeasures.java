package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernels;

/** The sums of {@link RegressionMetrics}, and the absolute errors in order. */
final class RegressionMeasures extends RowMeasures {

    private final Errors errors;
    private final boolean counts;
    private final CompensatedSum weight = new CompensatedSum();
    private final CompensatedSum absolute = new CompensatedSum();
    private final CompensatedSum squared = new CompensatedSum();
    private final CompensatedSum deviance = new CompensatedSum();
    private final RankedRows absoluteErrors;

    /** About the first target, so that a variance that is small beside the mean is not lost: w, w(y − y₁), w(y − y₁)². */
    private final CompensatedSum shifted = new CompensatedSum();

    private final CompensatedSum shiftedSquares = new CompensatedSum();
    private double first;
    private boolean varies;
    private boolean isNaN;

    RegressionMeasures(Loss loss, long rows) {
        this.errors = loss.errors(Kernels.chosen());
        this.counts = loss.link() == Link.LOG;
        this.absoluteErrors = new RankedRows(rows);
    }

    @Override
    void check(double prediction, long row) {}

    @Override
    void add(double prediction, double target, double weight) {
        if (this.weight.value() == 0) {
            first = target;
        }
        varies |= target != first;
        double error = Math.abs(target - prediction);
        this.weight.add(weight);
        absolute.addProduct(weight, error);
        squared.addSquare(weight, error);
        deviance.addProduct(weight, deviance(prediction, target));
        shifted.addProduct(weight, target - first);
        shiftedSquares.addSquare(weight, target - first);
        isNaN |= Double.isNaN(error);
        if (!isNaN) {
            absoluteErrors.add(error, weight);
        }
    }

    /** StrictMath's logarithm has the same bits on every machine. */
    private double deviance(double prediction, double target) {
        if (!counts) {
            return errors.loss(prediction, target);
        }
        double logarithm = target == 0 ? 0 : target * StrictMath.log(target / prediction);
        return 2 * (logarithm - target + prediction);
    }

    @Override
    Metrics metrics(long rows) {
        double w = weight.value();
        double r2 = varies ? 1 - squared.value() / variation() : Double.NaN;
        return new RegressionMetrics(
                rows,
                w,
                r2,
                Math.sqrt(squared.value() / w),
                absolute.value() / w,
                isNaN ? Double.NaN : median(w),
                deviance.value() / w);
    }

    /** Σ w(y − ȳ)²: S₂ − 2aS₁ + a²W − (S₁ − aW)²/W of the shifted sums, where a is S₁/W rounded. */
    private double variation() {
        double mean = shifted.value() / weight.value();
        double square = mean * mean;
        CompensatedSum rest = new CompensatedSum();
        rest.addMultiple(1, shifted);
        rest.addMultiple(-mean, weight);
        CompensatedSum variation = new CompensatedSum();
        variation.addMultiple(1, shiftedSquares);
        variation.addMultiple(-2 * mean, shifted);
        variation.addMultiple(square, weight);
        variation.addMultiple(Math.fma(mean, mean, -square), weight);
        variation.addSquare(-1 / weight.value(), rest.value());
        return variation.value();
    }

    private double median(double w) {
        absoluteErrors.sort();
        CompensatedSum below = new CompensatedSum();
        for (long row = 0; row < absoluteErrors.size(); row++) {
            below.add(absoluteErrors.weight(row));
            double twice = 2 * below.value();
            if (twice == w && row + 1 < absoluteErrors.size()) {
                return 0.5 * absoluteErrors.value(row) + 0.5 * absoluteErrors.value(row + 1);
            }
            if (twice >= w) {
                return absoluteErrors.value(row);
            }
        }
        return Double.NaN;
    }
}
