package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlGuardTest {

    @TempDir
    Path dir;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(Source.of("SELECT 1 AS a"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Each function of this DuckDB is on one list, so a new one does not get in by being new. */
    @Test
    void everyFunctionOfTheCatalogueIsJudged() throws IOException {
        Set<String> refused = new TreeSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SqlGuardTest.class.getResourceAsStream("sql-functions-refused.txt"), StandardCharsets.UTF_8))) {
            lines.lines().forEach(refused::add);
        }
        Set<String> all = Set.copyOf(database.strings("SELECT DISTINCT lower(function_name) FROM duckdb_functions()"
                + " WHERE function_type IN ('scalar', 'aggregate', 'window', 'macro')"));

        Set<String> allowed = all.stream().filter(SqlGuard::isAllowed).collect(Collectors.toSet());
        Set<String> neither = new TreeSet<>(all);
        neither.removeAll(allowed);
        neither.removeAll(refused);

        assertEquals(Set.of(), neither);
        assertTrue(refused.stream().noneMatch(SqlGuard::isAllowed));
        assertEquals(609, allowed.size());
        assertEquals(1023, all.size());
    }

    /** Those that read files, and those that make rows; all others of the catalogue are refused by their names. */
    @Test
    void everyTableFunctionOfTheCatalogueIsJudged() {
        List<String> all = database.strings("SELECT DISTINCT function_name FROM duckdb_functions()"
                + " WHERE function_type IN ('table', 'table_macro', 'pragma') ORDER BY ALL");
        int refused = 0;
        for (String function : all) {
            if (SqlGuard.FILE_FUNCTIONS.contains(function) || SqlGuard.ROW_FUNCTIONS.contains(function)) {
                continue;
            }
            refused++;
            DataException e = assertThrows(
                    DataException.class, () -> check("SELECT * FROM " + Database.identifier(function) + "('x')"));
            assertEquals("the query must only read: " + function + "() is not allowed there", e.getMessage());
        }
        assertEquals(all.size() - 15, refused);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "WITH t AS (COPY (SELECT 42) TO 'x.csv') SELECT * FROM t | COPY_QUERY_NODE",
                "WITH t AS (INSERT INTO x VALUES (1) RETURNING a) SELECT * FROM t | INSERT_QUERY_NODE",
                "SELECT * FROM (DESCRIBE SELECT 1) | SHOW_REF",
                "SELECT * FROM t AT (TIMESTAMP => now()) | AT and PIVOT over a type",
                "SELECT ? AS a | VALUE_PARAMETER",
                "SELECT main.abs(1) AS a | main.abs()",
                "SELECT read_csv('x') AS a | read_csv()",
                "SELECT getenv('HOME') AS a | getenv()",
                "SELECT nextval('s') AS a | nextval()",
                "SELECT current_setting('threads') AS a | current_setting()",
                "SELECT 1 AS a WHERE write_log('x') | write_log()",
                "SELECT sleep_ms(5) OVER () AS a | sleep_ms()",
                "SELECT * FROM read_csv('x.csv', store_rejects = true) | the option 'store_rejects' of read_csv()",
                "SELECT * FROM read_csv('x.csv', getenv('H')) | the option '' of read_csv()",
            })
    void refusedByItsName(String sql, String what) {
        DataException e = assertThrows(DataException.class, () -> check(sql));
        assertEquals("the query must only read: " + what + " is not allowed there", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('x' || '.csv')",
                "SELECT * FROM read_parquet([])",
                "SELECT * FROM read_json(getvariable('f'))"
            })
    void filesAreNamedByTexts(String sql) {
        DataException e = assertThrows(DataException.class, () -> check(sql));
        assertTrue(
                e.getMessage().contains("() must begin with the name of a file in quotes, or a list of them"),
                e.getMessage());
    }

    /** A table of WITH hides a file only where it is seen. */
    @Test
    void namesAreLookedUpWhereTheyAreSeen() throws IOException {
        Files.writeString(dir.resolve("t.csv"), "a,y\n1,2\n");
        String file = "\"" + dir.resolve("t.csv") + "\"";

        assertEquals(0, check("WITH t AS (SELECT 1) SELECT * FROM T").size());
        assertEquals(
                1,
                check("SELECT * FROM (WITH t AS (SELECT 1) SELECT * FROM t), t").size());
        assertEquals(1, check("WITH t AS (SELECT * FROM t) SELECT * FROM t").size());
        assertEquals(
                1,
                check("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b")
                        .size());
        assertEquals(
                0,
                check("WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t WHERE a < 3) FROM t")
                        .size());
        assertEquals(1, check("SELECT * FROM " + file).size());
    }

    private List<SqlGuard.FileUse> check(String sql) {
        return new SqlGuard("the query", null).files(database.parse(sql));
    }
}
