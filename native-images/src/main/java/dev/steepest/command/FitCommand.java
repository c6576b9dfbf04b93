package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Metrics;
import dev.steepest.Observer;
import dev.steepest.Reason;
import dev.steepest.Storage;
import dev.steepest.Validation;
import dev.steepest.Vector;
import dev.steepest.data.CheckpointClaim;
import dev.steepest.data.Classes;
import dev.steepest.data.DataException;
import dev.steepest.data.Dataset;
import dev.steepest.data.ReadOptions;
import dev.steepest.data.SourceFiles;
import dev.steepest.data.StoredModel;
import dev.steepest.data.Weighted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fits a model to a file and reports. */
@Command(
        name = "fit",
        customSynopsis = "steepest fit DATA --target=Y [OPTIONS]",
        sortOptions = false,
        description = "Fits a linear model to DATA by gradient descent on the mean loss.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {
            "DATA is a file: .npy, .npz, .arrow, .csv or .tsv, .gz or not (names in the first row), .libsvm (--target label);",
            "numbers only, N of them a row, the lowest byte first: FILE.f64:N or FILE.f32:N;",
            "what DuckDB reads: .parquet, .json, FILE.duckdb:TABLE; -, standard input, with --format;",
            "or SQL, whose tables may be files. It can neither write nor reach the network.",
            "Ctrl-C ends the fit early; what it has reached is still reported and written.",
            "",
            "Examples:",
            "  steepest fit data.csv --target price --model model.json",
            "  steepest fit data.csv --target price --penalty l1 --strength 0.1",
            "  steepest fit x.npy --target y.npy --method mini-batch --batch-size 64 --seed 1 --json",
            "  steepest fit patients.csv --target ill --loss logistic --class-weights balanced",
            "  steepest fit \"SELECT distance, hour, fare FROM 'trips-*.parquet'\" --target fare",
            "  steepest fit data.csv --target 0 --learning-rate 0.01 --max-epochs 500 --trace trace.csv",
            "  steepest fit data.csv --target price --report report.html --onnx model.onnx",
            "  steepest fit x.npy --target y.npy --max-epochs 100000 --checkpoint fit.checkpoint --resume",
            "",
            "Exit codes: 0 done, 2 usage or bad input, 3 diverged, 130 interrupted."
        })
final class FitCommand implements Callable<Integer> {

    /** Whose missing values are told. */
    private static final int MOST_COLUMNS = 10;

    private final Console console;

