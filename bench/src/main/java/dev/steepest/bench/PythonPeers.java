package dev.steepest.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What {@code peers.py} measures: NumPy, scikit-learn and PyTorch, each where it is installed. */
final class PythonPeers {

    private static final Path SCRIPT = Path.of("bench", "peers.py");

    private PythonPeers() {}

    /**
     * Runs the script, keeps its lines in the file, and parses them.
     *
     * @param includes regular expressions of names, none for all
     * @param shapes as JMH's parameter writes them, none for all
     * @return nothing, after a line on standard output that says why, if there is no python3
     */
    static List<Table.Measurement> measure(Collection<String> includes, Collection<String> shapes, Path file)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
        shapes.forEach(shape -> command.addAll(List.of("--shape", shape)));
        command.add("--");
        command.addAll(includes);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            System.out.println("NumPy, scikit-learn and PyTorch are left out: " + e.getMessage());
            return List.of();
        }
        List<String> lines;
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            lines = reader.lines().peek(System.out::println).toList();
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(SCRIPT + " ended with exit code " + process.exitValue());
        }
        Files.write(file, lines);
        return lines.stream().map(Table.Measurement::parse).toList();
    }
}
