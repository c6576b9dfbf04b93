package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name is the file; and how SQL reads what it names. */
class SourceFilesTest {

    @TempDir
    Path dir;

    /** Beside each file lies one that its name would match as a pattern. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "p[1].parquet",
                "d?.json",
                "s*.csv",
                "a[b]?*.json",
                "[!x].parquet",
                "{x}.json",
                "a]b.json",
                "it's.parquet",
                "back\\slash.json",
                "x,y.csv",
                "UPPER[1].PARQUET",
                "UPPER?.JSON",
                "**.json",
                "ä[1].json"
            })
    void aNameThatExistsIsThatFile(String name) throws IOException {
        write(name, 7);
        String others = name.replace("[1]", "1")
                .replace("?", "x")
                .replace("*", "z")
                .replace("[b]", "b")
                .replace("[!x]", "y");
        if (!others.equals(name)) {
            write(others, 1000);
        }
        String file = dir.resolve(name).toString();

        for (String data : List.of(
                "SELECT * FROM " + Database.literal(file),
                "SELECT * FROM " + Database.identifier(file) + " AS f(a, y)",
                "SELECT a, y FROM " + function(name) + "(" + Database.literal(file) + ")",
                "SELECT a, y FROM " + function(name) + "([" + Database.literal(file) + "]) WHERE a > 0 /* ä€😀 */")) {
            assertArrayEquals(new double[] {7}, column(data), data);
            assertEquals(new SourceFiles(List.of(Path.of(file)), List.of()), SourceFiles.of(data));
        }
        if (!name.endsWith(".csv")) {
            assertArrayEquals(new double[] {7}, column(file));
        }
    }

    private static String function(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".parquet") ? "read_parquet" : lower.endsWith(".csv") ? "read_csv" : "read_json";
    }

    private void write(String name, int value) throws IOException {
        Path file = dir.resolve(name);
        switch (function(name)) {
            case "read_parquet" -> {
                duckdb("COPY (SELECT " + value + " AS a, 2 AS y) TO '" + dir.resolve("tmp.parquet") + "'");
                Files.move(dir.resolve("tmp.parquet"), file);
            }
            case "read_csv" -> Files.writeString(file, "a,y\n" + value + ",2\n");
            default -> Files.writeString(file, "[{\"a\":" + value + ",\"y\":2}]");
        }
    }

    @Test
    void aPatternIsToldOf() throws IOException {
        write("part-1.json", 1);
        write("part-2.json", 2);
        write("part-10.json", 10);
        Files.createDirectory(dir.resolve("year=2024"));
        write("year=2024/p.json", 4);
        String pattern = dir.resolve("part-*.json").toString();
        SourceFiles expected = new SourceFiles(
                List.of(dir.resolve("part-1.json"), dir.resolve("part-10.json"), dir.resolve("part-2.json")),
                List.of(pattern + " names files=3: from " + dir.resolve("part-1.json") + " to "
                        + dir.resolve("part-2.json")));

        assertEquals(expected, SourceFiles.of(pattern));
        assertEquals(expected, SourceFiles.of("SELECT * FROM '" + pattern + "'"));
        assertArrayEquals(new double[] {1, 10, 2}, column(pattern));
        assertArrayEquals(new double[] {1, 10, 2}, column("SELECT * FROM read_json('" + pattern + "')"));
        assertEquals(
                List.of(dir.resolve("year=2024/p.json")),
                SourceFiles.of(dir.resolve("*").resolve("p.json").toString()).files());
        assertEquals(
                4, SourceFiles.of(dir.resolve("**.json").toString()).files().size());
        assertRefused(
                dir,
                "cannot read none-*.json: there is no such file, and none that matches it",
                () -> SourceFiles.of(dir.resolve("none-*.json").toString()));
    }

    @Test
    void foldersNamesAreNoFeatures() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("year=2024/split=train"));
        Files.writeString(folder.resolve("p.csv"), "a,y\n1,2\n");
        Files.writeString(folder.resolve("p.json"), "[{\"a\":1,\"y\":2}]");
        duckdb("COPY (SELECT 1 AS a, 2 AS y) TO '" + folder.resolve("p.parquet") + "'");

        for (String file : List.of("p.csv", "p.json", "p.parquet")) {
            assertEquals(List.of("a"), features("SELECT * FROM '" + folder.resolve(file) + "'"));
        }
        assertEquals(List.of("a"), features(folder.resolve("p.parquet").toString()));
        assertEquals(List.of("a"), features("SELECT * FROM '" + dir + "/*/*/p.parquet'"));
    }

    @Test
    void whatBeginsLikeAQueryMayBeAFile() throws IOException {
        Path file = Path.of("from x.csv");
        Files.writeString(file, "a,y\n3,4\n");
        try {
            assertArrayEquals(new double[] {3}, column("from x.csv"));
        } finally {
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h/x.parquet", "https://h/x.csv", "s3://b/x.json", "file://x/y.parquet"})
    void urlsAreRefused(String url) {
        assertRefused(
                dir, "the data is the URL " + url + ": only files are read, download it first", () -> column(url));
        for (String sql : List.of("SELECT * FROM '" + url + "'", "FROM read_csv('" + url + "')")) {
            assertRefused(
                    dir,
                    "the query names a table that is the URL " + url + ": only files are read, download it first",
                    () -> column(sql));
        }
    }

    /** No guess from the first rows. */
    @Test
    void csvInSql() throws IOException {
        StringBuilder late = new StringBuilder("a,y\n");
        StringBuilder codes = new StringBuilder("c,y\n");
        for (int i = 0; i < 25_000; i++) {
            late.append(i).append(",1\n");
            codes.append(i % 3).append(",1\n");
        }
        double[] numbers = column("SELECT * FROM '" + csv("late.csv", late + "0.5,1\n") + "'");
        assertEquals(25_001, numbers.length);
        assertEquals(0.5, numbers[25_000]);
        assertEquals(24_999, numbers[24_999]);
        assertEquals(
                1, column("SELECT 1 AS a, y FROM '" + csv("code.csv", codes + "A1,1\n") + "' WHERE c = 'A1'").length);
        assertArrayEquals(
                new double[] {1, 3},
                column("SELECT \"2019\" AS a, \"2020\" AS y FROM '" + csv("years.csv", "2019,2020\n1,2\n3,4\n") + "'"));
        assertArrayEquals(
                new double[] {2, 1},
                column("SELECT length(a) AS a, y FROM '" + csv("hash.csv", "a,y\n#1,2\n3,4\n") + "'"));
        assertArrayEquals(
                new double[] {3, 2},
                column("SELECT length(a) AS a, y FROM '" + csv("yes.csv", "a,y\nyes,2\nno,4\n") + "'"));
        assertArrayEquals(new double[] {5}, column("SELECT * FROM '" + csv("semi.csv", "a;y\n5;2\n") + "'"));
        assertArrayEquals(new double[] {5}, column("SELECT * FROM '" + csv("tab.tsv", "a\ty\n5\t2\n") + "'"));
        assertArrayEquals(
                new double[] {0.5},
                column("SELECT late.a, late.y FROM '" + dir.resolve("late.csv") + "' WHERE a = 0.5"));
        for (String ragged :
                List.of("a,y\n1,2\n3\n", "a,y\n1,2\n3,4,5\n", "Title\na,y\n1,2\n", "a,y\n1,2\nTotal: 1 row\n")) {
            Path file = csv("ragged.csv", ragged);
            assertRefused(
                    dir,
                    "the query cannot be read: ragged.csv is not CSV: its rows differ in their number of cells, a quote is left open,"
                            + " or it is not UTF-8 text",
                    () -> column("SELECT * FROM '" + file + "'"));
        }
    }

    private Path csv(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    @Test
    void jsonIsNotGuessedEither() throws IOException {
        StringBuilder late = new StringBuilder();
        for (int i = 0; i < 25_000; i++) {
            late.append("{\"a\":").append(i).append(",\"y\":1}\n");
        }
        Path file = Files.writeString(dir.resolve("late.jsonl"), late + "{\"a\":0.5,\"y\":1}\n");

        assertEquals(0.5, column(file.toString())[25_000]);
        assertEquals(0.5, column("SELECT * FROM '" + file + "'")[25_000]);
    }

    /** As Parquet has them; DuckDB cannot write such a file, so a name of one that it wrote is changed. */
    @Test
    void namesThatDifferInCaseOnly() throws IOException {
        Path file = dir.resolve("case.parquet");
        duckdb("COPY (SELECT 7 AS xcolumn, 8 AS \"Qcolumn\", 2 AS y) TO '" + file + "'");
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("Qcolumn", "Xcolumn");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(List.of("xcolumn", "Xcolumn"), features(file.toString()));
        try (Arena arena = Arena.ofConfined();
                Features rows =
                        Features.open(file.toString(), List.of("Xcolumn", "xcolumn"), ReadOptions.DEFAULT, arena)) {
            rows.next();
            assertEquals(8, rows.x().get(0, 0));
            assertEquals(7, rows.x().get(0, 1));
        }
    }

    private static List<String> features(String data) {
        try (Arena arena = Arena.ofConfined()) {
            return Dataset.read(data, "y", ReadOptions.DEFAULT, arena).features();
        }
    }

    private static double[] column(String data) {
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(data, "y", ReadOptions.DEFAULT, arena);
            assertEquals(1, read.features().size(), () -> read.features().toString());
            double[] values = new double[(int) read.x().rows()];
            for (int i = 0; i < values.length; i++) {
                values[i] = read.x().get(i, 0);
            }
            return values;
        }
    }

    private static void duckdb(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Decimals behind 20,480 whole numbers, which a sample would not have seen, and a folder whose name looks like a column. */
    @Test
    void readersWithOptionsGuessNothingEither() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("year=2024"));
        Path csv = Files.writeString(folder.resolve("late.csv"), "a;y\n" + "1;1\n".repeat(30_000) + "2.5;2.5\n");
        for (String sql : List.of("read_csv('" + csv + "', delim = ';')", "read_csv(['" + csv + "'], header = true)")) {
            try (Arena arena = Arena.ofConfined()) {
                Dataset read = Dataset.read("FROM " + sql, "y", ReadOptions.DEFAULT, arena);
                assertEquals(List.of("a"), read.features());
                assertEquals(2.5, read.x().get(30_000, 0));
            }
        }
    }
}
