package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.data.Dataset;
import dev.steepest.data.Features;
import dev.steepest.data.ModelFile;
import dev.steepest.data.NpyFile;
import dev.steepest.data.ReadOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {

    private static final String IGNORED = "steepest: columns that the model does not know are ignored: 'target'\n";

    @TempDir
    Path dir;

    private Path model;
    private double[] expected;

    @BeforeEach
    void fit() {
        model = dir.resolve("model.json");
        Run run = Run.of("fit", Run.DIABETES, "--target=target", "--intercept", "--max-epochs=20", "--model", model);
        assertEquals(Exit.DONE, run.code(), run.err());
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = Dataset.read(Run.DIABETES, "target", arena);
            NpyFile.write(dir.resolve("x.npy"), data.x());
            Vector z = Vector.allocate(arena, data.x().rows());
            ModelFile.read(model).model().predict(data.x(), z);
            expected = z.toArray();
        }
    }

    @Test
    void printsANumberALine() {
        Run run = Run.of("predict", "--model", model, Run.DIABETES);

        assertEquals(Exit.DONE, run.code());
        assertEquals(IGNORED, run.err());
        assertArrayEquals(expected, numbers(run.out().lines()));
    }

    @Test
    void featuresAreFoundByName() throws IOException {
        Path shuffled = dir.resolve("shuffled.csv");
        List<String> rows = Files.readAllLines(Run.DIABETES).stream()
                .map(PredictCommandTest::reversed)
                .toList();
        Files.write(shuffled, rows);

        assertArrayEquals(
                expected,
                numbers(Run.of("predict", "--model", model, shuffled).out().lines()));
    }

    private static String reversed(String row) {
        return String.join(",", List.of(row.split(",", -1)).reversed());
    }

    @Test
    void writesNpy() {
        Path out = dir.resolve("z.npy");

        Run run = Run.of("predict", "--model", model, dir.resolve("x.npy"), "--out", out);

        assertEquals(new Run(Exit.DONE, "", ""), run);
        try (Arena arena = Arena.ofConfined()) {
            assertArrayEquals(expected, NpyFile.readVector(out, arena).toArray());
        }
    }

    @Test
    void writesCsv() throws IOException {
        Path out = Files.writeString(dir.resolve("z.csv"), "old");

        Run run = Run.of("predict", "--model", model, Run.DIABETES, "--out", out);

        assertEquals(new Run(Exit.DONE, "", IGNORED), run);
        List<String> lines = Files.readAllLines(out);
        assertEquals("prediction", lines.get(0));
        assertArrayEquals(expected, numbers(lines.stream().skip(1)));
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(List.of("model.json", "x.npy", "z.csv"), names(files));
        }
    }

    /** From Parquet to Parquet, without a bit lost at any hand-over, over more rows than a chunk. */
    @Test
    @Tag("jvm") // an image has no DuckDB
    void parquet() {
        Path trips = dir.resolve("trips.parquet");
        duckdb(
                "COPY (SELECT i / 7.0::DOUBLE AS distance, CASE i % 3 WHEN 0 THEN 'noon' ELSE 'night' END AS hour, i % 11 AS fare"
                        + " FROM range(5000) AS t(i)) TO '" + trips + "'");
        String sql = "SELECT * FROM '" + dir.resolve("trips*.parquet") + "'";
        Path fitted = dir.resolve("trips.json");
        Path out = dir.resolve("z.parquet");

        Run fit = Run.of("fit", sql, "--target=fare", "--one-hot", "--standardize", "--model", fitted, "--json");
        Run run = Run.of("predict", "--model", fitted, trips, "--out", out);
        Run printed = Run.of("predict", "--model", fitted, sql);
        Run read = Run.of(
                "fit", "SELECT prediction, row_number() OVER () AS n FROM '" + out + "'", "--target=n", "--json");

        assertEquals(List.of("distance", "hour=night", "hour=noon"), fit.json().get("features"));
        assertEquals(new Run(Exit.DONE, "", IGNORED.replace("target", "fare")), run);
        assertEquals(5000.0, read.json().get("rows"));
        double[] theta = Json.doubles(fit.json().get("theta"));
        double[] z = numbers(printed.out().lines());
        assertArrayEquals(z, column(out));
        try (Arena arena = Arena.ofConfined()) {
            Model model = ModelFile.read(fitted).model();
            assertArrayEquals(theta, model.theta());
            for (int i = 0; i < z.length; i++) {
                double night = i % 3 == 0 ? 0 : 1;
                Matrix row = Matrix.of(arena, new double[][] {{i / 7.0, night, 1 - night}});
                Vector expectedRow = Vector.allocate(arena, 1);
                model.predict(row, expectedRow);
                assertEquals(expectedRow.get(0), z[i]);
            }
        }
    }

    private double[] column(Path parquet) {
        try (Arena arena = Arena.ofConfined()) {
            Features read = Features.open(parquet.toString(), List.of("prediction"), ReadOptions.DEFAULT, arena);
            List<double[]> chunks = new ArrayList<>();
            while (read.next()) {
                Matrix x = read.x();
                chunks.add(Vector.wrap(x.segment().asSlice(0, x.rows() * Double.BYTES))
                        .toArray());
            }
            read.close();
            return chunks.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }

    private static void duckdb(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCategoryThatTheModelDoesNotKnow() throws IOException {
        Path train = Files.writeString(dir.resolve("train.csv"), "city,y\nRome,1\nOslo,2\n");
        Path test = Files.writeString(dir.resolve("test.csv"), "city\nOslo\nPisa\n");
        Path fitted = dir.resolve("cities.json");
        assertEquals(
                Exit.DONE,
                Run.of("fit", train, "--target=y", "--one-hot", "--no-intercept", "--model", fitted)
                        .code());

        Path out = dir.resolve("z.csv");
        Run run = Run.of("predict", "--model", fitted, test, "--out", out);

        assertEquals(
                new Run(
                        Exit.REFUSED,
                        "",
                        "steepest: " + test
                                + " line=3 column=0 'city': 'Pisa' is none of the values that are known: 'Oslo',"
                                + " 'Rome': --unseen zero goes on\n"),
                run);
        assertFalse(Files.exists(out));

        Run zero = Run.of("predict", "--model", fitted, test, "--unseen", "zero");
        assertEquals(
                "steepest: values that the model does not know, taken for none of those it knows: 1\n", zero.err());
        assertEquals("0.0", zero.out().lines().toList().get(1)); // no intercept: nothing is left of the row
    }

    @Test
    void aCategoryThatOnlyTheValidationHas() throws IOException {
        Path data = Files.writeString(dir.resolve("train.csv"), "city,y\nRome,1\nOslo,2\n");
        Path others = Files.writeString(dir.resolve("others.csv"), "city,y\nOslo,2\nPisa,3\n");

        Run run = Run.of("fit", data, "--target=y", "--one-hot", "--validation", others);

        assertEquals(
                "steepest: " + others
                        + " line=3 column=0 'city': 'Pisa' is none of the values that are known: 'Oslo', 'Rome':"
                        + " --unseen zero goes on\n",
                run.err());
        assertEquals(Exit.REFUSED, run.code());

        Run zero = Run.of("fit", data, "--target=y", "--one-hot", "--validation", others, "--unseen=zero");
        assertEquals(
                "steepest: --validation: values that the model does not know, taken for none of those it knows: 1\n",
                zero.err());
        assertEquals(Exit.DONE, zero.code());
    }

    @Test
    void droppedRowsAreTold() throws IOException {
        Path data = Files.writeString(dir.resolve("gaps.csv"), "a,y\n1,2\n,3\n4,5\n");

        Run run = Run.of("fit", data, "--target=y", "--drop-null", "--json");

        assertEquals("steepest: rows with a missing value dropped: 1 (a=1), rows left: 2\n", run.err());
        assertEquals(2.0, run.json().get("rows"));
    }

    @Test
    void rowsDroppedOfTheValidationAreToldToo() throws IOException {
        Path data = Files.writeString(dir.resolve("gaps.csv"), "a,y\n1,2\n,3\n4,5\n");
        Path others = Files.writeString(dir.resolve("others.csv"), "a,y\n,2\n,3\n4,5\n");

        Run run = Run.of("fit", data, "--target=y", "--drop-null", "--validation", others, "--json");

        assertEquals("""
                steepest: rows with a missing value dropped: 1 (a=1), rows left: 2
                steepest: --validation: rows with a missing value dropped: 2 (a=2), rows left: 1
                """, run.err());
        assertEquals(2.0, run.json().get("rows"));
    }

    /** Numbers without a header, from file to file. */
    @Test
    void rawFiles() throws IOException {
        Path x = dir.resolve("x.f64");
        byte[] npy = Files.readAllBytes(dir.resolve("x.npy"));
        Files.write(x, Arrays.copyOfRange(npy, npy.length - expected.length * 10 * Double.BYTES, npy.length));

        Run run = Run.of("predict", "--model", model, x + ":10");

        assertEquals(new Run(Exit.DONE, run.out(), ""), run);
        assertArrayEquals(expected, numbers(run.out().lines()));
        assertEquals(
                "steepest: --out=" + x + " must end in .csv, .npy or .parquet\n",
                Run.of("predict", "--model", model, x + ":10", "--out", x).err());
        assertEquals(
                "steepest: --model=" + x + " is the same file as DATA: choose another\n",
                Run.of("fit", x + ":10", "--target=0", "--model", x).err());
    }

    private static List<String> names(Stream<Path> files) {
        return files.map(file -> file.getFileName().toString()).sorted().toList();
    }

    private static double[] numbers(Stream<String> lines) {
        return lines.mapToDouble(Double::parseDouble).toArray();
    }
}
