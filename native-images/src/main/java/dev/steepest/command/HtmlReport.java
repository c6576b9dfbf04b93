package dev.steepest.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.Fit;
import dev.steepest.LabelMetrics;
import dev.steepest.Link;
import dev.steepest.Metrics;
import dev.steepest.Standardization;
import dev.steepest.data.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fit as one HTML page that needs no network: style, scripts and the chart library stand in it. What is true of this fit comes as a JSON
 * object in a script element of its own; {@code report.js} makes text nodes of it, never markup, so names of features are text whatever they hold.
 */
final class HtmlReport {

    private static final int MOST_ROWS = 1000;
    private static final int MOST_FEATURES = 1000;

    private final Result result;
    private final Fit fit;
    private final Curve curve;
    private final Standardization spreads;
    private final JsonGenerator json;

    private HtmlReport(Result result, Curve curve, JsonGenerator json) {
        this.result = result;
        this.fit = result.fit();
        this.curve = curve;
        this.spreads = Standardization.of(result.data().x(), true);
        this.json = json;
    }

    static void write(Path file, Result result, Curve curve) {
        String page = page(result, curve);
        Disk.replace(file, out -> out.write(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static String page(Result result, Curve curve) {
        String library = resource("chart.umd.min.js");
        // The map is another file.
        library = library.substring(0, library.indexOf("//# sourceMappingURL"));
        return resource("report.html")
                .replace("/*style*/", resource("report.css"))
                .replace("/*library*/", library)
                .replace("/*script*/", resource("report.js"))
                .replace("{/*run*/}", data(result, curve));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Without {@code <}, which could end the element: outside of JSON's texts it does not occur, and inside it may be escaped. */
    private static String data(Result result, Curve curve) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            new HtmlReport(result, curve, json).members();
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a string takes all", e);
        }
        return text.toString().replace("<", "\\u003c");
    }

    private void members() throws IOException {
        json.writeStringField("target", result.target());
        loss();
        json.writeStringField("reason", fit.reason().name());
        json.writeStringField("message", fit.message());
        json.writeBooleanField("converged", fit.converged());
        number("cost", fit.cost());
        number("remaining", fit.remaining());
        json.writeBooleanField("remainingIsBound", fit.remainingIsBound());
        number("gradientNorm", fit.gradientNorm());
        number("learningRate", fit.learningRate());
        json.writeNumberField("epochs", fit.epochs());
        number("seconds", result.seconds().fit());
        json.writeStringField("version", Version.current());
        metrics();
        json.writeArrayFieldStart("advice");
        for (String advice : result.advice()) {
            json.writeString(advice);
        }
        json.writeEndArray();
        curve();
        coefficients();
        sets();
        facts();
    }

    /** What the page chooses its words and charts by. */
    private void loss() throws IOException {
        json.writeStringField("loss", result.loss().toString());
        json.writeStringField("link", fit.model().link().toString());
        json.writeBooleanField("labels", result.loss().hasLabels());
        json.writeArrayFieldStart("classes");
        json.writeString(result.classes().negative());
        json.writeString(result.classes().positive());
        json.writeEndArray();
    }

    /** Name, training, held out. */
    private void metrics() throws IOException {
        json.writeArrayFieldStart("metrics");
        Metrics training = result.trainingMetrics();
        if (training != null) {
            Metrics heldOut = result.heldOutMetrics();
            List<MetricsReport.Figure> figures = MetricsReport.figures(training);
            for (int k = 0; k < figures.size(); k++) {
                json.writeStartArray();
                json.writeString(figures.get(k).name());
                number(figures.get(k).value());
                if (heldOut != null) {
                    number(MetricsReport.figures(heldOut).get(k).value());
                }
                json.writeEndArray();
            }
        }
        json.writeEndArray();
    }

    private void curve() throws IOException {
        json.writeArrayFieldStart("curve");
        costsBeforeResuming();
        for (int k = 0; k < curve.size(); k++) {
            row(
                    (double) curve.epoch(k),
                    curve.seconds(k),
                    curve.cost(k),
                    curve.gradientNorm(k),
                    curve.learningRate(k),
                    curve.validationCost(k));
        }
        json.writeEndArray();
    }

    /** Of epochs that a checkpoint tells of, the costs are all that is known. */
    private void costsBeforeResuming() throws IOException {
        double[] costs = fit.costHistory();
        long first = curve.size() == 0 ? costs.length : curve.epoch(0);
        if (first > 0 && costs.length == fit.epochs() + 1) {
            for (int epoch = 0; epoch < first; epoch++) {
                if (Curve.isKept(epoch)) {
                    row(epoch, Double.NaN, costs[epoch], Double.NaN, Double.NaN, Double.NaN);
                }
            }
        }
    }

    /** The thousand that change predictions most. */
    private void coefficients() throws IOException {
        double[] theta = fit.model().theta();
        double[] scales = spreads.scales();
        json.writeNumberField("intercept", fit.intercept());
        json.writeNumberField("features", theta.length);
        json.writeArrayFieldStart("coefficients");
        for (int j : Ranking.largest(theta, scales, MOST_FEATURES)) {
            json.writeStartArray();
            json.writeString(result.features().get(j));
            number(theta[j]);
            number(theta[j] * scales[j]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** The rows trained on, and those held out. */
    private void sets() throws IOException {
        json.writeArrayFieldStart("sets");
        for (ReportRows rows : ReportRows.of(result)) {
            json.writeStartObject();
            json.writeStringField("name", rows.name());
            json.writeNumberField("rows", rows.of());
            json.writeNumberField("taken", rows.size());
            predictions(rows);
            if (result.loss().hasLabels()) {
                labels(new LabelCurves(rows), rows.areTraining() ? result.trainingMetrics() : result.heldOutMetrics());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Target, prediction and, of counts, the deviance residual. */
    private void predictions(ReportRows rows) throws IOException {
        json.writeArrayFieldStart("predictions");
        int shown = Math.min(MOST_ROWS, rows.size());
        for (int n = 0; n < shown; n++) {
            int k = (int) ReportRows.spread(n, shown, rows.size());
            if (fit.model().link() == Link.LOG) {
                row(rows.targets()[k], rows.predictions()[k], rows.devianceResidual(k));
            } else {
                row(rows.targets()[k], rows.predictions()[k]);
            }
        }
        json.writeEndArray();
    }

    private void labels(LabelCurves curves, @Nullable Metrics metrics) throws IOException {
        boolean areProbabilities = fit.model().link() == Link.LOGIT;
        number("share", curves.share());
        json.writeArrayFieldStart("points");
        for (LabelCurves.Point point : curves.points()) {
            row(point.threshold(), point.falsePositiveRate(), point.truePositiveRate(), point.precision());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("distribution");
        for (LabelCurves.Bar bar : curves.distribution(areProbabilities)) {
            row(bar.left(), bar.right(), bar.negatives(), bar.positives());
        }
        json.writeEndArray();
        if (areProbabilities) {
            json.writeArrayFieldStart("calibration");
            for (LabelCurves.Bin bin : curves.calibration()) {
                row(bin.probability(), bin.share(), bin.weight());
            }
            json.writeEndArray();
        }
        if (metrics instanceof LabelMetrics of) {
            number("rocAuc", of.rocAuc());
            number("averagePrecision", of.averagePrecision());
            json.writeArrayFieldStart("confusion");
            row(of.confusion().trueNegatives(), of.confusion().falsePositives());
            row(of.confusion().falseNegatives(), of.confusion().truePositives());
            json.writeEndArray();
        }
    }

    private void facts() throws IOException {
        json.writeArrayFieldStart("facts");
        for (Map.Entry<String, String> fact : ReportFacts.of(result).entrySet()) {
            json.writeStartArray();
            json.writeString(fact.getKey());
            json.writeString(fact.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void row(double... values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            number(value);
        }
        json.writeEndArray();
    }

    private void number(String name, double value) throws IOException {
        json.writeFieldName(name);
        number(value);
    }

    /** The page leaves out what is null. */
    private void number(double value) throws IOException {
        JsonReport.number(json, value);
    }
}
