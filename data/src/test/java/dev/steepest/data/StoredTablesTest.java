package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views, computed columns and macros of a stranger's database. */
class StoredTablesTest {

    @TempDir
    Path dir;

    @Test
    void viewsThatReadTables() {
        String file = database(
                "CREATE TABLE t AS SELECT 1 AS a, 2 AS y",
                "CREATE VIEW v AS SELECT a + 1 AS a, y FROM t",
                "CREATE VIEW \"w AS SELECT 1 --\"(\"b AS c\", y) AS SELECT a, y FROM v",
                "CREATE TABLE g (a INTEGER, b INTEGER AS (a * 3), y INTEGER DEFAULT 5)",
                "INSERT INTO g (a) VALUES (1)");

        assertEquals(1, first(file + ":t"));
        assertEquals(2, first(file + ":v"));
        assertEquals(2, first(file + ":w AS SELECT 1 --"));
        assertEquals(1, first(file + ":g"));
        assertRefused(
                dir,
                "d.duckdb has no table 'none': it has 'g', 't', 'v', 'w AS SELECT 1 --'",
                () -> first(file + ":none"));
    }

    @Test
    void aViewThatWritesIsRefusedAndSoIsOneThatReachesIt() {
        Path stolen = dir.resolve("stolen.csv");
        String copy = Database.literal("WITH t AS (COPY (SELECT 42) TO '" + stolen + "') SELECT * FROM t");
        String file = database(
                "CREATE VIEW evil AS SELECT * FROM json_execute_serialized_sql(json_serialize_sql(" + copy + "))",
                "CREATE VIEW behind AS SELECT 1 AS a, 2 AS y FROM (SELECT * FROM main.evil)");
        for (String view : new String[] {"evil", "behind"}) {
            assertRefused(
                    dir,
                    "d.duckdb: the view 'evil' must only read: json_execute_serialized_sql() is not allowed there",
                    () -> first(file + ":" + view));
        }
        assertFalse(Files.exists(stolen));
    }

    @Test
    void viewsReadNoFilesAndNothingOfTheSystem() {
        String csv = dir.resolve("x.csv").toString();
        String file = database(
                "COPY (SELECT 1 AS a, 2 AS y) TO '" + csv + "'",
                "CREATE VIEW f AS SELECT * FROM '" + csv + "'",
                "CREATE VIEW r AS SELECT * FROM read_csv('" + csv + "')",
                "CREATE VIEW s AS SELECT 1 AS a, 2 AS y FROM duckdb_settings()",
                "CREATE TABLE g (a INTEGER, b INTEGER AS (length(current_setting('threads')::VARCHAR)), y INTEGER)");

        assertRefused(
                dir,
                "d.duckdb: the view 's' must only read: duckdb_settings() is not allowed there",
                () -> first(file + ":s"));
        assertRefused(
                dir,
                "d.duckdb: the view 'r' must only read: read_csv() is not allowed there",
                () -> first(file + ":r"));
        assertRefused(
                dir,
                "d.duckdb: the view 'g' must only read: current_setting() is not allowed there",
                () -> first(file + ":g"));
        DataException e = assertThrows(DataException.class, () -> first(file + ":f"));
        assertTrue(e.getMessage().contains("which is no table of the database"), e.getMessage());
    }

    @Test
    void macrosAreNotRun() {
        String file = database(
                "CREATE TABLE t AS SELECT 1 AS a, 2 AS y",
                "CREATE MACRO abs(x) AS (SELECT 5)",
                "CREATE VIEW v AS SELECT abs(a) AS a, y FROM t");

        assertEquals(1, first(file + ":t"));
        assertRefused(
                dir,
                "d.duckdb: the view 'v' may call the macros 'abs', and macros of databases are not run",
                () -> first(file + ":v"));
    }

    private String database(String... statements) {
        Path file = dir.resolve("d.duckdb");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return file.toString();
    }

    private static double first(String data) {
        try (Arena arena = Arena.ofConfined()) {
            return Dataset.read(data, "y", ReadOptions.DEFAULT, arena).x().get(0, 0);
        }
    }
}
