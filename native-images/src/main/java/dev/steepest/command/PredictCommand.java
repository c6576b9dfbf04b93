package dev.steepest.command;

import dev.steepest.Layout;
import dev.steepest.data.Classes;
import dev.steepest.data.DataException;
import dev.steepest.data.Features;
import dev.steepest.data.ModelFile;
import dev.steepest.data.PredictionFile;
import dev.steepest.data.ReadOptions;
import dev.steepest.data.SourceFiles;
import dev.steepest.data.StoredModel;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Predictions of a model that {@code fit --model} wrote. */
@Command(
        name = "predict",
        customSynopsis = "steepest predict --model=FILE DATA [--out=FILE]",
        sortOptions = false,
        description =
                "Predicts the target of every row of DATA, one number a line: of a logistic model the probability of the label 1,"
                        + " of a Poisson model the mean.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {
            "Rows are read, predicted and written some at a time: DATA may be larger than memory.",
            "",
            "Examples:",
            "  steepest predict --model model.json new.csv",
            "  steepest predict --model model.json new.npy --out predictions.npy",
            "  steepest predict --model model.json \"SELECT * FROM 'trips-*.parquet'\" --out fares.parquet"
        })
final class PredictCommand implements Callable<Integer> {

    private static final int BATCH = 2048;

    private final Console console;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The model, as fit --model wrote it.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "DATA",
            description =
                    "A table of any kind that fit reads, or SQL: columns are found by the names of the model's features, the"
                            + " others are told and ignored. Or a .npy file with these columns in the model's order.")
    private String data = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to: a .csv or .parquet file with the column 'prediction', or a .npy file. Standard output if not"
                            + " given.")
    private @Nullable Path out;

    @Option(
            names = "--output",
            paramLabel = "WHAT",
            description =
                    "prediction (default), probability of the positive class, class (its name, as the data had it) or score (z = x·θ +"
                            + " b, with the offset).")
    private Output output = Output.PREDICTION;

    @Mixin
    private OffsetOption offset = new OffsetOption();

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SourceFiles sources = SourceFiles.of(data);
        if (out != null) {
            checkOut(out, sources);
        }
        sources.patterns().forEach(console::say);
        reading.check(data);
        ChosenKernel.require();
        try {
            predict(ModelFile.read(model));
        } catch (DataException e) {
            throw reading.advised(e, false, false);
        }
        return Exit.DONE;
    }

    private void predict(StoredModel stored) {
        output.check(stored);
        Classes text = output == Output.CLASS && !stored.classes().areNumbers() ? stored.classes() : null;
        if (text != null && out != null && !PredictionFile.takesText(out)) {
            throw new CommandException("--out=" + out + " holds numbers, the classes are text: write a .csv file");
        }
        // DuckDB may ask for predictions on a thread of its own.
        ReadOptions tables = reading.of(false, false, false, Layout.ROWS, Long.MAX_VALUE);
        try (Features features = open(stored, tables)) {
            ReadingOptions.tellIgnored(features.findings(), "", console);
            Predictor predictor = new Predictor(output.of(stored.model()), features, output.of(stored.classes()));
            write(predictor, text);
            ReadingOptions.tellUnseen(features.findings(), "", console);
        }
    }

    private Features open(StoredModel stored, ReadOptions tables) {
        String named = offset.of(stored);
        return named == null
                ? Features.open(data, stored.features(), tables, Arena.ofAuto())
                : Features.open(data, stored.features(), named, tables, Arena.ofAuto());
    }

    private void checkOut(Path out, SourceFiles sources) {
        if (!PredictionFile.isKnown(out)) {
            throw new CommandException("--out=" + out + " must end in .csv, .npy or .parquet");
        }
        sources.files().forEach(file -> OutputPath.requireDifferent("--out", out, "DATA", file));
        offset.file().ifPresent(file -> OutputPath.requireDifferent("--out", out, "--offset", file));
        OutputPath.requireDifferent("--out", out, "--model", model);
        OutputPath.requireWritable("--out", out);
    }

    private void write(Predictor predictions, @Nullable Classes text) {
        if (out == null) {
            print(predictions, text);
        } else {
            PredictionFile.write(out, predictions, text);
        }
    }

    /** Until the reader has had enough. */
    private void print(Predictor predictions, @Nullable Classes text) {
        double[] values = new double[BATCH];
        int count = predictions.next(values);
        while (count > 0 && !console.out().checkError()) {
            console.out().print(PredictionFile.lines(values, count, text));
            count = predictions.next(values);
        }
    }
}
