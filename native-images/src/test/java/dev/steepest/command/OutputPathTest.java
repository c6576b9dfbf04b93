package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be overwritten is told before the fit, and stays as it was. */
class OutputPathTest {

    private static final String DATA = "a,b,y\n1,2,1\n2,1,2\n0,1,3\n";

    @TempDir
    Path dir;

    @BeforeEach
    void data() throws IOException {
        Files.writeString(dir.resolve("data.csv"), DATA);
    }

    private static void refused(String message, Object... arguments) {
        Run run = Run.of(arguments);
        assertEquals("steepest: " + message + "\n", run.err());
        assertEquals(Exit.REFUSED, run.code());
    }

    @Test
    void aLinkToNothing() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("nowhere"));
        refused(
                "--model=" + link + " cannot be written: it is a link to nothing",
                "fit",
                dir.resolve("data.csv"),
                "--target=y",
                "--model=" + link);
        assertTrue(Files.isSymbolicLink(link));
        assertFalse(Files.exists(dir.resolve("nowhere")));
    }

    @Test
    void oneFileByTwoNames() throws IOException {
        Path folder = Files.createSymbolicLink(dir.resolve("folder"), dir);
        refused(
                "--onnx=" + folder.resolve("m") + " is the same file as --model: choose another",
                "fit",
                dir.resolve("data.csv"),
                "--target=y",
                "--model=" + dir.resolve("m"),
                "--onnx=" + folder.resolve("m"));
        assertFalse(Files.exists(dir.resolve("m")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM 'DIR/data.csv'",
                "SELECT * FROM \"DIR/data.csv\"",
                "FROM 'DIR/*.csv'",
                "FROM 'DIR/d?t[a-b].csv' WHERE a > 0",
                "SELECT a, 'it''s' AS s, y FROM read_csv('DIR/folder/data.csv')",
            })
    void theFilesOfAQuery(String sql) throws IOException {
        Files.createSymbolicLink(dir.resolve("folder"), dir);
        Path model = dir.resolve("model.json");
        Path data = dir.resolve("data.csv");
        assertEquals(
                Exit.DONE, Run.of("fit", data, "--target=y", "--model=" + model).code());
        String query = sql.replace("DIR", dir.toString());
        for (String option : List.of("--model", "--onnx", "--trace", "--report", "--checkpoint")) {
            refused(
                    option + "=" + data + " is the same file as DATA: choose another",
                    "fit",
                    query,
                    "--target=y",
                    option + "=" + data);
        }
        refused(
                "--out=" + data + " is the same file as DATA: choose another",
                "predict",
                "--model=" + model,
                query,
                "--out=" + data);
        assertEquals(DATA, Files.readString(data));
    }

    @Test
    void otherFilesThanAQueryReads() throws IOException {
        Path model = Files.writeString(dir.resolve("data.json"), "{}");
        String sql = "SELECT * FROM '" + dir.resolve("*.csv") + "' WHERE b < 9";
        Run run = Run.of("fit", sql, "--target=y", "--model=" + model);
        assertEquals(
                "steepest: " + dir.resolve("*.csv") + " names files=1: " + dir.resolve("data.csv") + "\n", run.err());
        assertEquals(Exit.DONE, run.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "npy", "parquet"})
    void modesStay(String kind) throws IOException {
        Path model = dir.resolve("model.json");
        Path out = dir.resolve("out." + kind);
        for (Path file : List.of(model, out)) {
            Files.writeString(file, "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        Path data = dir.resolve("data.csv");
        assertEquals(
                Exit.DONE, Run.of("fit", data, "--target=y", "--model=" + model).code());
        Run predict = Run.of("predict", "--model=" + model, data, "--out=" + out);
        assertEquals("steepest: columns that the model does not know are ignored: 'y'\n", predict.err());
        for (Path file : List.of(model, out)) {
            assertTrue(Files.size(file) > 3);
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    /** The fit was killed while it wrote the last line. */
    @ParameterizedTest
    @ValueSource(strings = {"", "epoch,co", "epoch,cost\n", "epoch,cost\n0,1\n1,0.", "epoch,cost\n0,1\n"})
    void aTraceGoesOnBehindItsLastWholeLine(String left) throws IOException {
        Path trace = Files.writeString(dir.resolve("trace.csv"), left);
        Path checkpoint = dir.resolve("c");
        Object[] fit = {
            "fit",
            dir.resolve("data.csv"),
            "--target=y",
            "--max-epochs=2",
            "--every=1",
            "--checkpoint=" + checkpoint,
            "--resume"
        };
        assertEquals(Exit.DONE, Run.of(fit).code());
        Object[] traced = List.of(fit).toArray(new Object[fit.length + 1]);
        traced[3] = "--max-epochs=2";
        traced[fit.length] = "--trace=" + trace;
        assertEquals(Exit.DONE, Run.of(traced).code());
        String whole = left.substring(0, left.lastIndexOf('\n') + 1);
        String text = Files.readString(trace, StandardCharsets.US_ASCII);
        assertTrue(text.startsWith(whole.isEmpty() ? "epoch,cost,gradientNorm,seconds" : whole), text);
        for (String line : text.substring(whole.length()).lines().toList()) {
            assertEquals(6, line.split(",", -1).length, line);
        }
        assertTrue(text.endsWith("\n"));
    }
}
