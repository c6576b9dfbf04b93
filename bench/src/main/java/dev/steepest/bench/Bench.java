package dev.steepest.bench;

import dev.steepest.Steepest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks with JMH's own options, then the peers in Python that the same patterns and shapes choose, then the latencies if nothing was
 * chosen. Prints one table and keeps it, JMH's JSON and the lines of the peers.
 */
public final class Bench {

    private static final Path RESULTS = Path.of("bench", "target", "results");

    private Bench() {}

    /** Options are JMH's ({@code -h} lists them), e.g. {@code BatchGradient -p shape=512x64 -f 1}. */
    public static void main(String[] args) throws Exception {
        CommandLineOptions given = new CommandLineOptions(args);
        if (given.shouldHelp()) {
            given.showHelp();
            return;
        }
        if (given.shouldList()) {
            new Runner(given).list();
            return;
        }
        Files.createDirectories(RESULTS);
        StringBuilder report = new StringBuilder(Steepest.describe()).append("\n\n");
        report.append(table(given));
        if (given.getIncludes().isEmpty()) {
            report.append("\n").append(LatencyBench.table());
        }
        Files.writeString(RESULTS.resolve("table.md"), report);
        System.out.println(report);
        System.out.println("Kept: " + RESULTS);
    }

    private static Table table(CommandLineOptions given) throws Exception {
        Table table = new Table();
        for (RunResult result : benchmarks(given)) {
            table.add(Table.Measurement.of(result));
        }
        Collection<String> shapes = given.getParameter("shape").orElse(List.of());
        PythonPeers.measure(given.getIncludes(), shapes, RESULTS.resolve("peers.txt"))
                .forEach(table::add);
        return table;
    }

    private static Collection<RunResult> benchmarks(CommandLineOptions given) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(given)
                .resultFormat(ResultFormatType.JSON)
                .result(RESULTS.resolve("jmh.json").toString());
        try {
            CompiledC.load();
        } catch (IllegalStateException e) {
            System.out.println("C is left out: " + e.getMessage());
            options.exclude("CGradientBenchmark");
        }
        try {
            return new Runner(options.build()).run();
        } catch (NoBenchmarksException e) {
            // The pattern may be one of the peers in Python.
            return List.of();
        }
    }
}
