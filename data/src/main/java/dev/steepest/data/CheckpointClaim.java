package dev.steepest.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * That a checkpoint is one fit's, and no other's, from {@link #of} to {@link #close}: two fits that write one checkpoint by turns would
 * both lose it. Beside the checkpoint is a file {@code .steepest-….tmp} meanwhile. A process that is killed loses its claims; it leaves
 * that file, which the next one that claims or writes there removes. Any thread.
 */
public final class CheckpointClaim implements AutoCloseable {

    private final Path file;
    private final OwnedFile owned;

    private CheckpointClaim(Path file, OwnedFile owned) {
        this.file = file;
        this.owned = owned;
    }

    /**
     * Claims a checkpoint, whether it is there yet or not.
     *
     * @param file the checkpoint
     * @return the claim
     * @throws DataException if another fit of this or another process has claimed it, or the directory cannot be written
     */
    public static CheckpointClaim of(Path file) {
        try {
            Path real = Files.exists(file)
                    ? file.toRealPath()
                    : Disk.directory(file).toRealPath().resolve(file.getFileName());
            String name = UUID.nameUUIDFromBytes(real.getFileName().toString().getBytes(StandardCharsets.UTF_8))
                    .toString();
            OwnedFile owned = OwnedFile.named(Disk.directory(real), name);
            if (owned == null) {
                throw new DataException(
                        Text.name(file) + " is the checkpoint of another fit, which is running: wait for it, or"
                                + " choose another file");
            }
            return new CheckpointClaim(file, owned);
        } catch (IOException e) {
            throw Disk.unwritable(file, e);
        }
    }

    /** Gives it up. */
    @Override
    public void close() {
        try {
            owned.close();
        } catch (IOException e) {
            throw Disk.unwritable(file, e);
        }
    }
}
