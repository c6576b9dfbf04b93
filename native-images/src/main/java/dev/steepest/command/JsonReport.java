package dev.steepest.command;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.steepest.Fit;
import dev.steepest.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** One JSON object on a line. Numbers are the shortest that read back as the same bits; NaN and infinities, which JSON lacks, are null. */
final class JsonReport {

    private final Result result;
    private final JsonGenerator json;

    private JsonReport(Result result, JsonGenerator json) {
        this.result = result;
        this.json = json;
    }

    static void print(Result result, OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            new JsonReport(result, json).fields();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private void fields() throws IOException {
        parameters();
        json.writeNumberField("rows", result.rows());
        json.writeStringField("loss", result.loss().toString());
        json.writeStringField("penalty", result.penalty().toString());
        number("lower", result.lower());
        number("upper", result.upper());
        json.writeStringField("optimizer", result.optimizer().toString());
        how();
        outcome();
        json.writeObjectFieldStart("metrics");
        metrics("training", result.trainingMetrics());
        metrics("heldOut", result.heldOutMetrics());
        json.writeEndObject();
        json.writeArrayFieldStart("advice");
        for (String advice : result.advice()) {
            json.writeString(advice);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("seconds");
        number("load", result.seconds().load());
        number("prepare", result.seconds().prepare());
        number("fit", result.seconds().fit());
        json.writeEndObject();
    }

    private void parameters() throws IOException {
        json.writeArrayFieldStart("theta");
        for (double value : result.fit().theta().toArray()) {
            number(json, value);
        }
        json.writeEndArray();
        number("intercept", result.fit().intercept());
        json.writeArrayFieldStart("features");
        for (String feature : result.features()) {
            json.writeString(feature);
        }
        json.writeEndArray();
    }

    private void how() throws IOException {
        Fit fit = result.fit();
        json.writeStringField("method", fit.method());
        json.writeStringField("layout", fit.layout().name());
        json.writeStringField("storage", Converters.written(fit.storage()));
        json.writeStringField("plan", Converters.written(fit.plan()));
        json.writeStringField("kernel", fit.kernel());
        json.writeNumberField("threads", fit.threads());
    }

    private void outcome() throws IOException {
        Fit fit = result.fit();
        json.writeNumberField("epochs", fit.epochs());
        json.writeNumberField("steps", fit.steps());
        number("cost", fit.cost());
        number("gradientNorm", fit.gradientNorm());
        remaining(fit);
        number("validationCost", fit.validationCost());
        json.writeStringField("reason", fit.reason().name());
        json.writeBooleanField("converged", fit.converged());
        json.writeStringField("message", fit.message());
        number("learningRate", fit.learningRate());
    }

    private void metrics(String name, @Nullable Metrics metrics) throws IOException {
        if (metrics != null) {
            json.writeObjectFieldStart(name);
            MetricsReport.write(json, metrics);
            json.writeEndObject();
        }
    }

    private void remaining(Fit fit) throws IOException {
        number("remaining", fit.remaining());
        json.writeFieldName("remainingIs");
        if (Double.isFinite(fit.remaining())) {
            json.writeString(fit.remainingIsBound() ? "bound" : "estimate");
        } else {
            json.writeNull();
        }
    }

    private void number(String name, double value) throws IOException {
        json.writeFieldName(name);
        number(json, value);
    }

    /** JSON has no NaN: what is none is null. */
    static void number(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
