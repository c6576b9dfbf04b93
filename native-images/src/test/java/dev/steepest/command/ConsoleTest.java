package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names from files on a terminal: text that acts is shown, not done. */
class ConsoleTest {

    private static final String HOSTILE = "a\u001b[2Jb\u0007\u202e\u0085\u2028c\u009b";
    private static final String SHOWN = "a\\u001b[2Jb\\u0007\\u202e\\u0085\\u2028c\\u009b";

    @TempDir
    Path dir;

    @Test
    void inTheReportAndInMessages() throws IOException {
        Path data = Files.writeString(dir.resolve("x.csv"), '"' + HOSTILE + "\",y\n1,2\n2,4\n3,7\n");
        Run fitted = Run.of("fit", data, "--target=y", "--max-epochs=3");

        assertEquals(Exit.DONE, fitted.code(), fitted.err());
        assertTrue(fitted.out().lines().anyMatch(line -> line.startsWith(SHOWN + "  ")), fitted.out());
        assertEquals(
                List.of(HOSTILE),
                Run.of("fit", data, "--target=y", "--max-epochs=3", "--json")
                        .json()
                        .get("features"));
        Run refused = Run.of("fit", data, "--target=y", "--no-such=" + HOSTILE);
        assertEquals(Exit.REFUSED, refused.code());
        // A message is one line: what breaks one is a space.
        assertEquals(
                "steepest: Unknown option: '--no-such=a\\u001b[2Jb\\u0007\\u202e  c\\u009b'; see steepest fit --help\n",
                refused.err());
    }

    @Test
    void halfACharacterAndWhatIsOutsideOfTheBasicPlane() {
        assertEquals("\\ud800 \\x{e0001} \uD83D\uDE00 é", Console.shown("\ud800 \uDB40\uDC01 \uD83D\uDE00 é"));
    }
}
