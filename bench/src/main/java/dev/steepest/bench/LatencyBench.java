package dev.steepest.bench;

import dev.steepest.Steepest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Percentiles of the calls of a service's hot path, by HdrHistogram.
 *
 * <p>A call takes less than the clock resolves: {@code System.nanoTime} counts whole nanoseconds (on some machines tens of them) and costs about
 * as much as two calls itself. So {@value #ROUNDS} rounds over {@value #ROWS} rows are timed together, and the mean of these calls is recorded, in
 * picoseconds. A percentile is thus one of batches: what delays a single call by t shows as t divided by the calls of a batch. The clock's own
 * cost is in the figures.
 */
public final class LatencyBench {

    private static final int ROUNDS = 8;
    private static final int ROWS = 16;
    private static final int FEATURES = 64;
    private static final int CALLS = ROUNDS * ROWS;
    private static final int WARMUP_BATCHES = 200_000;
    private static final int BATCHES = 1_000_000;
    private static final long MOST_PICOSECONDS = 1_000_000_000_000L;
    private static final int DIGITS = 3;

    private LatencyBench() {}

    /** One call of the hot path for each of the {@value #ROWS} rows; the result depends on every one. */
    private interface Round {
        double run();
    }

    private record Subject(String name, Round round) {}

    /** Prints the table. */
    public static void main(String[] args) {
        System.out.println(Steepest.describe());
        System.out.println(table());
    }

    /** Measures, and returns a line for each call of the hot path. */
    static String table() {
        HotPath hotPath = new HotPath(new Shape(ROWS, FEATURES));
        List<Subject> subjects = List.of(
                new Subject("Model.predict(row)", hotPath::predict),
                new Subject("Online.predict(row)", hotPath::predictOnline),
                new Subject("Online.step(row, target)", hotPath::step));
        List<String> lines = new ArrayList<>();
        lines.add("| ns a call, d=" + FEATURES + " | p50 | p99 | p99.9 |");
        lines.add("|---|---|---|---|");
        for (Subject subject : subjects) {
            measure(subject.round(), WARMUP_BATCHES);
            lines.add(line(subject.name(), measure(subject.round(), BATCHES)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static Histogram measure(Round round, int batches) {
        Histogram picoseconds = new Histogram(MOST_PICOSECONDS, DIGITS);
        double sum = 0;
        for (int batch = 0; batch < batches; batch++) {
            long start = System.nanoTime();
            for (int i = 0; i < ROUNDS; i++) {
                sum += round.run();
            }
            picoseconds.recordValue((System.nanoTime() - start) * 1000 / CALLS);
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("the calls computed NaN");
        }
        return picoseconds;
    }

    static String line(String name, Histogram picoseconds) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f |",
                name,
                picoseconds.getValueAtPercentile(50) / 1e3,
                picoseconds.getValueAtPercentile(99) / 1e3,
                picoseconds.getValueAtPercentile(99.9) / 1e3);
    }
}
