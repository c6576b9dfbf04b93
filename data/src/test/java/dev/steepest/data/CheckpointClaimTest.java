package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Within a process; KillTest has two of them. */
class CheckpointClaimTest {

    @TempDir
    Path dir;

    @Test
    void oneAtATime() throws IOException {
        Path file = dir.resolve("c");
        Path link = Files.createSymbolicLink(dir.resolve("folder"), dir).resolve("c");
        String refusal = " is the checkpoint of another fit, which is running: wait for it, or choose another file";
        try (CheckpointClaim claim = CheckpointClaim.of(file);
                CheckpointClaim other = CheckpointClaim.of(dir.resolve("d"))) {
            assertNotSame(claim, other);
            assertRefused(dir, "c" + refusal, () -> CheckpointClaim.of(file));
            assertRefused(dir, "folder/c" + refusal, () -> CheckpointClaim.of(link));
            // Writing the checkpoint does not end the claim.
            CheckpointFile.write(file, CheckpointFileTest.checkpoint(1));
            assertRefused(dir, "c" + refusal, () -> CheckpointClaim.of(file));
        }
        CheckpointClaim.of(link).close();
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(2, files.count());
        }
        assertRefused(
                dir, "cannot write none/c: there is no such file", () -> CheckpointClaim.of(dir.resolve("none/c")));
    }
}
