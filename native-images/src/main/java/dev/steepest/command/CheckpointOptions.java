package dev.steepest.command;

import dev.steepest.Checkpoint;
import dev.steepest.GradientDescent;
import dev.steepest.data.CheckpointClaim;
import dev.steepest.data.CheckpointFile;
import dev.steepest.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the state of a fit is kept, and whether the fit goes on from there. A full disk costs checkpoints, not the fit: {@link #finish} tells. */
final class CheckpointOptions implements Consumer<Checkpoint> {

    private static final long EVERY = 100;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "Keeps the state of the fit in FILE, so that --resume can go on there when the fit was killed: with the same result,"
                            + " bit for bit.")
    private @Nullable Path file;

    @Option(names = "--every", paramLabel = "N", description = "Epochs from a checkpoint to the next. Default: 100.")
    private @Nullable Long every;

    @Option(
            names = "--resume",
            description =
                    "Goes on from --checkpoint; if there is none yet, the fit starts at the beginning. Data and all options but"
                            + " --threads and those of files must be the same.")
    private boolean resume;

    private @Nullable DataException failure;

    @Nullable
    Path file() {
        return file;
    }

    boolean resumes() {
        return resume && file != null && Files.exists(file);
    }

    /** Refuses what makes no sense. */
    void check() {
        if (file == null) {
            if (resume || every != null) {
                throw new CommandException((resume ? "--resume" : "--every=" + every) + " belongs to --checkpoint");
            }
        } else if (every != null && every < 1) {
            throw new CommandException("--every=" + every + " must be at least 1");
        } else {
            requireNew(file);
        }
    }

    /** Refuses to lose the checkpoint of an earlier fit. */
    private void requireNew(Path file) {
        if (!resume && Files.exists(file)) {
            throw new CommandException("--checkpoint=" + file
                    + " is there already: add --resume to go on from it, or delete it to start anew");
        }
    }

    /** Until it is closed, no other fit writes the checkpoint. Null without one, and for devices. */
    @Nullable
    CheckpointClaim claim() {
        if (file == null || (Files.exists(file) && !Files.isRegularFile(file))) {
            return null;
        }
        CheckpointClaim claim = CheckpointClaim.of(file);
        try {
            requireNew(file); // Once more: another fit may have been the first.
            return claim;
        } catch (CommandException e) {
            claim.close();
            throw e;
        }
    }

    GradientDescent of(GradientDescent descent, Console console) {
        if (file == null) {
            return descent;
        }
        GradientDescent keeping = descent.checkpoints(every == null ? EVERY : every, this);
        if (resumes()) {
            return keeping.resume(CheckpointFile.read(file));
        }
        if (resume) {
            console.say("--checkpoint=" + file + " is not there yet: the fit starts at the beginning");
        }
        return keeping;
    }

    @Override
    public void accept(Checkpoint checkpoint) {
        if (file == null || failure != null) {
            return;
        }
        try {
            CheckpointFile.write(file, checkpoint);
        } catch (DataException e) {
            failure = e;
        }
    }

    /**
     * Tells that checkpoints were lost.
     *
     * @throws DataException if one could not be written; none was from then on
     */
    void finish() {
        if (failure != null) {
            throw failure;
        }
    }
}
