package dev.steepest.command;

import dev.steepest.GradientDescent;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a fit starts, if not at zero. */
final class StartOption {

    @Option(
            names = "--start",
            paramLabel = "MODEL",
            description =
                    "Starts at the coefficients and the intercept of a model that fit --model wrote, of the same features by name."
                            + " Default: at zero.")
    private @Nullable Path file;

    /**
     * Reads the model before the data, which may take long.
     *
     * @return null without the option
     * @throws dev.steepest.data.DataException if it cannot be read
     */
    @Nullable
    StoredModel read() {
        return file == null ? null : ModelFile.read(file);
    }

    /** Refuses columns that the model does not know: a fit from the start would have learned from them. */
    Dataset requireAll(Dataset data) {
        if (!data.findings().ignored().isEmpty()) {
            throw new CommandException("--start=" + file + ": not in the model: "
                    + ReadingOptions.list(data.findings().ignored()));
        }
        return data;
    }

    GradientDescent of(GradientDescent descent, @Nullable StoredModel start, List<String> features, boolean intercept) {
        if (start == null) {
            return descent;
        }
        if (!intercept && start.model().intercept() != 0) {
            throw new CommandException("--start=" + file + " has intercept="
                    + start.model().intercept() + ": add --intercept, so that one is fitted");
        }
        try {
            return descent.startAt(start.inOrder(features));
        } catch (IllegalArgumentException e) {
            throw new CommandException("--start=" + file + ": " + e.getMessage(), e);
        }
    }
}
