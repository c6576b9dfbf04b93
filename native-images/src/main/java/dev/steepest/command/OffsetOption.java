package dev.steepest.command;

import dev.steepest.data.Dataset;
import dev.steepest.data.StoredModel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the offset of a model that has one comes from. */
final class OffsetOption {

    @Option(
            names = "--offset",
            paramLabel = "O",
            description =
                    "Of a model that was fitted with an offset, where it is: the name of a column of DATA, or a .npy, .f64 or .csv file of one"
                            + " column. Default: the column that the model names.")
    private @Nullable String given;

    /** The name of the column or file; null for a model without. */
    @Nullable
    String of(StoredModel stored) {
        if (given == null) {
            if (stored.hasOffsetOfFile()) {
                throw new CommandException("the model was fitted with an offset from the file '" + stored.offset()
                        + "': give that of DATA by --offset");
            }
            return stored.offset();
        }
        if (stored.offset() == null) {
            throw new CommandException("--offset=" + given + ": the model was fitted without an offset");
        }
        if (stored.features().contains(given)) {
            throw new CommandException("--offset=" + given + " is a feature of the model");
        }
        return given;
    }

    /** Its file, if it is one. */
    Optional<Path> file() {
        return given == null ? Optional.empty() : Dataset.columnFile(given);
    }
}
