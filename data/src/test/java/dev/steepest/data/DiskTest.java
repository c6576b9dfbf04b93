package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskTest {

    @TempDir
    Path directory;

    private static Disk.Content text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void filesAreMadeAndReplaced() throws IOException {
        Path file = directory.resolve("f");
        Disk.replace(file, text("one"));
        assertEquals("one", Files.readString(file));
        Disk.replace(file, text("two"));
        assertEquals("two", Files.readString(file));
        assertEquals(List.of("f"), files());
    }

    @Test
    void theOldFileOutlivesAFailedWrite() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        assertRefused(
                directory,
                "cannot write f: No space left on device",
                () -> Disk.replace(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("f"), files());
    }

    @Test
    void interruptedThreadsStillWrite() throws IOException {
        Path file = directory.resolve("f");
        Thread.currentThread().interrupt();
        try {
            Disk.replace(file, text("the best θ so far"));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals("the best θ so far", Files.readString(file));
    }

    @Test
    void linksStayLinks() throws IOException {
        Path target = Files.writeString(directory.resolve("target"), "old");
        Path link;
        try {
            link = Files.createSymbolicLink(directory.resolve("link"), target);
        } catch (IOException | UnsupportedOperationException e) {
            return; // Windows allows links to administrators only.
        }
        Disk.replace(link, text("new"));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(target));
    }

    @Test
    void aLinkToNothingIsRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        assertRefused(
                directory,
                "cannot write link: it is a link to nowhere, which is not there",
                () -> Disk.replace(link, text("new")));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("link"), files());
    }

    /** Nobody else may read the new one before it has the old one's mode. */
    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "rw-rw-rw-", "rwxr-x--x"})
    void modesStay(String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Disk.replace(file, out -> {
            out.write('n');
            for (Path other : listed()) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(other);
                assertTrue(
                        other.equals(file)
                                || other.toString().endsWith(".tmp")
                                || PosixFilePermissions.toString(permissions).equals("rw-------"),
                        other.toString());
            }
        });
        assertEquals("n", Files.readString(file));
        assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(List.of("f"), files());
    }

    /** The superuser keeps all, others what the system lets them. */
    @Test
    void ownersStay() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        int user = 0;
        try {
            Files.setAttribute(file, "unix:uid", 12345);
            Files.setAttribute(file, "unix:gid", 23456);
            user = 12345;
        } catch (FileSystemException e) {
            assertEquals("Operation not permitted", e.getReason());
        }
        Object owner = user == 0 ? Files.getAttribute(file, "unix:uid") : (Object) user;
        Object group = Files.getAttribute(file, "unix:gid");
        Disk.replace(file, text("new"));
        assertEquals("new", Files.readString(file));
        assertEquals(owner, Files.getAttribute(file, "unix:uid"));
        assertEquals(group, Files.getAttribute(file, "unix:gid"));
    }

    /** Locks are of processes, hence one of its own, which is killed. */
    @Test
    void whatAKilledProcessLeftIsRemovedAndWhatALiveOneHasIsNot() throws Exception {
        Process live = owner("one");
        Process dead = owner("two");
        dead.destroyForcibly().waitFor();
        Path old = Files.writeString(directory.resolve(".steepest-0123456789abcdef.tmp"), "");
        Path other = Files.writeString(directory.resolve(".steepest-notes.tmp"), "the user's");
        assertEquals(2 + 2 + 2, files().size());

        Disk.replace(directory.resolve("f"), text("new"));

        assertFalse(Files.exists(old));
        assertTrue(Files.exists(other));
        assertEquals(4, files().size(), files().toString());
        assertTrue(live.isAlive());
        String said = new String(live.getInputStream().readNBytes(4), StandardCharsets.UTF_8);
        assertEquals("one\n", said);
        live.getOutputStream().close();
        assertEquals(0, live.waitFor());
        assertEquals(List.of(".steepest-notes.tmp", "f", "one"), files());
    }

    /** A process that writes a file of this name until its standard input ends. */
    private Process owner(String name) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.resolve(name).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('.', process.getInputStream().read());
        return process;
    }

    /** See above. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] args) {
            Path file = Path.of(args[0]);
            Disk.replace(file, out -> {
                out.write('x');
                System.out.println("." + file.getFileName());
                System.out.flush();
                if (System.in.read() >= 0) {
                    throw new IOException("more input");
                }
            });
        }
    }

    /** Threads of one process share its locks, which closing the file once would drop. */
    @Test
    void threadsDoNotTakeEachOthersFiles() throws Exception {
        Path file = directory.resolve("f");
        Disk.replace(file, out -> {
            List<String> before = files();
            Thread other = Thread.ofPlatform().start(() -> Disk.replace(directory.resolve("g"), text("g")));
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            assertTrue(files().containsAll(before));
            out.write('f');
        });
        assertEquals(List.of("f", "g"), files());
        assertEquals("f", Files.readString(file));
    }

    @Test
    void devicesAreNotReplaced() {
        Path device = Path.of("/dev/null");
        if (Files.exists(device)) {
            Disk.replace(device, text("gone"));
            assertFalse(Files.isRegularFile(device));
            assertRefused(
                    Path.of("/dev"),
                    "cannot read null: it is a device or a pipe, save it as a file first",
                    () -> Disk.requireFile(device));
        }
    }

    @Test
    void reasonsAreWords() {
        Path file = Path.of("f.csv");
        assertEquals("cannot read f.csv: no permission", message(file, new AccessDeniedException("f.csv")));
        assertEquals(
                "cannot read f.csv: Too many levels of symbolic links",
                message(file, new FileSystemException("f.csv", null, "Too many levels of symbolic links")));
        assertEquals("cannot read f.csv: Input\\noutput error", message(file, new IOException("Input\noutput error")));
        assertEquals("cannot read f.csv: java.io.IOException", message(file, new IOException()));
    }

    private static String message(Path file, IOException e) {
        return String.valueOf(Disk.unreadable(file, e).getMessage());
    }
}
