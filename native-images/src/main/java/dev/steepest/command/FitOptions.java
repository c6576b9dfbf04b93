package dev.steepest.command;

import dev.steepest.Convergence;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.LearningRate;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Standardization;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to descend: the options that {@link GradientDescent} is made of. */
final class FitOptions {

    private static final int BATCH_SIZE = 256;

    /** Copying X costs about as much as three epochs, and saves up to half of each. */
    private static final int EPOCHS_THAT_PAY = 10;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "batch: every step over all rows (default). stochastic: over one row. mini-batch: over a few.")
    private Method method = Method.BATCH;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Rows of a mini-batch. Default: 256, or all rows if there are fewer.")
    private @Nullable Integer batchSize;

    @Option(
            names = "--sampling",
            paramLabel = "HOW",
            description =
                    "How stochastic and mini-batch choose rows. shuffled: each once an epoch (default). with-replacement: each"
                            + " independently.")
    private @Nullable Sampling sampling;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of the choice of rows; the same seed gives the same result. Default: 0. Batch chooses none.")
    private long seed;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "Length of a step as a multiple of the gradient, or auto: found from the data (default).")
    private LearningRate learningRate = LearningRate.automatic();

    @Option(
            names = "--max-epochs",
            paramLabel = "N",
            description =
                    "Ends after so many epochs at the latest; an epoch is as many rows as DATA has. Default: 1000.")
    private long maxEpochs = 1000;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description =
                    "Ends when the cost changes from an epoch to the next by no more than T times itself. 0 switches this test off."
                            + " Default: 1e-9.")
    private double tolerance = 1e-9;

    @Option(
            names = "--gradient-tolerance",
            paramLabel = "T",
            description = "Ends when the norm of the gradient is T or less. 0 switches this test off (default).")
    private double gradientTolerance;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that share out the passes over all rows; the result does not depend on them. Default: 1.")
    private int threads = 1;

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description =
                    "How batch comes by its gradients. streaming: reads X every epoch. gram: makes XᵀX once, then an epoch costs"
                            + " the square of the features. auto: the faster, by shape and epochs (default).")
    private Plan plan = Plan.AUTO;

    @Option(names = "--intercept", description = "Fits an intercept besides the coefficients.")
    private boolean intercept;

    @Option(
            names = "--standardize",
            description =
                    "Descends on features scaled to mean 0 and standard deviation 1, which converges far sooner if their sizes"
                            + " differ. Coefficients are told in original units, the gradient's norm in scaled ones.")
    private boolean standardize;

    /** Refuses what makes no sense, whatever the data. */
    void check() {
        if (batchSize != null && method != Method.MINI_BATCH) {
            throw belongs("--batch-size", "--method mini-batch");
        }
        if (sampling != null && method == Method.BATCH) {
            throw belongs("--sampling", "--method stochastic or mini-batch");
        }
        if (plan == Plan.GRAM && method != Method.BATCH) {
            throw belongs("--plan gram", "--method batch");
        }
        requireAtLeastOne("--threads", threads);
        if (threads > GradientDescent.MAX_THREADS) {
            throw new CommandException("--threads=" + threads + " must be at most " + GradientDescent.MAX_THREADS);
        }
        requireAtLeastOne("--batch-size", batchSize == null ? BATCH_SIZE : batchSize);
        requireAtLeastOne("--max-epochs", maxEpochs);
        requireTolerance("--tolerance", tolerance);
        requireTolerance("--gradient-tolerance", gradientTolerance);
    }

    private CommandException belongs(String option, String where) {
        return new CommandException(
                option + " belongs to " + where + ", not to --method " + Converters.written(method));
    }

    private static void requireAtLeastOne(String option, long value) {
        if (value < 1) {
            throw new CommandException(option + "=" + value + " must be at least 1");
        }
    }

    private static void requireTolerance(String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new CommandException(option + "=" + value + " must be positive, or 0 to switch the test off");
        }
    }

    /** The layout that X should be in before the fit. A standardised copy is made by the fit itself, of any layout. */
    Layout layout(Matrix x) {
        if (standardize) {
            return x.layout();
        }
        boolean pays = maxEpochs >= EPOCHS_THAT_PAY && Memory.holdsTwo(x);
        return method != Method.BATCH || pays ? layout(x.rows(), x.features()) : x.layout();
    }

    /** The layout to read into, where there is a choice. */
    Layout layout(long rows, int features) {
        return method == Method.BATCH ? Layout.fastest(rows, features) : Layout.ROWS;
    }

    /** What the fit scales these features by; null if it does not. */
    @Nullable
    Standardization scales(Matrix x) {
        Standardization scales = standardize ? Standardization.of(x, intercept) : null;
        return scales == null || !scales.isFinite() ? null : scales;
    }

    int threads() {
        return threads;
    }

    long maxEpochs() {
        return maxEpochs;
    }

    /** Values that are NaN or infinite are refused by their place: no epoch could tell. */
    GradientDescent descent(long rows) {
        GradientDescent descent = method(rows)
                .learningRate(learningRate)
                .maxEpochs(maxEpochs)
                .plan(plan)
                .until(convergence())
                .threads(threads)
                .requireFinite();
        descent = intercept ? descent.intercept() : descent;
        return standardize ? descent.standardize() : descent;
    }

    private GradientDescent method(long rows) {
        Sampling chosen = sampling == null ? Sampling.SHUFFLED : sampling;
        return switch (method) {
            case BATCH -> GradientDescent.batch();
            case STOCHASTIC -> GradientDescent.stochastic(seed, chosen);
            case MINI_BATCH -> GradientDescent.miniBatch(batchSize(rows), seed, chosen);
        };
    }

    private int batchSize(long rows) {
        if (batchSize == null) {
            return (int) Math.min(BATCH_SIZE, rows);
        }
        if (batchSize > rows) {
            throw new CommandException("--batch-size=" + batchSize + " exceeds the rows of the data, rows=" + rows);
        }
        return batchSize;
    }

    private Convergence convergence() {
        Convergence convergence = tolerance > 0 ? Convergence.costChange(tolerance) : Convergence.never();
        return gradientTolerance > 0 ? convergence.or(Convergence.gradientNorm(gradientTolerance)) : convergence;
    }
}
