package dev.steepest.command;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Observer;
import dev.steepest.Reason;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
        description = "Fits a linear model to DATA by gradient descent on the mean squared error.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "DATA is a .csv file, whose first row names the columns, or a .npy file.",
            "Ctrl-C ends the fit early; what it has reached is still reported and written.",
            "",
            "Examples:",
            "  steepest fit data.csv --target price --intercept --standardize --model model.json",
            "  steepest fit x.npy --target y.npy --method mini-batch --batch-size 64 --seed 1 --json",
            "  steepest fit data.csv --target 0 --learning-rate 0.01 --max-epochs 500 --trace trace.csv",
            "",
            "Exit codes: 0 done, 2 usage or bad input, 3 diverged, 130 interrupted."
        })
final class FitCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "DATA", description = "Rows and features: a .csv or .npy file.")
    private Path data = Path.of("");

    @Option(
            names = "--target",
            required = true,
            paramLabel = "Y",
            description =
                    "What to predict: the name of a column of DATA, its number (from 0), or a .npy or .csv file of one column.")
    private String target = "";

    @Mixin
    private FitOptions options = new FitOptions();

    @Option(names = "--model", paramLabel = "FILE", description = "Writes the model, for steepest predict, as JSON.")
    private @Nullable Path model;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Writes epoch, cost, gradientNorm and seconds of every epoch as CSV.")
    private @Nullable Path trace;

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
        checkOutputs();
        ChosenKernel.require();
        if (options.threads() > 1) {
            // Until the process ends, which is soon: native images cannot close a shared arena.
            return fit(Arena.global());
        }
        try (Arena arena = Arena.ofConfined()) {
            return fit(arena);
        }
    }

    private void checkOutputs() {
        checkOutput("--model", model);
        checkOutput("--trace", trace);
        if (model != null && trace != null) {
            OutputPath.requireDifferent("--trace", trace, "--model", model);
        }
    }

    private void checkOutput(String option, @Nullable Path file) {
        if (file == null) {
            return;
        }
        OutputPath.requireDifferent(option, file, "DATA", data);
        if (isDataFile(target)) {
            OutputPath.requireDifferent(option, file, "--target", Path.of(target));
        }
        OutputPath.requireWritable(option, file);
    }

    private static boolean isDataFile(String target) {
        String name = target.toLowerCase(Locale.ROOT);
        return (name.endsWith(".csv") || name.endsWith(".npy")) && Files.exists(Path.of(target));
    }

    private int fit(Arena arena) {
        long start = System.nanoTime();
        Dataset read = Dataset.read(data, target, arena);
        long loaded = System.nanoTime();
        GradientDescent descent = options.descent(read.x().rows());
        Interruption interruption = Interruption.heeded();
        try {
            Matrix x = inLayout(options.layout(read.x()), read.x(), arena);
            long prepared = System.nanoTime();
            try (Trace tracing = trace == null ? null : Trace.open(trace)) {
                Fit fit = descend(descent, x, read.y(), tracing);
                Result.Seconds seconds = Result.Seconds.of(start, loaded, prepared, System.nanoTime());
                return finish(new Result(fit, read.features(), x.rows(), Loss.squared(), seconds), tracing);
            }
        } finally {
            interruption.over();
        }
    }

    private static Matrix inLayout(Layout layout, Matrix x, Arena arena) {
        if (x.layout() == layout) {
            return x;
        }
        try {
            return x.copy(arena, layout);
        } catch (OutOfMemoryError e) {
            throw Memory.notEnough("the fit copies", x, e);
        }
    }

    private Fit descend(GradientDescent descent, Matrix x, Vector y, @Nullable Trace tracing) {
        boolean shows = !quiet && Terminal.isStandardError();
        ProgressLine progress = shows ? new ProgressLine(console.err(), options.maxEpochs()) : null;
        Observer observer = observer(tracing, progress);
        try {
            return (observer == null ? descent : descent.observer(observer)).fit(x, y);
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (OutOfMemoryError e) {
            throw Memory.notEnough("the fit may copy", x, e);
        } finally {
            if (progress != null) {
                progress.erase();
            }
        }
    }

    private static @Nullable Observer observer(@Nullable Trace tracing, @Nullable ProgressLine progress) {
        if (tracing == null || progress == null) {
            return tracing == null ? progress : tracing;
        }
        return (epoch, cost, gradientNorm) ->
                tracing.epoch(epoch, cost, gradientNorm) && progress.epoch(epoch, cost, gradientNorm);
    }

    /** Writes all there is to write, whatever part of it fails: nobody likes to wait for a fit twice. */
    private int finish(Result result, @Nullable Trace tracing) {
        // The fit has heeded the interrupt; nothing that writes should take it for its own.
        Thread.interrupted();
        boolean written = attempt(() -> writeModel(result));
        if (tracing != null) {
            written &= attempt(tracing::finish);
        }
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

    /** Parameters that nothing is known about are no model. */
    private void writeModel(Result result) {
        if (model == null) {
            return;
        }
        if (!Double.isFinite(result.fit().cost())) {
            throw new CommandException("--model=" + model + " is not written: no finite cost was reached");
        }
        ModelFile.write(
                model, new StoredModel(result.features(), result.fit().model(), result.loss(), training(result)));
    }

    private Map<String, String> training(Result result) {
        Fit fit = result.fit();
        Map<String, String> training = new LinkedHashMap<>();
        training.put("target", target);
        training.put("rows", Long.toString(result.rows()));
        training.put("method", fit.method());
        training.put("learningRate", Double.toString(fit.learningRate()));
        training.put("epochs", Long.toString(fit.epochs()));
        training.put("cost", Double.toString(fit.cost()));
        training.put("reason", fit.reason().name());
        return training;
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
