package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that DuckDB reads, written by DuckDB. */
class TableTest {

    private static final ReadOptions ONE_HOT = new ReadOptions(true, false, ReadOptions.DEFAULT.layout());
    private static final ReadOptions DROP_NULL = new ReadOptions(false, true, ReadOptions.DEFAULT.layout());
    private static final String ROWS = "(VALUES (1, 2.5, 3), (-4, 1e-300, 6), (7, 0.1, 9)) AS t(a, b, y)";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"t.parquet", "t.csv.gz", "t.json", "t.jsonl"})
    void filesByTheirNames(String name) {
        duckdb("COPY (SELECT a, b::DOUBLE AS b, y FROM " + ROWS + ") TO '" + dir.resolve(name) + "'"
                + (name.endsWith("json") ? " (ARRAY true)" : ""));

        assertRows(dir.resolve(name).toString());
    }

    @Test
    void tablesOfADatabase() {
        Path file = dir.resolve("d.duckdb");
        duckdb(
                "ATTACH '" + file + "' AS d",
                "CREATE TABLE d.one AS SELECT a, b::DOUBLE AS b, y FROM " + ROWS,
                "DETACH d");
        assertRows(file.toString());

        duckdb("ATTACH '" + file + "' AS d", "CREATE TABLE d.two AS SELECT 1 AS z", "DETACH d");
        assertRows(file + ":one");
        assertRefused(
                dir,
                "d.duckdb has tables=2: 'one', 'two'; name one: d.duckdb:TABLE",
                () -> read(file.toString(), "y", ReadOptions.DEFAULT));
        assertEquals(List.of("d.duckdb"), files());
    }

    @Test
    void sql() {
        assertRows("SELECT a, b, y FROM " + ROWS + " -- with a comment");
        assertRows("  with q as (select * from " + ROWS + ") from q;");
    }

    private void assertRows(String data) {
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(data, "y", ReadOptions.DEFAULT, arena);
            assertEquals(List.of("a", "b"), read.features());
            assertArrayEquals(
                    new double[] {1, 2.5, -4, 1e-300, 7, 0.1},
                    read.x().segment().toArray(JAVA_DOUBLE));
            assertArrayEquals(new double[] {3, 6, 9}, read.y().toArray());
            assertEquals(0, read.findings().dropped());
        }
    }

    /** Every type of number, at its limits. */
    @Test
    void numbersOfAnyType() {
        String sql =
                "SELECT true AS a, (-128)::TINYINT AS b, 255::UTINYINT AS c, (-32768)::SMALLINT AS d, 65535::USMALLINT AS e,"
                        + " (-2147483648)::INTEGER AS f, 4294967295::UINTEGER AS g, 9007199254740993 AS h,"
                        + " 18446744073709551615::UBIGINT AS i, 170141183460469231731687303715884105727::HUGEINT AS j,"
                        + " 0.1::FLOAT AS k, '-0.0'::DOUBLE AS l, 12345.6789::DECIMAL(18, 4) AS m, 1 AS y";
        double[] expected = {
            1,
            -128,
            255,
            -32768,
            65535,
            -2147483648,
            4294967295d,
            9007199254740992d,
            0x1p64,
            0x1p127,
            0.1f,
            -0.0,
            12345.6789
        };

        assertArrayEquals(expected, read(sql, "y", ReadOptions.DEFAULT)[0]);
    }

    /** The order of rows is that of the files, in any layout: more rows than a row group, in several files. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void theOrderOfFiles(Layout layout) {
        int rows = 150_001;
        for (int part = 0; part < 3; part++) {
            String range = "range(" + part * rows + ", " + (part + 1) * rows + ") AS t(i)";
            duckdb("COPY (SELECT i AS a, 2 * i AS b, i % 7 AS c, 3 * i AS y FROM " + range + ") TO '"
                    + dir.resolve("part-" + part + ".parquet") + "' (ROW_GROUP_SIZE 10000)");
        }
        String sql = "SELECT * FROM '" + dir.resolve("part-*.parquet") + "'";
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(sql, "y", new ReadOptions(false, false, layout), arena);
            assertEquals(layout, read.x().layout());
            assertEquals(3L * rows, read.x().rows());
            for (int i = 0; i < read.x().rows(); i++) {
                assertEquals(i, read.x().get(i, 0));
                assertEquals(2 * i, read.x().get(i, 1));
                assertEquals(i % 7, read.x().get(i, 2));
                assertEquals(3 * i, read.y().get(i));
            }
        }
    }

    /** Chunks with gaps: their rows end within panels. */
    @Test
    void rowsThatAFilterLeaves() {
        String sql = "SELECT i AS a, i AS y FROM range(20000) AS t(i) WHERE i % 3 = 1";
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(sql, "y", new ReadOptions(false, false, Layout.PANELS), arena);
            assertEquals(6667, read.x().rows());
            for (int i = 0; i < read.x().rows(); i++) {
                assertEquals(3 * i + 1, read.x().get(i, 0));
            }
        }
    }

    @Test
    void textIsRefusedOrOneHot() throws IOException {
        Path csv = Files.writeString(dir.resolve("t.csv"), "city,a,y\nRome,1,2\nOslo,3,4\n\"Ö, 'x'\",5,6\nOslo,7,8\n");

        assertRefused(
                dir,
                "the query: column 'city' is text: --one-hot makes a feature of each of its values",
                () -> read("SELECT * FROM '" + csv + "'", "y", ReadOptions.DEFAULT));
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(csv.toString(), "y", ONE_HOT, arena);
            assertEquals(List.of("city=Oslo", "city=Rome", "city=Ö, 'x'", "a"), read.features());
            assertArrayEquals(
                    new double[] {0, 1, 0, 1, 1, 0, 0, 3, 0, 0, 1, 5, 1, 0, 0, 7},
                    read.x().segment().toArray(JAVA_DOUBLE));
        }
    }

    @Test
    void missingValuesAreRefusedOrDropped() throws IOException {
        Path csv = Files.writeString(dir.resolve("t.csv"), "a,b,y\n1,2,3\n4,,6\n7,8,\n9,10,11\n");
        String sql = "SELECT * FROM '" + csv + "'";

        assertRefused(
                dir, "the query row=1 column 'b': the value is missing", () -> read(sql, "y", ReadOptions.DEFAULT));
        for (String data : List.of(csv.toString(), sql)) {
            try (Arena arena = Arena.ofConfined()) {
                Dataset read = Dataset.read(data, "y", DROP_NULL, arena);
                assertEquals(2, read.findings().dropped());
                assertArrayEquals(new double[] {3, 11}, read.y().toArray());
                assertEquals(10, read.x().get(1, 1));
            }
        }
        Path y = Files.writeString(dir.resolve("y.csv"), "y\n1\n2\n3\n4\n");
        assertRefused(
                dir,
                "the query has rows=2 with missing values: they cannot be dropped when the target is a file of its own",
                () -> read("SELECT a, b, y FROM '" + csv + "'", y.toString(), DROP_NULL));
    }

    @Test
    void whatIsNotFiniteIsRefusedByItsPlace() {
        assertRefused(
                dir,
                "the query row=1 column 'a': Infinity is not finite",
                () -> read(
                        "SELECT * FROM (VALUES (1::DOUBLE, 2), ('inf'::DOUBLE, 3)) AS t(a, y)",
                        "y",
                        ReadOptions.DEFAULT));
    }

    @Test
    void refusals() {
        String rows = "SELECT * FROM " + ROWS;
        assertRefused(
                dir,
                "the query has no column 'z': it has 'a', 'b', 'y'; a target may also be a .npy, .f64 or .csv file",
                () -> read(rows, "z", ReadOptions.DEFAULT));
        assertRefused(
                dir,
                "the query: column 'd' is of type 'DATE': make it a number by SQL, or leave it out",
                () -> read("SELECT DATE '2026-01-01' AS d, 1 AS y", "y", ReadOptions.DEFAULT));
        assertRefused(
                dir,
                "the query: column 'y' is text: a target must be a number, or one of two labels for a loss of labels",
                () -> read("SELECT 1 AS a, 'x' AS y", "y", ONE_HOT));
        assertRefused(dir, "the query has no rows", () -> read(rows + " WHERE a > 100", "y", ReadOptions.DEFAULT));
        assertRefused(
                dir,
                "the query: column 'id' is text: it has more than 1000 different values: leave it out by SQL",
                () -> read("SELECT i::VARCHAR AS id, 1 AS y FROM range(1001) AS t(i)", "y", ONE_HOT));
    }

    /** SQL that would write, and several statements of which the first would run unasked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS a, 2 AS y; COPY (SELECT 1) TO 'DIR/stolen.csv'",
                "SELECT 1 AS a) ; COPY (SELECT 1) TO 'DIR/stolen.csv' --",
                "WITH q AS (SELECT 1) COPY (FROM q) TO 'DIR/stolen.csv'",
                "SELECT 1 AS a, 2 AS y; SELECT 3 AS a, 4 AS y",
                "FROM enable_logging(storage := 'file', storage_path := 'DIR/stolen')",
                "SELECT * FROM read_csv('https://example.com/x.csv')",
                "SELECT * FROM 's3://bucket/x.parquet'",
                "SELECT 1 AS a, 2 AS y FROM sqlite_scan('DIR/x.db', 't')",
                "WITH q AS (INSERT INTO t VALUES (1) RETURNING a) SELECT * FROM q",
            })
    void nothingButReading(String sql) {
        String asked = sql.replace("DIR", dir.toString());

        DataException e = assertThrows(DataException.class, () -> read(asked, "y", ReadOptions.DEFAULT));

        Refusal.assertOneLine(e);
        assertTrue(e.getMessage().startsWith("the query "), e.getMessage());
        assertEquals(List.of(), files());
        assertFalse(Files.exists(Path.of(".tmp")));
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of X. */
    private static double[][] read(String data, String target, ReadOptions options) {
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(data, target, options, arena);
            double[][] rows = new double[(int) read.x().rows()][read.x().features()];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < rows[i].length; j++) {
                    rows[i][j] = read.x().get(i, j);
                }
            }
            return rows;
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
}
