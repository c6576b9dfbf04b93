package dev.steepest.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.LabelMetrics;
import dev.steepest.Metrics;
import dev.steepest.RegressionMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Metrics by their names: those of JSON, which stay, and those for people. */
final class MetricsReport {

    /** One of them; its value may be NaN. */
    record Figure(String key, String name, double value) {}

    private static final int WIDEST_NAME = "median absolute error".length();
    private static final int WIDEST_VALUE = "-1.2345678901234567E-123  ".length();

    private MetricsReport() {}

    /** All that are single numbers. */
    static List<Figure> figures(Metrics metrics) {
        return switch (metrics) {
            case RegressionMetrics of ->
                List.of(
                        new Figure("r2", "R²", of.r2()),
                        new Figure("rmse", "RMSE", of.rmse()),
                        new Figure("mae", "MAE", of.mae()),
                        new Figure("medianAbsoluteError", "median absolute error", of.medianAbsoluteError()),
                        new Figure("meanDeviance", "mean deviance", of.meanDeviance()));
            case LabelMetrics of ->
                List.of(
                        new Figure("accuracy", "accuracy", of.accuracy()),
                        new Figure("balancedAccuracy", "balanced accuracy", of.balancedAccuracy()),
                        new Figure("logLoss", "log-loss", of.logLoss()),
                        new Figure("brier", "Brier score", of.brier()),
                        new Figure("rocAuc", "ROC AUC", of.rocAuc()),
                        new Figure("averagePrecision", "average precision", of.averagePrecision()),
                        new Figure("bestThreshold", "best threshold", of.bestThreshold()));
        };
    }

    /** The weights of labels by what they are called, for people. */
    private static List<Figure> confusion(Metrics metrics) {
        return metrics instanceof LabelMetrics of
                ? List.of(
                        new Figure(
                                "trueNegatives",
                                "true negatives",
                                of.confusion().trueNegatives()),
                        new Figure(
                                "falsePositives",
                                "false positives",
                                of.confusion().falsePositives()),
                        new Figure(
                                "falseNegatives",
                                "false negatives",
                                of.confusion().falseNegatives()),
                        new Figure(
                                "truePositives",
                                "true positives",
                                of.confusion().truePositives()))
                : List.of();
    }

    /** The rows of a table for people: what is known of at least one of them. */
    static List<Figure[]> rows(Metrics training, @Nullable Metrics heldOut) {
        List<Figure> first = all(training);
        List<Figure> second = all(heldOut == null ? training : heldOut);
        List<Figure[]> rows = new ArrayList<>();
        for (int k = 0; k < first.size(); k++) {
            if (!Double.isNaN(first.get(k).value())
                    || !Double.isNaN(second.get(k).value())) {
                rows.add(heldOut == null ? new Figure[] {first.get(k)} : new Figure[] {first.get(k), second.get(k)});
            }
        }
        return rows;
    }

    private static List<Figure> all(Metrics metrics) {
        List<Figure> all = new ArrayList<>(figures(metrics));
        all.addAll(confusion(metrics));
        return all;
    }

    /** Names on the left, values on the right: those of the rows trained on, and of those held out. */
    static void print(Metrics training, @Nullable Metrics heldOut, PrintStream out) {
        if (heldOut == null) {
            line(out, "rows", Long.toString(training.rows()), "");
        } else {
            line(out, "", "training", "held out");
            line(out, "rows", Long.toString(training.rows()), Long.toString(heldOut.rows()));
        }
        for (Figure[] row : rows(training, heldOut)) {
            line(out, row[0].name(), text(row[0]), heldOut == null ? "" : text(row[1]));
        }
        out.flush();
    }

    /** The sign of a negative number stands before the column. */
    private static void line(PrintStream out, String name, String first, String second) {
        String left = (first.startsWith("-") ? "" : " ") + first;
        String right = second.isEmpty() ? "" : (second.startsWith("-") ? "" : " ") + second;
        String line = name + " ".repeat(WIDEST_NAME - name.length()) + "  " + left
                + " ".repeat(Math.max(0, WIDEST_VALUE - left.length())) + right;
        out.println(line.stripTrailing());
    }

    private static String text(Figure figure) {
        return Double.isNaN(figure.value()) ? "–" : Double.toString(figure.value());
    }

    /** The members of an object. */
    static void write(JsonGenerator json, Metrics metrics) throws IOException {
        json.writeNumberField("rows", metrics.rows());
        write(json, "weight", metrics.weight());
        for (Figure figure : figures(metrics)) {
            write(json, figure.key(), figure.value());
        }
        List<Figure> confusion = confusion(metrics);
        if (!confusion.isEmpty()) {
            json.writeObjectFieldStart("confusion");
            for (Figure figure : confusion) {
                write(json, figure.key(), figure.value());
            }
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, String key, double value) throws IOException {
        json.writeFieldName(key);
        JsonReport.number(json, value);
    }
}
