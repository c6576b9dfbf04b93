package dev.steepest.command;

import dev.steepest.data.ModelFile;
import dev.steepest.data.OnnxFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model that {@code fit --model} wrote, as other programs read it. */
@Command(
        name = "export",
        customSynopsis = "steepest export --model=FILE --onnx=FILE",
        sortOptions = false,
        description = "Writes a model for ONNX Runtime, in float64, as fit --onnx does.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nNotes:%n",
        footer = {"Example:", "  steepest export --model model.json --onnx model.onnx"})
final class ExportCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "The model, as fit --model wrote it.")
    private Path model = Path.of("");

    @Option(names = "--onnx", required = true, paramLabel = "FILE", description = "Where to.")
    private Path onnx = Path.of("");

    @Override
    public Integer call() {
        OutputPath.requireDifferent("--onnx", onnx, "--model", model);
        OutputPath.requireWritable("--onnx", onnx);
        OnnxFile.write(onnx, ModelFile.read(model));
        return Exit.DONE;
    }
}
