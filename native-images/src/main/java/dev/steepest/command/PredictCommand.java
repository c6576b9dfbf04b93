package dev.steepest.command;

import dev.steepest.data.Dataset;
import dev.steepest.data.Features;
import dev.steepest.data.ModelFile;
import dev.steepest.data.PredictionFile;
import dev.steepest.data.StoredModel;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    PredictCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (out != null) {
            checkOut(out);
        }
        ChosenKernel.require();
        StoredModel stored = ModelFile.read(model);
        // DuckDB may ask for predictions on a thread of its own.
        try (Features features = Features.open(data, stored.features(), Arena.ofAuto())) {
            if (!features.ignored().isEmpty()) {
                console.say("columns that the model does not know are ignored: "
                        + features.ignored().stream()
                                .map(name -> "'" + name + "'")
                                .collect(Collectors.joining(", ")));
            }
            write(new Predictor(stored.model(), features));
        }
        return Exit.DONE;
    }

    private void checkOut(Path out) {
        if (!PredictionFile.isKnown(out)) {
            throw new CommandException("--out=" + out + " must end in .csv, .npy or .parquet");
        }
        Dataset.file(data).ifPresent(file -> OutputPath.requireDifferent("--out", out, "DATA", file));
        OutputPath.requireNotNamed(out, data);
        OutputPath.requireDifferent("--out", out, "--model", model);
        OutputPath.requireWritable("--out", out);
    }

    private void write(Predictor predictions) {
        if (out == null) {
            print(predictions);
        } else {
            PredictionFile.write(out, predictions);
        }
    }

    /** Until the reader has had enough. */
    private void print(Predictor predictions) {
        double[] values = new double[BATCH];
        int count = predictions.next(values);
        while (count > 0 && !console.out().checkError()) {
            console.out().print(PredictionFile.lines(values, count));
            count = predictions.next(values);
        }
    }
}
