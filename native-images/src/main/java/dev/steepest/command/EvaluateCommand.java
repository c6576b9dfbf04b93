package dev.steepest.command;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.Evaluation;
import dev.steepest.Layout;
import dev.steepest.Metrics;
import dev.steepest.data.DataException;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.ReadOptions;
import dev.steepest.data.SourceFiles;
import dev.steepest.data.StoredModel;
import dev.steepest.data.Weighted;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How good a model that {@code fit --model} wrote is on data whose target is known. */
@Command(
        name = "evaluate",
        customSynopsis = "steepest evaluate --model=FILE DATA --target=Y [--weights=W] [--offset=O] [--json]",
        sortOptions = false,
        description =
                "Tells how well a model predicts the target of DATA: R², errors and mean deviance, or for a model of labels accuracy,"
                        + " log-loss, ROC AUC and the best threshold.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {
            "A label is called positive at a probability above 0.5, or at a score above 0, as predict does.",
            "Calling all of the best threshold and above positive has the highest balanced accuracy.",
            "",
            "Examples:",
            "  steepest evaluate --model model.json test.csv --target price",
            "  steepest evaluate --model model.json x.npy --target y.npy --json",
            "  steepest evaluate --model ill.json patients.csv --target ill --weights count"
        })
final class EvaluateCommand implements Callable<Integer> {

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
                    "Rows that fit could read: a file, or SQL in quotes. Columns are found by the names of the model's features, the"
                            + " others are told and ignored.")
    private String data = "";

    @Option(
            names = "--target",
            required = true,
            paramLabel = "Y",
            description =
                    "What was to be predicted: the name of a column of DATA, its number (from 0), or a .npy, .f64 or .csv file of one"
                            + " column.")
    private String target = "";

    @Option(
            names = "--weights",
            paramLabel = "W",
            description =
                    "What rows count for: the name of a column of DATA, or a .npy, .f64 or .csv file of one column. Default: 1.")
    private @Nullable String weights;

    @Mixin
    private OffsetOption offset = new OffsetOption();

    @Mixin
    private ReadingOptions reading = new ReadingOptions();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean asJson;

    EvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        reading.check(data);
        SourceFiles.of(data).patterns().forEach(console::say);
        ChosenKernel.require();
        StoredModel stored = ModelFile.read(model);
        try (Arena arena = Arena.ofConfined()) {
            MappedFiles mapped = new MappedFiles();
            Dataset read = Objects.requireNonNull(mapped.reading(Dataset.file(data), () -> read(stored, arena)));
            Metrics metrics = metrics(stored, read, arena);
            mapped.requireUnchanged();
            print(metrics);
        }
        return Exit.DONE;
    }

    /** The model's features in its order, with their offset, and behind them a column of weights. */
    private Dataset read(StoredModel stored, Arena arena) {
        List<String> columns = new ArrayList<>(stored.features());
        if (weights != null && Dataset.columnFile(weights).isEmpty()) {
            if (columns.contains(weights)) {
                throw new CommandException("--weights=" + weights + " is a feature of the model");
            }
            columns.add(weights);
        }
        String offset = this.offset.of(stored);
        if (offset != null && Dataset.columnFile(offset).isEmpty()) {
            columns.add(offset);
        }
        try {
            boolean labels = stored.loss().hasLabels();
            long mapsAbove = Memory.mapsAbove(Dataset.file(data), Optional.empty());
            ReadOptions tables = reading.of(false, false, labels, Layout.ROWS, mapsAbove);
            Dataset read = Dataset.read(data, target, columns, tables, arena);
            ReadingOptions.tellIgnored(read.findings(), "", console);
            ReadingOptions.tellUnseen(read.findings(), "", console);
            Dataset encoded = labels ? stored.classes().encode(read, target, arena) : read;
            return offset == null ? encoded : encoded.withOffset(offset, arena);
        } catch (DataException e) {
            throw reading.advised(e, false, false);
        }
    }

    private Metrics metrics(StoredModel stored, Dataset read, Arena arena) {
        Weighted weighted = weights == null ? null : Weighted.of(read, weights, arena);
        Evaluation evaluation = Evaluation.of(stored.loss(), read.x().rows());
        try {
            return (weighted == null
                            ? evaluation.add(stored.model(), read.x(), read.y())
                            : evaluation.add(stored.model(), weighted.data().x(), read.y(), weighted.weights()))
                    .metrics();
        } catch (IllegalArgumentException e) {
            throw new CommandException(data + ": " + e.getMessage(), e);
        }
    }

    private void print(Metrics metrics) {
        if (!asJson) {
            MetricsReport.print(metrics, null, console.out());
            return;
        }
        try (JsonGenerator json = new JsonFactory().createGenerator(console.out(), JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            MetricsReport.write(json, metrics);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new CommandException("standard output cannot be written: " + e.getMessage(), e);
        }
        console.out().flush();
    }
}
