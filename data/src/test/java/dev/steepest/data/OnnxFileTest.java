package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.steepest.Link;
import dev.steepest.Loss;
import dev.steepest.Model;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime makes of the files. */
class OnnxFileTest {

    private static final double EQUAL = 1e-6;

    @TempDir
    Path directory;

    @Test
    void theIdentityLink() throws OrtException {
        assertScoredEqually(Link.IDENTITY, z -> z);
    }

    @Test
    void theLogitLink() throws OrtException {
        assertScoredEqually(Link.LOGIT, z -> 1 / (1 + Math.exp(-z)));
    }

    @Test
    void theLogLink() throws OrtException {
        assertScoredEqually(Link.LOG, Math::exp);
    }

    private void assertScoredEqually(Link link, DoubleUnaryOperator inverse) throws OrtException {
        Random random = new Random(11);
        int scored = 0;
        for (int features : new int[] {1, 2, 7, 64, 1000}) {
            double[] theta = random.doubles(features, -1, 1).toArray();
            Model model = Model.of(random.nextDouble(), theta);
            double[][] rows = new double[17][];
            Arrays.setAll(rows, i -> random.doubles(features, -1, 1).toArray());
            double[] predictions = score(stored(model), link, rows);
            for (int i = 0; i < rows.length; i++) {
                double expected = inverse.applyAsDouble(model.predict(rows[i]));
                assertEquals(expected, predictions[i], EQUAL * Math.max(1, expected));
                scored++;
            }
        }
        System.out.println("ONNX " + link + ": rows scored=" + scored);
    }

    /** A second input, of a column. */
    @Test
    void anOffset() throws OrtException {
        Path file = directory.resolve("m.onnx");
        double[][] rows = {{1, 2}, {0.5, -1}, {-2, 4}};
        double[][] offsets = {{0.25}, {-3}, {1.5}};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        for (Loss loss : List.of(Loss.squared(), Loss.logistic(), Loss.poisson())) {
            Model model = Model.of(loss.link(), 0.125, 0.5, -0.75);
            OnnxFile.write(
                    file, new StoredModel(List.of("a", "b"), model, loss, Classes.NUMBERS, "log-days", null, Map.of()));
            try (OrtSession session = environment.createSession(file.toString());
                    OnnxTensor x = OnnxTensor.createTensor(environment, rows);
                    OnnxTensor o = OnnxTensor.createTensor(environment, offsets);
                    OrtSession.Result result = session.run(Map.of("features", x, "offset", o))) {
                double[][] predictions =
                        (double[][]) result.get("prediction").orElseThrow().getValue();
                for (int i = 0; i < rows.length; i++) {
                    double expected = model.predict(offsets[i][0], rows[i]);
                    assertEquals(expected, predictions[i][0], EQUAL * Math.max(1, expected));
                }
                assertEquals(
                        "log-days", session.getMetadata().getCustomMetadata().get("offset"));
                TensorInfo input =
                        (TensorInfo) session.getInputInfo().get("offset").getInfo();
                assertArrayEquals(new long[] {-1, 1}, input.getShape());
            }
        }
    }

    private static StoredModel stored(Model model) {
        List<String> names = IntStream.range(0, model.features())
                .mapToObj(j -> "größe \"" + j)
                .toList();
        return new StoredModel(names, model, Loss.squared(), null, Map.of());
    }

    private double[] score(StoredModel model, Link link, double[][] rows) throws OrtException {
        Path file = directory.resolve("m.onnx");
        OnnxFile.write(file, model, link);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor x = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("features", x))) {
            double[][] predictions =
                    (double[][]) result.get("prediction").orElseThrow().getValue();
            return Arrays.stream(predictions).mapToDouble(row -> row[0]).toArray();
        }
    }

    @Test
    void theFileTellsWhatItTakes() throws OrtException {
        Path file = directory.resolve("m.onnx");
        OnnxFile.write(file, stored(Model.of(1, 2, 3)));
        try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
            TensorInfo input =
                    (TensorInfo) session.getInputInfo().get("features").getInfo();
            assertArrayEquals(new long[] {-1, 2}, input.getShape());
            TensorInfo output =
                    (TensorInfo) session.getOutputInfo().get("prediction").getInfo();
            assertArrayEquals(new long[] {-1, 1}, output.getShape());
            assertEquals("steepest", session.getMetadata().getProducerName());
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            assertEquals("[\"größe \\\"0\",\"größe \\\"1\"]", metadata.get("features"));
            assertEquals("squared", metadata.get("loss"));
            assertEquals("identity", metadata.get("link"));
        }
        assertTrue(file.toFile().length() < 500);
    }
}
