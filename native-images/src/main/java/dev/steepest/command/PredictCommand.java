package dev.steepest.command;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import dev.steepest.data.Features;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import dev.steepest.data.StoredModel;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
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
        footer = {
            "",
            "Examples:",
            "  steepest predict --model model.json new.csv",
            "  steepest predict --model model.json new.npy --out predictions.npy"
        })
final class PredictCommand implements Callable<Integer> {

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
                    "A .csv file, whose columns are found by the names of the model's features (others are ignored), or a"
                            + " .npy file with these columns in the model's order.")
    private Path data = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Where to: a .csv file with the column 'prediction', or a .npy file. Standard output if not given.")
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
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Features.read(data, stored.features(), arena).x();
            Vector predictions = allocate(x, arena);
            stored.model().predict(x, predictions);
            write(predictions);
        }
        return Exit.DONE;
    }

    private void checkOut(Path out) {
        if (!isNpy(out) && !out.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            throw new CommandException("--out=" + out + " must end in .csv or .npy");
        }
        OutputPath.requireDifferent("--out", out, "DATA", data);
        OutputPath.requireDifferent("--out", out, "--model", model);
        OutputPath.requireWritable("--out", out);
    }

    private static boolean isNpy(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
    }

    private static Vector allocate(Matrix x, Arena arena) {
        try {
            return Vector.allocate(arena, x.rows());
        } catch (OutOfMemoryError e) {
            throw new CommandException(Memory.explain(e) + "; predictions take rows=" + x.rows() + " × 8 bytes", e);
        }
    }

    private void write(Vector predictions) {
        if (out == null) {
            PredictionText.print(predictions, console.out());
        } else if (isNpy(out)) {
            NpyFile.write(out, predictions);
        } else {
            PredictionText.write(predictions, out);
        }
    }
}
