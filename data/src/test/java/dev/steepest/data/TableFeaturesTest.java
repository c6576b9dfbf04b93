package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a table to predict from may hold that the model has not seen. */
class TableFeaturesTest {

    private static final List<String> CITIES = List.of("city=Oslo", "city=Rome", "a");

    @TempDir
    Path dir;

    @Test
    void anUnseenCategoryIsToldByValueAndRow() {
        String sql = "SELECT * FROM (VALUES ('Rome', 1), ('Bonn', 2), ('Oslo', 3)) AS t(city, a)";

        assertRefused(
                dir,
                "the query row=1 column 'city': 'Bonn' is none of the values that are known: 'Oslo', 'Rome'",
                () -> rows(sql, CITIES, false));
        assertEquals(List.of(0.0, 1.0, 1.0, 0.0, 0.0, 2.0, 1.0, 0.0, 3.0), rows(sql, CITIES, true));
    }

    @Test
    void aMissingCategoryIsNotAnUnseenOne() {
        assertRefused(
                dir,
                "the query row=0 column 'city': the value is missing",
                () -> rows("SELECT NULL::VARCHAR AS city, 1 AS a", CITIES, true));
    }

    @Test
    void unseenCategoriesAreCounted() {
        try (Arena arena = Arena.ofConfined();
                TableFeatures rows = TableFeatures.open(
                        Source.of("SELECT (i % 5)::VARCHAR AS c FROM range(10000) AS t(i)"),
                        List.of("c=0", "c=1"),
                        true,
                        arena)) {
            while (rows.next()) {
                assertTrue(rows.x().rows() > 0);
            }
            assertEquals(6000, rows.findings().unseen());
        }
    }

    /** Digits, dates and booleans are text where the model has categories. */
    @Test
    void categoriesOfAnyType() throws IOException {
        assertEquals(List.of(0.0, 1.0), rows("SELECT 7 AS c", List.of("c=A1", "c=7"), false));
        assertEquals(List.of(1.0, 0.0), rows("SELECT DATE '2024-01-01' AS c", List.of("c=2024-01-01", "c=x"), false));
        assertEquals(List.of(1.0, 0.0), rows("SELECT true AS c", List.of("c=true", "c=yes"), false));
        Path json = Files.writeString(
                dir.resolve("d.json"), "[{\"c\":\"2024-01-01T00:00:00Z\"},{\"c\":\"2024-02-01T00:00:00Z\"}]");
        assertEquals(
                List.of(1.0, 0.0),
                rows(json.toString(), List.of("c=2024-01-01T00:00:00Z", "c=2024-02-01T00:00:00Z"), false)
                        .subList(0, 2));
    }

    @Test
    void missingValuesAreCountedByColumn() {
        String sql =
                "SELECT * FROM (VALUES (1::DOUBLE, 'x', 1), ('nan'::DOUBLE, NULL, 2), (NULL, 'x', 3), (4, 'y', NULL), (5, 'y', 6))"
                        + " AS t(a, c, y)";
        ReadOptions options = new ReadOptions(true, true, ReadOptions.DEFAULT.layout());
        try (Arena arena = Arena.ofConfined();
                Database database = Database.open(Source.of(sql))) {
            TableReader.Table table = new TableReader(database, null, options, arena).read(2);
            assertEquals(Map.of("a", 2L, "c", 1L, "y", 1L), table.findings().missing());
            assertEquals(3, table.findings().dropped());
            assertEquals(List.of("a", "c=x", "c=y"), table.features());
            assertEquals(5, table.x().get(1, 0));
        }
    }

    /** Each column is looked up in a map, and all categories in a few queries. */
    @Test
    void manyColumns() {
        StringBuilder sql = new StringBuilder("SELECT 1 AS y");
        for (int i = 0; i < 500; i++) {
            sql.append(", ")
                    .append(i)
                    .append(" AS n")
                    .append(i)
                    .append(", 'v' AS t")
                    .append(i);
        }
        ReadOptions options = new ReadOptions(true, true, ReadOptions.DEFAULT.layout());
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(sql.toString(), "y", options, arena);
            assertEquals(1000, read.features().size());
            assertEquals(499, read.x().get(0, 998));
            try (Features features = Features.open(sql.toString(), read.features(), ReadOptions.DEFAULT, arena)) {
                assertTrue(features.next());
                assertEquals(List.of("y"), features.findings().ignored());
                assertFalse(features.next());
            }
        }
    }

    private static List<Double> rows(String data, List<String> features, boolean unseenIsZero) {
        try (Arena arena = Arena.ofConfined();
                TableFeatures rows = TableFeatures.open(Source.of(data), features, unseenIsZero, arena)) {
            List<Double> values = new ArrayList<>();
            while (rows.next()) {
                for (int i = 0; i < rows.x().rows(); i++) {
                    for (int j = 0; j < features.size(); j++) {
                        values.add(rows.x().get(i, j));
                    }
                }
            }
            return values;
        }
    }
}
