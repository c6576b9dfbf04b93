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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
