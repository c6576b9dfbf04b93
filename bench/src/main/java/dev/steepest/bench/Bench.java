package dev.steepest.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks with JMH's own options, keeps JMH's JSON, and prints a table in GB/s of X and nanoseconds a row. */
public final class Bench {

    private static final Path RESULTS = Path.of("bench", "target", "results.json");

    private Bench() {}

    /** Options are JMH's ({@code -h} lists them), e.g. {@code BatchGradient -p shape=512x64 -f 1}. */
    public static void main(String[] args) throws Exception {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        Files.createDirectories(RESULTS.toAbsolutePath().getParent());
        Options options = new OptionsBuilder()
                .parent(given)
                .resultFormat(ResultFormatType.JSON)
                .result(RESULTS.toString())
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.println(table(results));
        System.out.println("JSON: " + RESULTS);
    }

    /** One line a benchmark, one column a shape; GB/s counts the bytes of X once, ± is JMH's 99.9 % error. */
    static String table(Collection<RunResult> results) {
        Map<String, Map<String, String>> lines = new LinkedHashMap<>();
        List<String> shapes = new ArrayList<>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            String shape = result.getParams().getParam("shape");
            if (!shapes.contains(shape)) {
                shapes.add(shape);
            }
            String line = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            lines.computeIfAbsent(line, key -> new LinkedHashMap<>()).put(shape, cell(result, Shape.parse(shape)));
        }
        StringBuilder table = new StringBuilder("| GB/s of X, ns a row | " + String.join(" | ", shapes) + " |\n");
        table.append("|---").append("|---".repeat(shapes.size())).append("|\n");
        lines.forEach((line, cells) -> {
            table.append("| ").append(line);
            shapes.forEach(shape -> table.append(" | ").append(cells.getOrDefault(shape, "–")));
            table.append(" |\n");
        });
        return table.toString();
    }

    private static String cell(RunResult result, Shape shape) {
        double micros = result.getPrimaryResult().getScore();
        double error = result.getPrimaryResult().getScoreError() / micros * 100;
        return String.format(
                Locale.ROOT, "%.1f ± %.0f %%, %.2f", shape.bytes() / micros / 1e3, error, micros * 1e3 / shape.rows());
    }
}
