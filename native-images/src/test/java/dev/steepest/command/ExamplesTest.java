package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples run as their README says, each in a JVM of its own. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "examples");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void runs(Path file) throws Exception {
        assertTrue(run(file).lines().count() >= 1, "it prints something");
    }

    @Test
    void quickstartPrintsWhatTheReadmeSays() throws Exception {
        String printed = run(EXAMPLES.resolve("Quickstart.java")).strip();
        assertEquals("[-3.5459503094318947, 2.993726332698563] cost 0.23681356979537402 MAX_EPOCHS", printed);
        assertTrue(Files.readString(Path.of("..", "README.md")).contains("// " + printed));
    }

    private static String run(Path file) throws Exception {
        Path errors = Files.createTempFile("example", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        file.toString())
                .redirectError(errors.toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> file + " " + errors);
        Files.delete(errors);
        return printed;
    }
}
