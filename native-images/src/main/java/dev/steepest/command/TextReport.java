package dev.steepest.command;

import dev.steepest.Fit;
import java.io.PrintStream;
import java.util.Locale;

/** The result for people: names on the left, values on the right. */
final class TextReport {

    private static final int MOST_FEATURES = 50;
    private static final int WIDEST_NAME = 40;

    private final Result result;
    private final PrintStream out;
    private final int width;

    private TextReport(Result result, PrintStream out) {
        this.result = result;
        this.out = out;
        int longest = result.features().stream()
                .map(Console::shown)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        this.width = Math.max("learning rate".length(), Math.min(WIDEST_NAME, longest));
    }

    static void print(Result result, PrintStream out) {
        TextReport report = new TextReport(result, out);
        report.parameters();
        report.outcome();
        if (result.trainingMetrics() != null) {
            out.println();
            MetricsReport.print(result.trainingMetrics(), result.heldOutMetrics(), out);
        }
        report.advice();
        out.flush();
    }

    private void advice() {
        if (!result.advice().isEmpty()) {
            out.println();
            for (String advice : result.advice()) {
                line("try next", advice);
            }
        }
    }

    private void parameters() {
        double[] theta = result.fit().theta().toArray();
        int shown = Math.min(MOST_FEATURES, theta.length);
        for (int j = 0; j < shown; j++) {
            line(result.features().get(j), Double.toString(theta[j]));
        }
        if (shown < theta.length) {
            line("…", (theta.length - shown) + " more: --json and --model have all");
        }
        line("intercept", Double.toString(result.fit().intercept()));
        out.println();
    }

    private void outcome() {
        Fit fit = result.fit();
        line("cost", Double.toString(fit.cost()));
        if (Double.isFinite(fit.remaining())) {
            line(
                    "remaining",
                    (float) fit.remaining() + " of the cost, by "
                            + (fit.remainingIsBound() ? "a bound" : "an estimate"));
        }
        line("gradient norm", Double.toString(fit.gradientNorm()));
        if (Double.isFinite(fit.validationCost())) {
            line("validation", Double.toString(fit.validationCost()));
        }
        line("learning rate", Double.toString(fit.learningRate()));
        line("ended", fit.message());
        line("time", time(result.seconds()));
    }

    static String time(Result.Seconds seconds) {
        return String.format(
                Locale.ROOT,
                "load %.3f s, prepare %.3f s, fit %.3f s",
                seconds.load(),
                seconds.prepare(),
                seconds.fit());
    }

    private void line(String told, String value) {
        String name = Console.shown(told);
        out.println(name + " ".repeat(Math.max(0, width - name.length())) + "  " + (value.startsWith("-") ? "" : " ")
                + Console.shown(value));
    }
}
