package dev.steepest.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.Fit;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Standardization;
import dev.steepest.data.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

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
        json.writeStringField("reason", fit.reason().name());
        json.writeStringField("message", fit.message());
        json.writeBooleanField("converged", fit.converged());
        number("cost", fit.cost());
        number("gradientNorm", fit.gradientNorm());
        number("learningRate", fit.learningRate());
        json.writeNumberField("epochs", fit.epochs());
        number("seconds", result.seconds().fit());
        metrics();
        json.writeArrayFieldStart("advice");
        for (String advice : Advice.of(result, spreads)) {
            json.writeString(advice);
        }
        json.writeEndArray();
        curve();
        coefficients();
        predictions();
        facts();
    }

    /** Name, training, held out. */
    private void metrics() throws IOException {
        json.writeArrayFieldStart("metrics");
        if (result.trainingMetrics() != null) {
            for (MetricsReport.Figure[] row : MetricsReport.rows(result.trainingMetrics(), result.heldOutMetrics())) {
                json.writeStartArray();
                json.writeString(row[0].name());
                for (MetricsReport.Figure figure : row) {
                    number(figure.value());
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
            row((double) curve.epoch(k), curve.seconds(k), curve.cost(k), curve.gradientNorm(k), curve.learningRate(k));
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
                    row(epoch, Double.NaN, costs[epoch], Double.NaN, Double.NaN);
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

    /** Evenly spread over the rows, so that the same data give the same page. */
    private void predictions() throws IOException {
        Matrix x = result.data().x();
        Model model = fit.model();
        long shown = Math.min(MOST_ROWS, x.rows());
        json.writeNumberField("rows", x.rows());
        json.writeArrayFieldStart("predictions");
        double[] row = new double[x.features()];
        for (long k = 0; k < shown; k++) {
            long i = k * x.rows() / shown;
            for (int j = 0; j < row.length; j++) {
                row[j] = x.get(i, j);
            }
            double offset = x.offset().map(values -> values.get(i)).orElse(0.0);
            row(result.data().y().get(i), model.predict(offset, row));
        }
        json.writeEndArray();
    }

    private void facts() throws IOException {
        json.writeArrayFieldStart("facts");
        for (Map.Entry<String, String> fact : result.model().training().entrySet()) {
            fact(fact.getKey(), fact.getValue());
        }
        fact("why this plan", fit.planReason());
        fact("cost at the start", Double.toString(fit.costHistory().length == 0 ? Double.NaN : fit.costHistory()[0]));
        fact("threads", Integer.toString(fit.threads()));
        fact("time", TextReport.time(result.seconds()));
        json.writeEndArray();
    }

    private void fact(String name, String value) throws IOException {
        json.writeStartArray();
        json.writeString(name);
        json.writeString(value);
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
