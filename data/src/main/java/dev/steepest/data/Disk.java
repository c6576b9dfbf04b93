package dev.steepest.data;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** What may be read, how a file is replaced as a whole, and what to say when that fails. */
public final class Disk {

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {

        /**
         * Writes all of it.
         *
         * @throws IOException if the stream refuses it
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file. */
    interface Writing {
        void writeTo(Path file) throws IOException;
    }

    private static final int LONGEST_REASON = 200;

    private Disk() {}

    /** Refuses what is not there and what is no file. */
    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new DataException("cannot read " + Text.name(file) + ": it is a directory");
        }
        if (Files.notExists(file)) {
            throw new DataException("cannot read " + Text.name(file) + ": there is no such file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataException(
                    "cannot read " + Text.name(file) + ": it is a device or a pipe, save it as a file first");
        }
    }

    static DataException unreadable(Path file, IOException e) {
        return new DataException("cannot read " + Text.name(file) + ": " + reason(e), e);
    }

    private static boolean isLinkToNothing(Path file) {
        return Files.isSymbolicLink(file) && !Files.exists(file);
    }

    /**
     * Readers see the old file or the new one, whole: the content goes to a temporary file beside it, to the disk, and
     * is renamed, with the mode, the owner and the group of the old one as far as the system lets us. Links are followed, but one to
     * nothing is refused. Devices and pipes are written directly. What a process left in the directory that was killed while it wrote is
     * removed.
     *
     * @throws DataException if the file cannot be written; the old one, if there was one, is then as it was
     */
    public static void replace(Path file, Content content) {
        try {
            if (Files.isDirectory(file)) {
                throw new FileSystemException(file.toString(), null, "it is a directory");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                writeDevice(file, content);
            } else {
                replaceRegular(file, temporary -> writeRegular(temporary, content));
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** The same for writers that want a name. */
    static void replaceByName(Path file, Writing writing) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new FileSystemException(file.toString(), null, "it is no file");
            }
            replaceRegular(file, temporary -> {
                writing.writeTo(temporary);
                try (FileOutputStream out = new FileOutputStream(temporary.toFile(), true)) {
                    out.getFD().sync();
                }
            });
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static DataException unwritable(Path file, IOException e) {
        return new DataException("cannot write " + Text.name(file) + ": " + reason(e), e);
    }

    private static void writeDevice(Path file, Content content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            content.writeTo(out);
        }
    }

    private static void replaceRegular(Path named, Writing writing) throws IOException {
        if (isLinkToNothing(named)) {
            throw new FileSystemException(
                    named.toString(),
                    null,
                    "it is a link to " + Text.name(Files.readSymbolicLink(named)) + ", which is not there");
        }
        Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
        Path directory = directory(file);
        if (!Files.isDirectory(directory)) {
            throw new FileSystemException(file.toString(), null, "there is no directory " + Text.name(directory));
        }
        if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
            throw new AccessDeniedException(file.toString());
        }
        try (OwnedFile owned = OwnedFile.unique(directory)) {
            Path part = owned.part();
            FileAccess access = FileAccess.of(file);
            access.create(part);
            writing.writeTo(part);
            access.give(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Where a file is. Only a root has no parent, and it is a directory. */
    static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /**
     * Not through a file channel: an interrupted fit still writes its model, and a channel would refuse the interrupted
     * thread.
     */
    private static void writeRegular(Path file, Content content) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            content.writeTo(out);
            out.getFD().sync();
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof ClosedByInterruptException) {
            return "interrupted";
        }
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return Text.shortened(reason == null ? e.toString() : reason, LONGEST_REASON);
    }
}
