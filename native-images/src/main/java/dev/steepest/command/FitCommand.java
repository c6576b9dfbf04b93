package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Observer;
import dev.steepest.Reason;
import dev.steepest.Storage;
import dev.steepest.Vector;
import dev.steepest.data.DataException;
import dev.steepest.data.Dataset;
import dev.steepest.data.ReadOptions;
import dev.steepest.data.StoredModel;
import dev.steepest.data.Weighted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            "DATA is a file: .npy, .npz, .arrow, .csv (names in the first row), .libsvm (--target label);",
            "numbers only, N of them a row, the lowest byte first: FILE.f64:N or FILE.f32:N;",
            "what DuckDB reads: .csv.gz, .parquet, .json, FILE.duckdb:TABLE;",
            "or SQL, whose tables may be files. It can neither write nor reach the network.",
            "Ctrl-C ends the fit early; what it has reached is still reported and written.",
            "",
            "Examples:",
            "  steepest fit data.csv --target price --intercept --standardize --model model.json",
            "  steepest fit data.csv --target price --penalty l1 --strength 0.1 --optimizer accelerated",
            "  steepest fit x.npy --target y.npy --method mini-batch --batch-size 64 --seed 1 --json",
            "  steepest fit patients.csv --target ill --loss logistic --class-weights balanced --intercept",
            "  steepest fit \"SELECT distance, hour, fare FROM 'trips-*.parquet'\" --target fare --intercept",
            "  steepest fit data.csv --target 0 --learning-rate 0.01 --max-epochs 500 --trace trace.csv",
            "  steepest fit data.csv --target price --standardize --report report.html --onnx model.onnx",
            "  steepest fit x.npy --target y.npy --max-epochs 100000 --checkpoint fit.checkpoint --resume",
            "",
            "Exit codes: 0 done, 2 usage or bad input, 3 diverged, 130 interrupted."
        })
final class FitCommand implements Callable<Integer> {

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
        outputs.check(data, target, weights, options.validation().file());
        ChosenKernel.require();
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
        // A column of weights is taken out of rows.
        Layout layout = weights == null || Dataset.columnFile(weights).isPresent() ? options.layout() : Layout.ROWS;
        ReadOptions reading = new ReadOptions(oneHot, dropNull, layout);
        Dataset table = read(reading, arena);
        tellDropped("", table);
        Weighted weighted = weights == null ? null : Weighted.of(table, weights, arena);
        Dataset read = weighted == null ? table : weighted.data();
        Dataset others = options.validation().read(read, target, reading, arena);
        if (others != null) {
            tellDropped("--validation: ", others);
        }
        long loaded = System.nanoTime();
        GradientDescent descent =
                start.of(options.descent(read.x().rows(), others), model, read.features(), options.hasIntercept());
        Interruption interruption = Interruption.heeded();
        try {
            Matrix x = kept(options.layout(read.x()), options.storage(read.x()), read.x(), arena);
            long prepared = System.nanoTime();
            try (Trace tracing = outputs.trace()) {
                Curve curve = outputs.curve();
                Vector w = weighted == null ? null : weighted.weights();
                Fit fit = descend(descent, x, read.y(), w, tracing, curve);
                Result.Seconds seconds = Result.Seconds.of(begin, loaded, prepared, System.nanoTime());
                Result result = new Result(
                        fit,
                        read,
                        target,
                        weighted,
                        weights,
                        options.classWeights(),
                        fit.standardization().orElse(null),
                        options.loss(),
                        options.penalty(),
                        options.lower(),
                        options.upper(),
                        fit.optimizer(),
                        seconds);
                return finish(result, tracing, curve);
            }
        } finally {
            interruption.over();
        }
    }

    private Dataset read(ReadOptions reading, Arena arena) {
        try {
            return Dataset.read(data, target, reading, arena);
        } catch (DataException e) {
            throw switch (e.remedy()) {
                case NONE -> e;
                case DROP_NULL ->
                    Dataset.columnFile(target).isPresent() ? e : advised(e, "--drop-null leaves such rows out");
                case ONE_HOT -> advised(e, "--one-hot makes a feature of each value of a column of text");
            };
        }
    }

    private static CommandException advised(DataException e, String advice) {
        return new CommandException(e.getMessage() + ": " + advice, e);
    }

    private void tellDropped(String of, Dataset table) {
        if (dropNull) {
            console.say(of + "rows with a missing value dropped: " + table.dropped() + ", rows left: "
                    + table.x().rows());
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
            @Nullable Trace tracing,
            @Nullable Curve curve) {
        boolean shows = !quiet && Terminal.isStandardError();
        ProgressLine progress = shows ? new ProgressLine(console.err(), options.maxEpochs()) : null;
        List<Observer> observers = new ArrayList<>();
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
