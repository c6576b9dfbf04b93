package dev.steepest.command;

import dev.steepest.Convergence;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.LearningRate;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Schedule;
import dev.steepest.Storage;
import dev.steepest.Validation;
import dev.steepest.data.Dataset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to descend: the options that {@link GradientDescent} is made of. */
final class FitOptions {

    private static final int BATCH_SIZE = 256;

    private static final long BATCH_EPOCHS = 10_000;

    private static final long ROW_EPOCHS = 1000;

    /** What is left to gain is then in no digit that anybody looks at. */
    private static final double REMAINING = 1e-6;

    /** A cost that changes no more ends a fit whose rounding errors hide what is left. */
    private static final Convergence STANDS_STILL = Convergence.costChange(1e-12, 10);

    private static final int MOST_TOLERANCE_EPOCHS = 1 << 20;

    /** The share of l1 in elastic-net unless it is given. */
    private static final double EVEN = 0.5;

    /** Copying X costs about as much as three epochs, and saves up to half of each. */
    private static final int EPOCHS_THAT_PAY = 10;

    /** A panel of so many features has left the second-level cache when it is read again: rows, of which a tile is smaller, are faster then. */
    private static final int WIDE = 4096;

    @Option(
            names = "--loss",
            paramLabel = "LOSS",
            description =
                    "What a wrong prediction costs. squared (default), huber:D (squared/2 up to D, then linear), quantile:Q,"
                            + " epsilon-insensitive:E; for labels -1 and 1 or 0 and 1: logistic, hinge, squared-hinge; for counts: poisson."
                            + " Without its number: huber:1.35, quantile:0.5, epsilon-insensitive:0.1.")
    private Loss loss = Loss.squared();

