package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that would write a file when it is read. */
@Tag("jvm") // an image has no DuckDB
class SqlSafetyTest {

    @TempDir
    Path dir;

    private Path stolen;
    private String query;

    @BeforeEach
    void query() {
        stolen = dir.resolve("stolen.csv");
        String copy = "WITH t AS (COPY (SELECT 42 AS a, 1 AS y) TO '" + stolen + "') SELECT 1 AS a, 2 AS y";
        query = "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('" + copy.replace("'", "''") + "'))";
    }

    /** It is what it is taken for: DuckDB itself writes the file. */
    @Test
    void duckDbWouldWrite() throws SQLException {
        duckdb("", query);

        assertTrue(Files.exists(stolen));
    }

    @Test
    void aQueryCannotWrite() {
        assertRefused("the query must only read: json_execute_serialized_sql() is not allowed there", query);
    }

    @Test
    void aViewOfADatabaseCannotWrite() throws SQLException {
        Path file = dir.resolve("d.duckdb");
        duckdb(file.toString(), "CREATE VIEW v AS " + query);
        assertRefused(
                file + ": the view 'v' must only read: json_execute_serialized_sql() is not allowed there",
                file.toString());
        assertRefused(
                file + ": the view 'v' must only read: json_execute_serialized_sql() is not allowed there",
                file + ":v");
    }

    private void assertRefused(String message, String data) {
        Run run = Run.of("fit", data, "--target=y");
        assertEquals(new Run(Exit.REFUSED, "", "steepest: " + message + "\n"), run);
        assertFalse(Files.exists(stolen));
    }

    private static void duckdb(String file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
