package dev.steepest;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.RowShape;

/**
 * A linear model that learns from one row after another, on the hot path of a service: no data at rest, no end, no allocation.
 *
 * <pre>{@code
 * Online online = GradientDescent.stochastic(0).learningRate(0.01).intercept().online(64);
 * double loss = online.step(row, target);  // one thread
 * Model model = online.snapshot();         // any thread
 * }</pre>
 *
 * <p>A step is that of stochastic descent, in the order of {@link Layout#ROWS} and to the same bits: z = x·θ + b, e = ∂ℓ/∂z,
 * θ ← θ − α e x, b ← b − α e.
 *
 * <p><b>Threads.</b> One thread at a time may call {@link #step}, {@link #predict} and {@link #cost}: the writer. {@link #snapshot} and
 * {@link #steps} are for any thread at any time. The writer never waits for them, takes no lock and allocates nothing.
 *
 * <p><b>Divergence.</b> θ and b are always finite. A step that would change that is not done and says so by what it returns: infinity or NaN.
 * Single ones come from rows or targets that are not finite, or far too large. If ordinary rows keep doing it, θ has outgrown them because the learning
 * rate is too large: the step of squared loss multiplies its own row's z − y by 1 − 2α(‖x‖² + 1), without an intercept 1 − 2α‖x‖². Then go back to an
 * earlier snapshot with a smaller rate.
 *
 * <p><b>Warm start.</b> θ and b go on from the model that is given; steps and cost go on for as long as an {@code Online} lives, and begin
 * anew in every {@code Online} that is made and in every fit. The schedule's t counts those steps.
 */
public final class Online {

    private final SharedParameters parameters;
    private final Errors errors;
    private final Rate rate;
    private final Clipping clipping;
    private final boolean hasIntercept;
    private final boolean requiresFinite;
    private final int features;
    private final RunningMean losses = new RunningMean();
    private long skipped;

    Online(Settings settings, Model start) {
        Kernel kernel = Kernels.chosen();
        RowShape shape = new RowShape(start.features());
        this.parameters = new SharedParameters(start, shape, kernel.heapRow(shape));
        this.errors = settings.loss.errors(kernel);
        this.rate = new Rate(settings.learningRate.rateWithoutData(), settings.schedule);
        this.clipping = settings.clipping;
        this.hasIntercept = settings.intercept;
        this.requiresFinite = settings.requireFinite;
        this.features = start.features();
    }

    /**
     * Learns from a row: θ ← θ − α e x, b ← b − α e.
     *
     * @param row x, d values; not modified
     * @param target y
     * @return ℓ(z, y) of the prediction before the step; infinite or NaN if the step was not done, because of that loss or because θ would
     *     no longer be finite: then all is as it was, but for {@link #skipped}
     * @throws IllegalArgumentException if the row has not d values; if {@link GradientDescent#requireFinite} was asked for, and a value is not finite
     */
    public double step(double[] row, double target) {
        Model.checkRow(row, features);
        double z = parameters.predict(row);
        double loss = errors.loss(z, target);
        if (!Double.isFinite(loss)) {
            return skip(row, target, loss);
        }
        double error = clipping.clip(errors.error(z, target), row, hasIntercept ? 1 : 0);
        double scale = -rate.of(parameters.steps() + 1) * error;
        if (!parameters.step(row, scale, hasIntercept ? scale : 0)) {
            return skip(row, target, Double.POSITIVE_INFINITY);
        }
        losses.add(loss);
        return loss;
    }

    private double skip(double[] row, double target, double loss) {
        if (requiresFinite) {
            checkFinite(row, target);
        }
        skipped++;
        return loss;
    }

    private static void checkFinite(double[] row, double target) {
        for (int j = 0; j < row.length; j++) {
            if (!Double.isFinite(row[j])) {
                throw new IllegalArgumentException("the row is not finite at feature=" + j + ": " + row[j]);
            }
        }
        if (!Double.isFinite(target)) {
            throw new IllegalArgumentException("the target is not finite: " + target);
        }
    }

    /**
     * z = x·θ + b, added in eight lanes as for {@link Layout#ROWS}; for the writer's thread, others ask a {@link #snapshot}.
     *
     * @param row x, d values
     * @throws IllegalArgumentException if there are more or fewer
     */
    public double predict(double... row) {
        Model.checkRow(row, features);
        return parameters.predict(row);
    }

    /**
     * θ and b as they are after one and the same step, to the bit; allocates the model. For any thread, while another one steps: of two snapshots
     * of a thread the second is never the older one.
     */
    public Model snapshot() {
        return parameters.snapshot();
    }

    /** d. */
    public int features() {
        return features;
    }

    /** Steps done, for any thread. */
    public long steps() {
        return parameters.steps();
    }

    /** Steps that were not done: those that returned a loss that is not finite. For the writer's thread. */
    public long skipped() {
        return skipped;
    }

    /**
     * The mean over all steps done of ℓ(z, y) just before the step, which is an honest estimate of the loss on rows not yet seen (progressive
     * validation; Blum, Kalai, Langford: Beating the hold-out, COLT 1999); NaN before the first step. Its sum is compensated: it does not
     * drift, however many steps there are. Old steps count as much as new ones: for a window, average what {@link #step} returns. For the
     * writer's thread.
     */
    public double cost() {
        return losses.value();
    }

    @Override
    public String toString() {
        return "Online[features=" + features + " learningRate=" + rate.current() + " steps=" + steps() + "]";
    }
}
