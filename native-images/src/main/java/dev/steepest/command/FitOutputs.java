package dev.steepest.command;

import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.OnnxFile;
import dev.steepest.data.SourceFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The files that a fit writes. */
final class FitOutputs {

    @Option(names = "--model", paramLabel = "FILE", description = "Writes the model, for steepest predict, as JSON.")
    private @Nullable Path model;

    @Option(names = "--onnx", paramLabel = "FILE", description = "Writes the model for ONNX Runtime, in float64.")
    private @Nullable Path onnx;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "Writes epoch, cost, gradientNorm, seconds, learningRate and validationCost of every epoch as CSV; behind what is there with --resume.")
    private @Nullable Path trace;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Writes a page for a browser: charts of the descent, coefficients and predictions, what to try next.")
    private @Nullable Path report;

    @Mixin
    private CheckpointOptions checkpoints = new CheckpointOptions();

    /** Refuses what could not be written, or would overwrite the data or another of these. */
    void check(
            SourceFiles data,
            String target,
            @Nullable String weights,
            @Nullable String offset,
            SourceFiles validation) {
        Map<Path, String> others = new LinkedHashMap<>();
        data.files().forEach(file -> others.put(file, "DATA"));
        Dataset.columnFile(target).ifPresent(file -> others.put(file, "--target"));
        if (weights != null) {
            Dataset.columnFile(weights).ifPresent(file -> others.put(file, "--weights"));
        }
        if (offset != null) {
            Dataset.columnFile(offset).ifPresent(file -> others.put(file, "--offset"));
        }
        validation.files().forEach(file -> others.put(file, "--validation"));
        check("--model", model, others);
        check("--onnx", onnx, others);
        check("--trace", trace, others);
        check("--report", report, others);
        check("--checkpoint", checkpoints.file(), others);
        checkpoints.check();
    }

    private static void check(String option, @Nullable Path file, Map<Path, String> others) {
        if (file == null) {
            return;
        }
        others.forEach((other, name) -> OutputPath.requireDifferent(option, file, name, other));
        OutputPath.requireWritable(option, file);
        others.put(file, option);
    }

    CheckpointOptions checkpoints() {
        return checkpoints;
    }

    /** The trace, open; null if none is asked for. */
    @Nullable
    Trace trace() {
        return trace == null ? null : Trace.open(trace, checkpoints.resumes());
    }

    /** What the report will draw; null if none is asked for. */
    @Nullable
    Curve curve() {
        return report == null ? null : new Curve();
    }

    void writeReport(Result result, @Nullable Curve curve) {
        if (report != null && curve != null) {
            if (result.change() != null) {
                throw new CommandException("--report=" + report + " is not written: it would need the data");
            }
            HtmlReport.write(report, result, curve);
        }
    }

    void writeModel(Result result) {
        if (model != null) {
            requireFinite("--model", model, result);
            ModelFile.write(model, result.model());
        }
    }

    void writeOnnx(Result result) {
        if (onnx != null) {
            requireFinite("--onnx", onnx, result);
            OnnxFile.write(onnx, result.model());
        }
    }

    /** Parameters that nothing is known about are no model. */
    private static void requireFinite(String option, Path file, Result result) {
        if (!Double.isFinite(result.fit().cost())) {
            throw new CommandException(option + "=" + file + " is not written: no finite cost was reached");
        }
    }
}
