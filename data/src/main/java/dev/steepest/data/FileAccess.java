package dev.steepest.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may do what with a file that is to be replaced: what the new one must keep. */
final class FileAccess {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final @Nullable PosixFileAttributes old;

    private FileAccess(@Nullable PosixFileAttributes old) {
        this.old = old;
    }

    /** Of a file, or of none if it is new or the system knows no modes. */
    static FileAccess of(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return new FileAccess(view == null || !Files.exists(file) ? null : view.readAttributes());
    }

    /** Makes the empty file: nobody may read it who could not read the old one. */
    void create(Path file) throws IOException {
        if (old != null) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
    }

    /** Gives the new file what the old one had. Only the superuser may give files away. */
    void give(Path file) throws IOException {
        if (old == null) {
            return;
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        if (!now.group().equals(old.group())) {
            give(view, old.group());
        }
        if (!now.owner().equals(old.owner())) {
            give(view, old.owner());
        }
        try {
            view.setPermissions(old.permissions());
        } catch (IOException e) {
            // A file system that has modes to show, but none to set.
        }
    }

    private static void give(PosixFileAttributeView view, GroupPrincipal group) {
        try {
            view.setGroup(group);
        } catch (IOException e) {
            // Not ours to give it: a group that we are not in.
        }
    }

    private static void give(PosixFileAttributeView view, UserPrincipal owner) {
        try {
            view.setOwner(owner);
        } catch (IOException e) {
            // The file is ours now, as with every program that replaces files.
        }
    }
}
