package dev.steepest.data;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An empty file {@code .steepest-….tmp} that is there as long as its owner lives, with a lock that the system drops when the owner
 * is killed: the next owner in its directory finds it then and removes it, and the file {@link #part} that the owner wrote. Where a
 * file system has no locks, nothing is removed.
 *
 * <p>Any thread. The part is a file of its own because a process loses its locks of a file as soon as it closes that file once,
 * whatever opened it (POSIX).
 */
final class OwnedFile implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("\\.steepest-[0-9a-f-]{1,36}\\.tmp");

    /** Of this process, which must not open them again: closing would drop their locks. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    /** Directories that have been cleared; once for each process, which may write a checkpoint a millisecond. */
    private static final Set<Path> CLEARED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileOutputStream open;

    private OwnedFile(Path path, FileOutputStream open) {
        this.path = path;
        this.open = open;
    }

    /** A new one of a name that nobody else has. Removes what those left in the directory who were killed. */
    static OwnedFile unique(Path directory) throws IOException {
        clear(directory);
        OwnedFile file = null;
        while (file == null) {
            file = named(directory, Long.toHexString(ThreadLocalRandom.current().nextLong()));
        }
        return file;
    }

    /**
     * The one of this name.
     *
     * @param name digits as numbers to the base 16 have them, and '-'
     * @return null if somebody else owns it
     */
    static @Nullable OwnedFile named(Path directory, String name) throws IOException {
        Path path = directory.resolve(".steepest-" + name + ".tmp");
        if (!OURS.add(path)) {
            return null;
        }
        try {
            OwnedFile file = owned(path, true);
            if (file == null) {
                OURS.remove(path);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            OURS.remove(path);
            throw e;
        }
    }

    private static @Nullable OwnedFile owned(Path path, boolean makes) throws IOException {
        while (true) {
            if (makes) {
                make(path);
            }
            Object before = key(path);
            if (before == null && makes) {
                continue; // Another removed it that took it for left over.
            }
            if (before == null) {
                return null;
            }
            // Not a file channel: an interrupted fit still writes its model.
            FileOutputStream open = new FileOutputStream(path.toFile(), true);
            boolean locked = locks(open, makes);
            boolean same = before.equals(key(path));
            if (locked && same) {
                return new OwnedFile(path, open);
            }
            open.close();
            if (!locked) {
                return null;
            }
        }
    }

    private static void make(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(path.toString(), null, Text.name(path) + " is in the way");
            }
        }
    }

    /** Which file has the name: between opening and locking it, its owner may have removed it, and another made one anew. */
    private static @Nullable Object key(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return !attributes.isRegularFile()
                    ? null
                    : Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** @param otherwise what holds if the file system has no locks */
    private static boolean locks(FileOutputStream open, boolean otherwise) {
        try {
            FileLock lock = open.getChannel().tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return otherwise;
        }
    }

    private static void clear(Path directory) {
        if (!CLEARED.add(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, ".steepest-*.tmp")) {
            for (Path file : files) {
                if (NAME.matcher(file.getFileName().toString()).matches()) {
                    remove(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What cannot be read cannot be cleared; that is no reason not to write.
        }
    }

    private static void remove(Path path) {
        if (!OURS.add(path)) {
            return;
        }
        try {
            OwnedFile left = owned(path, false);
            if (left == null) {
                OURS.remove(path);
            } else {
                left.close();
            }
        } catch (IOException e) {
            OURS.remove(path);
        }
    }

    /** The file that may be written meanwhile. */
    Path part() {
        return part(path);
    }

    private static Path part(Path path) {
        String name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.length() - ".tmp".length()) + ".part");
    }

    /** Removes it, and the part if that is still there. */
    @Override
    public void close() throws IOException {
        try (open) {
            Files.deleteIfExists(part());
            Files.deleteIfExists(path);
        } finally {
            OURS.remove(path);
        }
    }
}
