package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.steepest.Steepest;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import dev.steepest.data.ModelFile;
import dev.steepest.data.StoredModel;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From data to fit, model file, predictions and ONNX Runtime: the same numbers wherever one hands over to the next. */
class HandOverTest {

    @TempDir
    Path dir;

    @Test
    void fromCsv() throws Exception {
        theNumbersStayTheSame(Run.DIABETES);
    }

    @Test
    @Tag("jvm") // an image has no DuckDB
    void fromParquet() throws Exception {
        Path parquet = dir.resolve("diabetes.parquet");
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (FROM '" + Run.DIABETES + "') TO '" + parquet + "' (FORMAT parquet)");
        }
        theNumbersStayTheSame(parquet);
    }

    @Test
    void aModelIsExportedAsAFitWritesIt() throws Exception {
        Path model = dir.resolve("model.json");
        Path fitted = dir.resolve("fitted.onnx");
        Path exported = dir.resolve("exported.onnx");
        Run fit = Run.of("fit", Run.DIABETES, "--target=target", "--model", model, "--onnx", fitted);
        assertEquals(Exit.DONE, fit.code(), fit.err());

        assertEquals(new Run(Exit.DONE, "", ""), Run.of("export", "--model", model, "--onnx", exported));

        assertArrayEquals(Files.readAllBytes(fitted), Files.readAllBytes(exported));
    }

    private void theNumbersStayTheSame(Path source) throws Exception {
        Path model = dir.resolve("model.json");
        Path onnx = dir.resolve("model.onnx");
        Path predictions = dir.resolve("predictions.csv");
        Run fit = Run.of("fit", source, "--target=target", "--model", model, "--onnx", onnx, "--json");
        Run predict = Run.of("predict", "--model", model, Run.DIABETES, "--out", predictions);

        assertEquals(Exit.DONE, fit.code(), fit.err());
        assertEquals(Exit.DONE, predict.code(), predict.err());
        StoredModel stored = ModelFile.read(model);
        assertArrayEquals(Json.doubles(fit.json().get("theta")), stored.model().theta());
        assertEquals(fit.json().get("intercept"), stored.model().intercept());
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = Dataset.read(Run.DIABETES, "target", arena);
            assertEquals(data.features(), stored.features());
            assertEquals(
                    Steepest.fingerprint(data.x(), data.y()), stored.training().get("data"));
            Vector z = Vector.allocate(arena, data.x().rows());
            stored.model().predict(data.x(), z);
            assertArrayEquals(z.toArray(), predictions(predictions));
            assertArrayEquals(z.toArray(), score(onnx, rows(data)), 1e-6);
            assertGuide(stored.model().theta()[data.features().indexOf("bmi")], z.get(0));
            assertEquals((double) fit.json().get("cost"), meanSquaredError(z, data.y()), 1e-9);
        }
    }

    private static void assertGuide(double... numbers) throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "guide", "files.md"));
        for (double number : numbers) {
            assertTrue(guide.contains(" " + number + " "), Double.toString(number));
        }
    }

    private static double[] predictions(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        assertEquals("prediction", lines.get(0));
        return lines.stream().skip(1).mapToDouble(Double::parseDouble).toArray();
    }

    private static double[][] rows(Dataset data) {
        double[][] rows = new double[(int) data.x().rows()][data.x().features()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = data.x().get(i, j);
            }
        }
        return rows;
    }

    private static double[] score(Path onnx, double[][] rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx.toString());
                OnnxTensor x = OnnxTensor.createTensor(environment, rows);
                OrtSession.Result result = session.run(Map.of("features", x))) {
            double[][] predictions =
                    (double[][]) result.get("prediction").orElseThrow().getValue();
            return Arrays.stream(predictions).mapToDouble(row -> row[0]).toArray();
        }
    }

    private static double meanSquaredError(Vector z, Vector y) {
        double sum = 0;
        for (long i = 0; i < z.length(); i++) {
            sum += (z.get(i) - y.get(i)) * (z.get(i) - y.get(i));
        }
        return sum / z.length();
    }
}