    @Parameters(paramLabel = "DATA", description = "Rows and features: a file, or SQL in quotes.")
    private String data = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "Y",
            description =
                    "What to predict: the name of a column of DATA, its number (from 0), or a .npy, .f64 or .csv file of one column.")
    private String target = "";

    @Option(
            names = "--weights",
            paramLabel = "W",
            description =
                    "What rows count for, in proportion: the name of a column of DATA, which is then no feature, or a .npy, .f64 or .csv"
                            + " file of one column. Default: all the same.")
    private @Nullable String weights;

    @Option(
            names = "--offset",
            paramLabel = "O",
            description =
                    "What is added to the score of each row, ln(exposure) of counts: the name of a column of DATA, which is then no feature, or a"
                            + " .npy, .f64 or .csv file of one column. predict and evaluate then need it, too. Default: none.")
    private @Nullable String offset;

    @Option(
            names = "--one-hot",
            description =
                    "Makes a feature of each value of a column of text. Otherwise such columns are refused. The model keeps"
                            + " the values' names and order.")
    private boolean oneHot;

    @Option(
            names = "--drop-null",
            description =
                    "Leaves out rows in which a value is missing, and tells how many. Otherwise they are refused.")
    private boolean dropNull;

    @Option(
            names = "--positive",
            paramLabel = "LABEL",
            description =
                    "Which of the two values of the target the model gives the probability of, for a loss of labels. Default: the greater"
                            + " number, or what comes last in the alphabet.")
    private @Nullable String positive;

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Mixin
    private FitOptions options = new FitOptions();

    @Mixin
    private StartOption start = new StartOption();

    @Mixin
    private FitOutputs outputs = new FitOutputs();

    @Option(names = "--json", description = "Prints one JSON object instead of the report.")
    private boolean asJson;

    @Option(names = "--quiet", description = "Shows no progress. (It is shown on terminals only.)")
    private boolean quiet;

    FitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        options.check();
        reading.check(data);
        if (positive != null && !options.loss().hasLabels()) {
            throw new CommandException(
                    "--positive=" + positive + " belongs to a loss of labels, this is loss=" + options.loss());
        }
        SourceFiles sources = SourceFiles.of(data);
        SourceFiles validation = options.validation().files();
        requireOffsetOfAll();
        outputs.check(sources, target, weights, offset, validation);
        Stream.of(sources, validation)
                .flatMap(named -> named.patterns().stream())
                .forEach(console::say);
        ChosenKernel.require();
        CheckpointClaim claim = outputs.checkpoints().claim();
        try {
            return fit();
        } finally {
            if (claim != null) {
                claim.close();
            }
        }
    }

    private void requireOffsetOfAll() {
        if (offset != null && !isColumn(offset) && options.validation().file().isPresent()) {
            throw new CommandException("--offset=" + offset
                    + " is a file, which has none for the rows of --validation: it must be a column of both");
        }
    }

    private static boolean isColumn(@Nullable String name) {
        return name != null && Dataset.columnFile(name).isEmpty();
    }

    private int fit() {
        if (options.threads() > 1) {
            // Until the process ends, which is soon: native images cannot close a shared arena.
            return fit(start.read(), Arena.global());
        }
        try (Arena arena = Arena.ofConfined()) {
            return fit(start.read(), arena);
        }
    }

    private int fit(@Nullable StoredModel model, Arena arena) {
        long begin = System.nanoTime();
        // A column of weights or offsets is taken out of rows.
        Layout layout = isColumn(weights) || isColumn(offset) ? Layout.ROWS : options.layout();
        Optional<Path> file = Dataset.file(data);
        Optional<Path> validation = options.validation().file();
        ReadOptions tables =
                reading.of(oneHot, dropNull, options.loss().hasLabels(), layout, Memory.mapsAbove(file, validation));
        MappedFiles mapped = new MappedFiles();
        Dataset named = Objects.requireNonNull(mapped.reading(file, () -> read(model, tables, arena)));
        tell("", named);
        Classes classes = classes(model, named);
        Dataset table = encoded(classes, named, arena);
        Weighted weighted = weights == null ? null : Weighted.of(table, weights, arena);
        Dataset unshifted = weighted == null ? table : weighted.data();
        Dataset read = offset == null ? unshifted : unshifted.withOffset(offset, arena);
        Dataset others = mapped.reading(validation, () -> others(read, classes, tables, arena));
        long loaded = System.nanoTime();
        GradientDescent descent =
                start.of(options.descent(read.x().rows(), others), model, read.features(), options.hasIntercept());
        Interruption interruption = Interruption.heeded();
        try {
            mapped.requireUnchanged();
            Matrix x = kept(options.layout(read.x()), options.storage(read.x()), read.x(), arena);
            long prepared = System.nanoTime();
            try (Trace tracing = outputs.trace()) {
                Curve curve = outputs.curve();
                Vector w = weighted == null ? null : weighted.weights();
                Fit fit = descend(descent, x, read.y(), w, mapped, tracing, curve);
                Result.Seconds seconds = Result.Seconds.of(begin, loaded, prepared, System.nanoTime());
                FitMetrics metrics = new FitMetrics(fit.model(), options.loss(), mapped, console);
                Validation heldOut = options.validation(others);
                Metrics training = metrics.training(x, read.y(), w, heldOut);
                Result result = new Result(
                        fit,
                        new Result.Asked(data, options.hasIntercept(), options.seed()),
                        read,
                        target,
                        weighted,
                        weights,
                        nameOfOffset(),
                        options.classWeights(),
                        fit.standardization().orElse(null),
                        options.loss(),
                        classes,
                        options.penalty(),
                        options.lower(),
                        options.upper(),
                        fit.optimizer(),
                        heldOut,
                        others,
                        mapped.change(),
                        training,
                        metrics.heldOut(x, read.y(), w, heldOut, others),
                        mapped.change() == null
                                ? Advice.of(options, fit, target, read, w, trainingRows(heldOut, read), training)
                                : List.of(),
                        seconds);
                return finish(result, tracing, curve);
            }
        } finally {
            interruption.over();
        }
    }

    private int @Nullable [] trainingRows(@Nullable Validation heldOut, Dataset read) {
        return heldOut == null
                ? null
                : heldOut.trainingRows(options.loss(), read.y()).orElse(null);
    }

    /** A model to start at tells which features there are, and where a column of text is spread. */
    private Dataset read(@Nullable StoredModel model, ReadOptions tables, Arena arena) {
        try {
            if (model == null) {
                return Dataset.read(data, target, tables, arena);
            }
            List<String> features = new ArrayList<>(model.features());
            Stream.of(weights, offset).filter(FitCommand::isColumn).forEach(features::add);
            return start.requireAll(Dataset.read(data, target, features, tables, arena));
        } catch (DataException e) {
            throw reading.advised(e, Dataset.columnFile(target).isEmpty(), model == null);
        }
    }

    private @Nullable Dataset others(Dataset read, Classes classes, ReadOptions tables, Arena arena) {
        try {
            List<String> features = new ArrayList<>(read.features());
            if (offset != null && isColumn(offset)) {
                features.add(offset);
            }
            Dataset others = options.validation().read(features, target, tables, arena);
            if (others == null) {
                return null;
            }
            tell("--validation: ", others);
            Dataset encoded = encoded(classes, others, arena);
            return offset == null ? encoded : encoded.withOffset(offset, arena);
        } catch (DataException e) {
            throw reading.advised(e, true, false);
        }
    }

    /** What labels are called: as the model that the fit starts at has it, or as the data have them. */
    private Classes classes(@Nullable StoredModel model, Dataset table) {
        if (!options.loss().hasLabels()) {
            return Classes.NUMBERS;
        }
        return model == null ? Classes.of(table, target, positive) : model.classes();
    }

    /** A column's, or a file's without its folder. */
    private @Nullable String nameOfOffset() {
        return offset == null || isColumn(offset)
                ? offset
                : String.valueOf(Path.of(offset).getFileName());
    }

    private Dataset encoded(Classes classes, Dataset table, Arena arena) {
        return options.loss().hasLabels() ? classes.encode(table, target, arena) : table;
    }

    private void tell(String of, Dataset table) {
        ReadingOptions.tellIgnored(table.findings(), of, console);
        ReadingOptions.tellUnseen(table.findings(), of, console);
        if (dropNull) {
            Map<String, Long> missing = table.findings().missing();
            String columns = missing.entrySet().stream()
                    .limit(MOST_COLUMNS)
                    .map(column -> column.getKey() + "=" + column.getValue())
                    .collect(Collectors.joining(", "));
            console.say(of + "rows with a missing value dropped: "
                    + table.findings().dropped()
                    + (columns.isEmpty() ? "" : " (" + columns + (missing.size() > MOST_COLUMNS ? ", …)" : ")"))
                    + ", rows left: " + table.x().rows());
        }
    }

    private static Matrix kept(Layout layout, Storage storage, Matrix x, Arena arena) {
        if (x.layout() == layout && x.storage() == storage) {
            return x;
        }
        try {
            return x.copy(arena, layout, storage);
        } catch (OutOfMemoryError e) {
            throw Memory.notEnough("the fit copies", x, storage, e);
        }
    }

    private Fit descend(
            GradientDescent descent,
            Matrix x,
            Vector y,
            @Nullable Vector w,
            MappedFiles mapped,
            @Nullable Trace tracing,
            @Nullable Curve curve) {
        boolean shows = !quiet && Terminal.isStandardError();
        ProgressLine progress = shows ? new ProgressLine(console.err(), options.maxEpochs()) : null;
        List<Observer> observers = new ArrayList<>();
        if (!mapped.isEmpty()) {
            observers.add(mapped);
        }
        Stream.of(Optional.ofNullable(tracing), Optional.ofNullable(curve), Optional.ofNullable(progress))
                .forEach(observer -> observer.ifPresent(observers::add));
        try {
            GradientDescent kept = outputs.checkpoints().of(descent, console);
            GradientDescent observed = observers.isEmpty() ? kept : kept.observer(all(observers));
            return w == null ? observed.fit(x, y) : observed.fit(x, y, w);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } finally {
            if (progress != null) {
                progress.erase();
            }
        }
    }

    private static Observer all(List<Observer> observers) {
        return epoch -> {
            boolean goOn = true;
            for (Observer observer : observers) {
                goOn &= observer.epoch(epoch);
            }
            return goOn;
        };
    }

    /** Writes all there is to write, whatever part of it fails: nobody likes to wait for a fit twice. */
    private int finish(Result result, @Nullable Trace tracing, @Nullable Curve curve) {
        // The fit has heeded the interrupt; nothing that writes should take it for its own.
        Thread.interrupted();
        boolean written = attempt(() -> outputs.writeModel(result));
        written &= attempt(() -> outputs.writeOnnx(result));
        written &= attempt(outputs.checkpoints()::finish);
        if (tracing != null) {
            written &= attempt(tracing::finish);
        }
        written &= attempt(() -> outputs.writeReport(result, curve));
        written &= attempt(() -> report(result));
        if (result.change() != null) {
            console.say(result.change() + "; the fit ended at epoch="
                    + result.fit().epochs() + ", what it had reached is written");
            return Exit.REFUSED;
        }
        Reason reason = result.fit().reason();
        if (reason == Reason.STOPPED) {
            console.say("interrupted: " + result.fit().message());
            return Exit.INTERRUPTED;
        }
        if (reason == Reason.DIVERGED) {
            console.say(result.fit().message());
            return Exit.DIVERGED;
        }
        return written ? Exit.DONE : Exit.REFUSED;
    }

    private boolean attempt(Runnable part) {
        try {
            part.run();
            return true;
        } catch (RuntimeException e) {
            console.refuse(e);
            return false;
        }
    }

    private void report(Result result) {
        if (!asJson) {
            TextReport.print(result, console.out());
            return;
        }
        try {
            JsonReport.print(result, console.out());
        } catch (IOException e) {
            throw new CommandException("standard output cannot be written: " + e.getMessage(), e);
        }
        console.out().flush();
    }
}
