package dev.steepest.command;

import dev.steepest.Validation;
import dev.steepest.data.Dataset;
import dev.steepest.data.ReadOptions;
import dev.steepest.data.SourceFiles;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rows are held out, and how long to wait for them to do better. */
final class ValidationOptions {

    private static final long PATIENCE = 5;

    @Option(
            names = "--validation-fraction",
            paramLabel = "F",
            description =
                    "Holds this part of the rows out, chosen by --seed, and returns the coefficients with the lowest cost on them."
                            + " Default: none.")
    private @Nullable Double fraction;

    @Option(
            names = "--validation",
            paramLabel = "FILE",
            description =
                    "The same with the rows of another file, whose columns are found by the names of DATA's features.")
    private @Nullable String file;

    @Option(
            names = "--validation-target",
            paramLabel = "Y",
            description = "The target in --validation, as --target has it. Default: that of --target.")
    private @Nullable String target;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Ends when so many epochs have brought no lower cost on the rows held out. Default: 5.")
    private @Nullable Long patience;

    void check() {
        if (fraction != null && !(fraction > 0 && fraction < 1)) {
            throw new CommandException("--validation-fraction=" + fraction + " must be above 0 and below 1");
        }
        if (fraction != null && file != null) {
            throw new CommandException("--validation-fraction=" + fraction + " and --validation=" + file
                    + " exclude each other: choose one");
        }
        if (target != null && file == null) {
            throw new CommandException("--validation-target=" + target + " belongs to --validation");
        }
        if (patience != null && fraction == null && file == null) {
            throw new CommandException("--patience=" + patience + " belongs to --validation-fraction or --validation");
        }
        if (patience != null && patience < 1) {
            throw new CommandException("--patience=" + patience + " must be at least 1");
        }
    }

    boolean splits() {
        return fraction != null;
    }

    /** The rows of --validation, which must have these features; null without it. */
    @Nullable
    Dataset read(List<String> features, String targetOfData, ReadOptions tables, Arena arena) {
        if (file == null) {
            return null;
        }
        return Dataset.read(file, target == null ? targetOfData : target, features, tables, arena);
    }

    /** The file of --validation, if it is one. */
    Optional<Path> file() {
        return file == null ? Optional.empty() : Dataset.file(file);
    }

    /** The files that --validation names. */
    SourceFiles files() {
        return file == null ? new SourceFiles(List.of(), List.of()) : SourceFiles.of(file);
    }

    /** What they come to; null if none are held out. */
    @Nullable
    Validation of(@Nullable Dataset others, long seed) {
        long epochs = patience == null ? PATIENCE : patience;
        if (others != null) {
            return Validation.on(others.x(), others.y(), epochs);
        }
        return fraction == null ? null : Validation.split(fraction, seed, epochs);
    }
}