    @Option(
            names = "--class-weights",
            paramLabel = "N,P",
            description =
                    "What rows of the negative and of the positive label count for, e.g. 1,5; or balanced: both labels for the same.")
    private @Nullable String classWeights;

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
                    "How stochastic and mini-batch choose rows. shuffled: each once an epoch (default). shuffled-blocks: blocks of"
                            + " 64 neighbours in shuffled order, which is faster where X exceeds the caches. with-replacement: each"
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
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "What the rate is multiplied by as the fit goes on. constant: 1 (default). inverse-scaling:POWER: 1/t^POWER at"
                            + " step t. inverse-sqrt: 1/√t. exponential:DECAY: DECAY every epoch. step:FACTOR,EPOCHS: FACTOR"
                            + " every so many epochs. cosine:WARMUP,EPOCHS: rises for WARMUP epochs, then falls like a cosine."
                            + " plateau:FACTOR,PATIENCE: FACTOR whenever PATIENCE epochs brought no lower cost.")
    private Schedule schedule = Schedule.constant();

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description = "Shortens gradients that are longer than NORM to it. Default: infinity.")
    private double clip = Double.POSITIVE_INFINITY;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description =
                    "What a step makes of the gradient. auto (default): what needs the fewest epochs for this loss, penalty and method, and"
                            + " plain where a --learning-rate, --schedule or --clip is given. Any method: plain, momentum:0.9,"
                            + " nesterov:0.9, and, with a --learning-rate that is given, adagrad, rmsprop, adam, adamw:0.01 (its weight"
                            + " decay). stochastic and mini-batch: averaging, svrg, dog. batch: lbfgs:10, accelerated,"
                            + " barzilai-borwein, backtracking.")
    private Optimizer optimizer = Optimizer.auto();

    @Option(
            names = "--penalty",
            paramLabel = "KIND",
            description =
                    "What coefficients cost besides. l2: strength/2 times the sum of squares. l1: strength times the sum of sizes,"
                            + " which makes some of them zero. elastic-net: both. weight-decay: shrinks them by rate times strength"
                            + " in each step. Default: none. With --standardize, of coefficients of scaled features.")
    private PenaltyKind penalty = PenaltyKind.NONE;

    @Option(names = "--strength", paramLabel = "S", description = "What the penalty counts for against the mean loss.")
    private @Nullable Double strength;

    @Option(
            names = "--l1-ratio",
            paramLabel = "R",
            description = "The share of l1 in elastic-net: 0 is l2, 1 is l1. Default: 0.5.")
    private @Nullable Double l1Ratio;

    @Option(names = "--non-negative", description = "No coefficient is less than 0: the same as --lower 0.")
    private boolean nonNegative;

    @Option(
            names = "--lower",
            paramLabel = "L",
            description = "No coefficient is less than L, in original units. The intercept is free.")
    private @Nullable Double lower;

    @Option(
            names = "--upper",
            paramLabel = "U",
            description = "No coefficient is greater than U, in original units. The intercept is free.")
    private @Nullable Double upper;

    @Option(
            names = "--max-epochs",
            paramLabel = "N",
            description =
                    "Ends after so many epochs at the latest; an epoch is as many rows as DATA has. Default: 10000 of batch, or else"
                            + " 1000.")
    private @Nullable Long maxEpochs;

    @Option(
            names = "--remaining",
            paramLabel = "T",
            description =
                    "Ends when what is left to gain is T times the cost or less, by a bound or an estimate; the report says which. 0 only"
                            + " tells it. Default: 1e-6, or 0 with --tolerance or --gradient-tolerance.")
    private @Nullable Double remaining;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description =
                    "Ends when the cost changes from an epoch to the next by no more than T times itself. 0 switches this test off."
                            + " Default: 1e-12 over 10 epochs.")
    private @Nullable Double tolerance;

    @Option(
            names = "--tolerance-epochs",
            paramLabel = "N",
            description = "--tolerance is about the change over so many epochs. Default: 1.")
    private @Nullable Integer toleranceEpochs;

    @Option(
            names = "--gradient-tolerance",
            paramLabel = "T",
            description = "Ends when the norm of the gradient is T or less. 0 switches this test off (default).")
    private double gradientTolerance;

    @Mixin
    private ValidationOptions validation = new ValidationOptions();

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Ends after the first epoch that is over so long after the fit began. Default: none.")
    private double timeLimit = Double.POSITIVE_INFINITY;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that share out the passes over all rows; the result does not depend on them. Default: 1.")
    private int threads = 1;

    @Option(
            names = "--storage",
            paramLabel = "TYPE",
            description =
                    "How X is kept for the fit. float64, or float32: half the memory, values rounded once; all arithmetic is float64."
                            + " Default: as DATA has it, which is float64 but for .npy, .npz and .f32 files of float32.")
    private @Nullable Storage storage;

    @Option(
            names = "--plan",
            paramLabel = "PLAN",
            description =
                    "How batch comes by its gradients. streaming: reads X every epoch. gram: makes XᵀX once, then an epoch costs"
                            + " the square of the features. auto: the faster, by shape and epochs (default).")
    private Plan plan = Plan.AUTO;

    @Option(
            names = "--intercept",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Fits an intercept besides the coefficients (default), or none.")
    private boolean intercept;

    @Option(
            names = "--standardize",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Descends on features scaled to mean 0 and standard deviation 1 (default), which converges far sooner if their"
                            + " sizes differ. Coefficients are told in original units, the gradient's norm in scaled ones.")
    private boolean standardize;

    /** Refuses what makes no sense, whatever the data. */
    void check() {
        if (batchSize != null && method != Method.MINI_BATCH) {
            throw belongs("--batch-size=" + batchSize, "--method mini-batch");
        }
        if (sampling != null && method == Method.BATCH) {
            throw belongs("--sampling=" + Converters.written(sampling), "--method stochastic or mini-batch");
        }
        if (plan == Plan.GRAM && method != Method.BATCH) {
            throw belongs("--plan gram", "--method batch");
        }
        checkLoss();
        requireAtLeastOne("--threads", threads);
        if (threads > GradientDescent.MAX_THREADS) {
            throw new CommandException("--threads=" + threads + " must be at most " + GradientDescent.MAX_THREADS);
        }
        requireAtLeastOne("--batch-size", batchSize == null ? BATCH_SIZE : batchSize);
        requireAtLeastOne("--max-epochs", maxEpochs());
        checkTolerances();
        requirePositive("--clip", clip);
        requirePositive("--time-limit", timeLimit);
        validation.check();
        checkPenalty();
    }

    private void checkTolerances() {
        requireTolerance("--remaining", remaining == null ? 0 : remaining);
        requireTolerance("--tolerance", tolerance == null ? 0 : tolerance);
        requireTolerance("--gradient-tolerance", gradientTolerance);
        int over = toleranceEpochs == null ? 1 : toleranceEpochs;
        requireAtLeastOne("--tolerance-epochs", over);
        if (over > MOST_TOLERANCE_EPOCHS) {
            throw new CommandException("--tolerance-epochs=" + over + " must be at most " + MOST_TOLERANCE_EPOCHS);
        }
        if (toleranceEpochs != null && tolerance == null) {
            throw new CommandException("--tolerance-epochs=" + over + " belongs to a --tolerance");
        }
    }

    private void checkPenalty() {
        if (strength == null && penalty != PenaltyKind.NONE) {
            throw new CommandException(
                    "--penalty " + Converters.written(penalty) + " needs --strength, what it counts for");
        }
        if (strength != null && penalty == PenaltyKind.NONE) {
            throw new CommandException("--strength=" + strength + " belongs to a --penalty");
        }
        if (l1Ratio != null && penalty != PenaltyKind.ELASTIC_NET) {
            throw new CommandException("--l1-ratio=" + l1Ratio + " belongs to --penalty elastic-net, not to --penalty "
                    + Converters.written(penalty));
        }
        if (nonNegative && lower != null) {
            throw new CommandException("--non-negative is --lower=0: give it or --lower=" + lower);
        }
        try {
            shaped(method(Long.MAX_VALUE));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkLoss() {
        if (learningRate == LearningRate.automatic()
                && optimizer.hasAutomaticRate()
                && !optimizer.hasAutomaticRate(loss)) {
            throw new CommandException("--loss=" + loss + " has no automatic rate with --optimizer " + optimizer
                    + ": leave that out, or give one by --learning-rate");
        }
        if (plan == Plan.GRAM && loss != Loss.squared()) {
            throw new CommandException("--plan gram belongs to --loss squared, not to --loss " + loss);
        }
        if (classWeights != null && !loss.hasLabels()) {
            throw new CommandException(
                    "--class-weights=" + classWeights + " belongs to a loss of labels, not to --loss " + loss);
        }
        if (classWeights != null) {
            withClassWeights(GradientDescent.batch(), classWeights);
        }
    }

    private static GradientDescent withClassWeights(GradientDescent descent, String text) {
        if (text.equals("balanced")) {
            return descent.balancedClasses();
        }
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 2) {
                return descent.classWeights(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CommandException("--class-weights=" + text
                + " is neither balanced nor two numbers of which none is negative and one is positive");
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

    private static void requirePositive(String option, double value) {
        if (!(value > 0)) {
            throw new CommandException(option + "=" + value + " must be positive");
        }
    }

    private static void requireTolerance(String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new CommandException(option + "=" + value + " must be positive, or 0 to switch the test off");
        }
    }

    /** The layout that X should be in before the fit. */
    Layout layout(Matrix x) {
        return layout(x, Memory::total);
    }

    /** @param total bytes of memory */
    Layout layout(Matrix x, LongSupplier total) {
        Layout fastest = layout();
        if (x.layout() == fastest) {
            return fastest;
        }
        if (needsRows()) {
            String reason = validation.splits() ? "--validation-fraction" : "--method " + Converters.written(method);
            Memory.requireRoom(reason, x, storage(x), total);
            return fastest;
        }
        boolean pays = (maxEpochs() >= EPOCHS_THAT_PAY || method != Method.BATCH)
                && !isFastInRows(x)
                && Memory.holdsCopy(x, storage(x), total);
        return pays ? fastest : x.layout();
    }

    /** Rows that are taken as they lie; others are copied to scratch, tile by tile, which takes longer than panels do. */
    private boolean isFastInRows(Matrix x) {
        return x.layout() == Layout.ROWS && x.features() >= WIDE && storage(x) == Storage.FLOAT64 && !standardize;
    }

    /** The layout to read into, where there is a choice. */
    Layout layout() {
        return method != Method.BATCH || validation.splits() ? Layout.ROWS : Layout.PANELS;
    }

    /** Splits take rows as they lie, and so do steps; those over standardised rows put them together from any layout. */
    private boolean needsRows() {
        return validation.splits() || (method != Method.BATCH && !standardize);
    }

    Loss loss() {
        return loss;
    }

    Optional<String> classWeights() {
        return Optional.ofNullable(classWeights);
    }

    /** The storage that X should be in before the fit. */
    Storage storage(Matrix x) {
        return storage == null ? x.storage() : storage;
    }

    boolean hasIntercept() {
        return intercept;
    }

    long seed() {
        return seed;
    }

    boolean standardizes() {
        return standardize;
    }

    /** Whether coefficients may be any, at no cost. */
    boolean isFree() {
        return penalty == PenaltyKind.NONE && !isBounded();
    }

    /** Whether steps follow gradients and nothing else. */
    boolean isSmooth() {
        return (penalty == PenaltyKind.NONE || penalty == PenaltyKind.L2) && !isBounded();
    }

    private boolean isBounded() {
        return lower() > Double.NEGATIVE_INFINITY || upper() < Double.POSITIVE_INFINITY;
    }

    /** Whether all about steps is left to the data. */
    boolean isAutomatic() {
        return optimizer.equals(Optimizer.auto()) && givenSteps().isEmpty();
    }

    /** The options that say how long steps are. */
    List<String> givenSteps() {
        List<String> given = new ArrayList<>();
        if (learningRate != LearningRate.automatic()) {
            given.add("--learning-rate");
        }
        if (schedule != Schedule.constant()) {
            given.add("--schedule");
        }
        if (clip < Double.POSITIVE_INFINITY) {
            given.add("--clip");
        }
        return given;
    }

    /** The options that belong to steps over few rows. */
    List<String> givenRows() {
        List<String> given = new ArrayList<>();
        if (batchSize != null) {
            given.add("--batch-size");
        }
        if (sampling != null) {
            given.add("--sampling");
        }
        if (!optimizer.equals(Optimizer.auto())) {
            given.add("--optimizer");
        }
        return given;
    }

    /** The options that may have ended a fit before its optimum. */
    List<String> givenEnds() {
        List<String> given = new ArrayList<>();
        if (tolerance != null && tolerance > 0) {
            given.add("--tolerance");
        }
        if (toleranceEpochs != null) {
            given.add("--tolerance-epochs");
        }
        if (gradientTolerance > 0) {
            given.add("--gradient-tolerance");
        }
        return given;
    }

    int threads() {
        return threads;
    }

    /**
     * The rows held out; null if none are.
     *
     * @param others the rows of --validation; null without it
     */
    @Nullable
    Validation validation(@Nullable Dataset others) {
        return validation.of(others, seed);
    }

    ValidationOptions validation() {
        return validation;
    }

    long maxEpochs() {
        return maxEpochs == null ? usualEpochs() : maxEpochs;
    }

    /** How many there are at most if nobody says so. */
    long usualEpochs() {
        return method == Method.BATCH ? BATCH_EPOCHS : ROW_EPOCHS;
    }

    /**
     * Values that are NaN or infinite are refused by their place: no epoch could tell.
     *
     * @param others the rows of --validation; null without it
     */
    GradientDescent descent(long rows, @Nullable Dataset others) {
        GradientDescent descent = shaped(method(rows))
                .loss(loss)
                .learningRate(learningRate)
                .schedule(schedule)
                .clip(clip)
                .maxEpochs(maxEpochs())
                .plan(plan)
                .until(convergence())
                .threads(threads)
                .requireFinite();
        descent = classWeights == null ? descent : withClassWeights(descent, classWeights);
        descent = intercept ? descent.intercept() : descent;
        descent = timeLimit < Double.POSITIVE_INFINITY ? descent.timeLimit(duration(timeLimit)) : descent;
        Validation chosen = validation(others);
        descent = chosen == null ? descent : descent.validation(chosen);
        return standardize ? descent.standardize() : descent;
    }

    private static Duration duration(double seconds) {
        // At least a nanosecond; a long takes the largest double that does not fit for its own largest.
        return Duration.ofNanos(Math.max(1, (long) (seconds * 1e9)));
    }

    /** What steps make of a gradient, and where they may lead. */
    private GradientDescent shaped(GradientDescent method) {
        return method.optimizer(optimizer).penalty(penalty()).bounds(lower(), upper());
    }

    /** The least coefficient, −∞ for none. */
    double lower() {
        double least = nonNegative ? 0 : Double.NEGATIVE_INFINITY;
        return lower == null ? least : lower;
    }

    /** The greatest coefficient, ∞ for none. */
    double upper() {
        return upper == null ? Double.POSITIVE_INFINITY : upper;
    }

    Penalty penalty() {
        return penalty.of(strength == null ? 0 : strength, l1Ratio == null ? EVEN : l1Ratio);
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
        boolean isOther = tolerance != null || gradientTolerance > 0;
        double left = isOther ? 0 : REMAINING;
        Convergence convergence = Convergence.remaining(remaining == null ? left : remaining);
        if (tolerance == null && !isOther) {
            convergence = convergence.or(STANDS_STILL);
        } else if (tolerance != null && tolerance > 0) {
            int over = toleranceEpochs == null ? 1 : toleranceEpochs;
            convergence = convergence.or(Convergence.costChange(tolerance, over));
        }
        return gradientTolerance > 0 ? convergence.or(Convergence.gradientNorm(gradientTolerance)) : convergence;
    }
}
