package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statements of a grammar whose words write files, change settings, run other statements and call a server. The guard sees
 * them all; what it lets through is run by a DuckDB that nothing else holds back. Nothing may have happened then.
 */
class SqlFuzzTest {

    private static final int STATEMENTS = 100_000;
    private static final int DEEDS_A_CALL = 4;
    private static final int BATCH = 2000;
    private static final long SEED = 20_26;

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);
    private Path canary;
    private Path outside;
    private int port;

    @Test
    void nothingIsWrittenAndNobodyIsCalled() throws Exception {
        canary = Files.createDirectory(dir.resolve("canary"));
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(canary.resolve("in.csv"), "a,y\n1,2\n3,4\n");
        Files.writeString(canary.resolve("in.json"), "[{\"a\":1,\"y\":2}]");
        Files.writeString(outside.resolve("kept.txt"), "kept");
        Map<String, String> before = contents();
        int refused = 0;
        int accepted = 0;
        int ran = 0;
        int other = 0;
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Connection open = DriverManager.getConnection("jdbc:duckdb:");
                Database parser = Database.open(Source.of("SELECT 1 AS a"))) {
            server.setSoTimeout(1);
            port = server.getLocalPort();
            List<String> statements = statements(open);
            for (int from = 0; from < statements.size(); from += BATCH) {
                List<String> batch = statements.subList(from, Math.min(statements.size(), from + BATCH));
                List<String> trees = parser.strings("SELECT json_serialize_sql(s) FROM (SELECT unnest(["
                        + batch.stream().map(Database::literal).collect(Collectors.joining(", ")) + "]) AS s)");
                for (int i = 0; i < batch.size(); i++) {
                    if (!isParsed(trees.get(i))) {
                        other++;
                    } else if (!passes(trees.get(i))) {
                        refused++;
                    } else {
                        accepted++;
                        ran += runs(batch.get(i), parser, open) ? 1 : 0;
                    }
                }
            }
            assertEquals(STATEMENTS, statements.size());
            assertEquals(STATEMENTS, refused + accepted + other);
            assertTrue(isUncalled(server));
        }
        System.out.println("statements=" + STATEMENTS + " no single SELECT=" + other + " refused by the guard="
                + refused + " accepted=" + accepted + " of which ran to the end=" + ran);
        assertEquals(before, contents());
        assertTrue(refused > 20_000, () -> "the guard has little to do");
        assertTrue(accepted > 5_000, () -> "the guard lets little through");
        assertTrue(ran > 2_000, () -> "little of what was let through ran");
    }

    private static boolean isUncalled(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    /** A single SELECT; otherwise the reader refuses it, whatever the guard would say. */
    private static boolean isParsed(String json) throws IOException {
        return SyntaxTree.of(json).nodes("statements").size() == 1;
    }

    private static boolean passes(String json) throws IOException {
        try {
            new SqlGuard("the query", null).files(SyntaxTree.of(json));
            return true;
        } catch (DataException e) {
            Refusal.assertOneLine(e);
            return false;
        }
    }

    /** Whether a statement that passed can be run. */
    private static boolean runs(String sql, Database parser, Connection open) {
        try (Statement statement = open.createStatement()) {
            statement.execute(Query.of("the query", sql, parser).sql());
            return true;
        } catch (SQLException | DataException e) {
            return false;
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                contents.put(file.toString(), Files.isRegularFile(file) ? Files.readString(file) : "");
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.forEach(file -> contents.put(file.toString(), ""));
        }
        return contents;
    }

    private List<String> statements(Connection open) throws SQLException {
        List<String> calls = calls(open);
        List<String> statements = new ArrayList<>();
        // Every function that takes text is given some deeds, and more within others.
        for (String call : calls) {
            for (int i = 0; i < DEEDS_A_CALL; i++) {
                statements.add(call.replace("$", Database.literal(pick(deeds("f" + statements.size())))));
            }
        }
        while (statements.size() < STATEMENTS) {
            statements.add(random.nextInt(30) == 0 ? harmless() : nested(calls, 1 + random.nextInt(3)));
        }
        return statements;
    }

    /** SQL with $ where the text is. */
    private static List<String> calls(Connection open) throws SQLException {
        String sql =
                "SELECT function_type, function_name, min(array_to_string(parameter_types, ',')) FROM duckdb_functions()"
                        + " WHERE array_to_string(parameter_types, ',') SIMILAR TO '.*(VARCHAR|ANY|T|JSON|BLOB).*' OR function_type IN ('macro', 'pragma', 'table')"
                        + " GROUP BY ALL ORDER BY ALL";
        List<String> calls = new ArrayList<>();
        try (Statement statement = open.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String types = rows.getString(3) == null || rows.getString(3).isEmpty() ? "VARCHAR" : rows.getString(3);
                String arguments = Arrays.stream(types.split(",", -1))
                        .map(type -> type.contains("INT") ? "1" : "$")
                        .collect(Collectors.joining(", "));
                String call = Database.identifier(rows.getString(2)) + "(" + arguments + ")";
                calls.add(
                        rows.getString(1).startsWith("table")
                                        || rows.getString(1).equals("pragma")
                                ? "SELECT * FROM " + call
                                : "SELECT " + call + " AS a, 1 AS y");
            }
        }
        assertTrue(calls.size() > 700, calls::toString);
        return calls;
    }

    /** What must not be done, each to its own file. */
    private List<String> deeds(String file) {
        String path = canary.resolve(file).toString();
        String server = "http://127.0.0.1:" + port + "/" + file;
        return List.of(
                "COPY (SELECT 42) TO '" + path + ".csv'",
                "COPY (SELECT 42) TO '" + outside.resolve("kept.txt") + "' (FORMAT csv)",
                "EXPORT DATABASE '" + path + "'",
                "ATTACH '" + path + ".duckdb' AS " + file,
                "INSTALL httpfs FROM '" + server + "'",
                "LOAD '" + path + ".duckdb_extension'",
                "SET temp_directory = '" + path + "'",
                "PRAGMA profiling_output = '" + path + ".json'",
                "CALL enable_logging(storage := 'file', storage_path := '" + path + "')",
                "CREATE TABLE " + file + " AS SELECT 1",
                "INSERT INTO t VALUES (1) RETURNING *",
                "UPDATE t SET a = 1 RETURNING *",
                "DELETE FROM t RETURNING *",
                "SELECT * FROM '" + server + ".parquet'",
                "COPY t FROM '" + server + ".csv'",
                "IMPORT DATABASE '" + path + "'");
    }

    private String nested(List<String> calls, int depth) {
        String deed = pick(deeds("n" + random.nextInt(1000)));
        for (int i = 0; i < depth; i++) {
            deed = wrapped(calls, deed);
        }
        return deed;
    }

    private String wrapped(List<String> calls, String deed) {
        String text = Database.literal(deed);
        return switch (random.nextInt(20)) {
            case 0 -> "WITH t AS (" + deed + ") SELECT * FROM t";
            case 1 -> "WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL " + deed + ") SELECT * FROM t";
            case 2 -> "SELECT * FROM (" + deed + ")";
            case 3 -> "SELECT 1 AS a WHERE EXISTS (" + deed + ")";
            case 4 -> "SELECT 1 IN (" + deed + ") AS a";
            case 5 -> "SELECT 1 AS a; " + deed;
            case 6 -> deed + "; SELECT 1 AS a";
            case 7 -> "SELECT 1 AS a /* */ ) ; " + deed + " --";
            case 8 -> "SELECT * FROM json_execute_serialized_sql(json_serialize_sql(" + text + "))";
            case 9 -> "SELECT * FROM query(" + text + ")";
            case 10 -> "SELECT * FROM range(3) AS r(i), LATERAL (" + deed + ")";
            case 11 -> "SELECT a FROM range(3) AS r(a) ORDER BY (" + deed + ") LIMIT 2";
            case 12 -> "SELECT list_transform([1, 2], lambda x: (" + deed + ")) AS a";
            case 13 -> "VALUES ((" + deed + "))";
            case 14 -> "SELECT CASE WHEN true THEN (" + deed + ") END AS a";
            case 15 -> "SELECT 1 AS a UNION ALL (" + deed + ")";
            case 16 -> "EXPLAIN ANALYZE " + deed;
            case 17 -> "PREPARE p AS " + deed;
            case 18 -> "SELECT * FROM read_csv(" + text + ", rejects_table = 'r', store_rejects = true)";
            default -> pick(calls).replace("$", text);
        };
    }

    /** What should be read. */
    private String harmless() {
        String number = switch (random.nextInt(8)) {
            case 0 -> "a + " + random.nextInt(100);
            case 1 -> "abs(a) * 2.5";
            case 2 -> "CASE WHEN a > " + random.nextInt(9) + " THEN 1 ELSE 0 END";
            case 3 -> "coalesce(nullif(a, 1), 7)";
            case 4 -> "list_sum(list_transform([a, 2], lambda x: x + 1))";
            case 5 -> "length(upper('x" + random.nextInt(9) + "'))";
            case 6 -> "(SELECT max(i) FROM range(5) AS r(i))";
            default -> "CAST(a AS DOUBLE) / 3";
        };
        String table = switch (random.nextInt(5)) {
            case 0 -> "'" + canary.resolve("in.csv") + "'";
            case 1 -> "read_json('" + canary.resolve("in.json") + "')";
            case 2 -> "(VALUES (1, 2), (3, 4)) AS v(a, y)";
            case 3 -> "(SELECT i AS a, 2 * i AS y FROM range(9) AS r(i) WHERE i % 2 = 0)";
            default -> "(WITH q AS (SELECT 1 AS a, 2 AS y) SELECT * FROM q UNION ALL FROM q)";
        };
        return "SELECT " + number + " AS a, y FROM " + table + " ORDER BY ALL LIMIT " + (1 + random.nextInt(5));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
