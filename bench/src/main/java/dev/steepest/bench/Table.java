package dev.steepest.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/**
 * All measurements of a run side by side: a line for each benchmark, a column for each shape. A cell has GB/s of X, counted once whatever the
 * benchmark reads, ± JMH's 99.9 % error where there is one; the share of the read limit of the same run at this shape; and nanoseconds a row. The
 * read limit is the faster one of the plain sums of X in Java and in C.
 */
final class Table {

    /** One pass over X. */
    record Measurement(String name, Shape shape, double microseconds, double error) {

        /** Of a JMH result with a parameter {@code shape}. */
        static Measurement of(RunResult result) {
            String method = result.getParams().getBenchmark();
            String name = method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1);
            return new Measurement(
                    name,
                    Shape.parse(result.getParams().getParam("shape")),
                    result.getPrimaryResult().getScore(),
                    result.getPrimaryResult().getScoreError());
        }

        /**
         * Of a line {@code name shape seconds}.
         *
         * @throws IllegalArgumentException if it is none
         */
        static Measurement parse(String line) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 3) {
                throw new IllegalArgumentException("not `name shape seconds`: " + line);
            }
            return new Measurement(words[0], Shape.parse(words[1]), Double.parseDouble(words[2]) * 1e6, Double.NaN);
        }

        double gigabytesPerSecond() {
            return shape.bytes() / microseconds / 1e3;
        }

        boolean isReadLimit() {
            return name.endsWith(".read");
        }
    }

    private final List<Measurement> measurements = new ArrayList<>();

    void add(Measurement measurement) {
        measurements.add(measurement);
    }

    /** Markdown; shapes by size of X, benchmarks as they were added. */
    @Override
    public String toString() {
        List<Shape> shapes = measurements.stream()
                .map(Measurement::shape)
                .distinct()
                .sorted(Comparator.comparingLong(Shape::bytes).thenComparingInt(Shape::features))
                .toList();
        Map<String, Map<Shape, String>> lines = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            lines.computeIfAbsent(measurement.name(), name -> new LinkedHashMap<>())
                    .put(measurement.shape(), cell(measurement));
        }
        StringBuilder table = new StringBuilder("| GB/s of X, share of the read limit, ns a row |");
        shapes.forEach(shape -> table.append(" ").append(shape).append(" |"));
        table.append("\n|---|").append("---|".repeat(shapes.size())).append("\n");
        lines.forEach((name, cells) -> table.append("| ")
                .append(name)
                .append(shapes.stream()
                        .map(shape -> cells.getOrDefault(shape, "–"))
                        .collect(Collectors.joining(" | ", " | ", " |\n"))));
        return table.toString();
    }

    private String cell(Measurement measurement) {
        double speed = measurement.gigabytesPerSecond();
        StringBuilder cell = new StringBuilder(String.format(Locale.ROOT, "%.1f", speed));
        if (!Double.isNaN(measurement.error())) {
            cell.append(
                    String.format(Locale.ROOT, " ± %.0f %%", measurement.error() / measurement.microseconds() * 100));
        }
        double limit = readLimit(measurement.shape());
        if (limit > 0) {
            cell.append(String.format(Locale.ROOT, ", %.0f %%", speed / limit * 100));
        }
        double nanoseconds =
                measurement.microseconds() * 1e3 / measurement.shape().rows();
        return cell.append(String.format(Locale.ROOT, ", %.2f", nanoseconds)).toString();
    }

    /** GB/s; 0 where no plain sum was measured. */
    private double readLimit(Shape shape) {
        return measurements.stream()
                .filter(Measurement::isReadLimit)
                .filter(measurement -> measurement.shape().equals(shape))
                .mapToDouble(Measurement::gigabytesPerSecond)
                .max()
                .orElse(0);
    }
}
