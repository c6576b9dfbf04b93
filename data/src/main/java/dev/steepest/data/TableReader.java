package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a table: counts them first, as memory of an arena cannot grow. */
final class TableReader {

    /** More would be an identifier, not a category. */
    private static final int MOST_CATEGORIES = 1000;

    private final Database database;
    private final @Nullable List<String> wanted;
    private final ReadOptions options;
    private final Arena arena;
    private final List<TableColumn> columns;

    /** @param wanted the features; null: all columns but the target */
    TableReader(Database database, @Nullable List<String> wanted, ReadOptions options, Arena arena) {
        this.database = database;
        this.wanted = wanted;
        this.options = options;
        this.arena = arena;
        this.columns = database.columns();
        checkNames();
    }

    private void checkNames() {
        Set<String> seen = new HashSet<>();
        for (TableColumn column : columns) {
            if (column.name().isBlank() || !seen.add(column.name())) {
                throw new DataException(database.name() + ": two columns are named " + Text.quoted(column.name())
                        + ", or it is blank: names must differ");
            }
        }
        if (columns.size() > CsvHeader.MOST_COLUMNS) {
            throw new DataException(
                    database.name() + " has columns=" + columns.size() + ", more than " + CsvHeader.MOST_COLUMNS);
        }
    }

    List<String> names() {
        return columns.stream().map(TableColumn::name).toList();
    }

    /** @param target the number of the target's column, or one that is none */
    Table read(int target) {
        @Nullable TableColumn targetColumn = target >= 0 && target < columns.size() ? columns.get(target) : null;
        if (targetColumn != null && !targetColumn.isNumber() && !(targetColumn.isText() && options.labels())) {
            throw unreadable(targetColumn, "a target must be a number, or one of two labels for a loss of labels");
        }
        List<Term> given = wanted == null ? List.of() : TableFeatures.terms(database, wanted, columns);
        List<TableColumn> used = wanted == null ? columns : used(given, targetColumn);
        String condition = options.dropNull() ? complete(used) : "";
        List<Term> terms = new ArrayList<>(wanted == null ? terms(targetColumn, condition) : given);
        int features = terms.stream().mapToInt(term -> term.features().size()).sum();
        List<String> names = wanted != null
                ? wanted
                : terms.stream().flatMap(term -> term.names().stream()).toList();
        Counts counts = counts(used, condition);
        long all = counts.all();
        long rows = counts.complete();
        if (rows == 0) {
            throw new DataException(database.name() + " has no rows"
                    + (all == 0 ? "" : " without a missing value: rows=" + all + " are dropped"));
        }
        if (targetColumn == null && rows < all) {
            throw new DataException(database.name() + " has rows=" + (all - rows)
                    + " with missing values: they cannot be dropped when the target is a file of its own");
        }
        database.limitMemory(rows * (features + 1) * Double.BYTES);
        Matrix x = Allocation.matrix(database.name(), arena, options.layout(), rows, features);
        Vector y = targetColumn == null ? null : Allocation.vector(database.name(), arena, rows);
        List<String> labels = List.of();
        if (targetColumn != null && targetColumn.isNumber()) {
            terms.add(Term.number(targetColumn, features));
        } else if (targetColumn != null) {
            labels = categories(List.of(targetColumn), condition).getOrDefault(targetColumn, labels);
            terms.add(Term.text(targetColumn, features, labels));
        }
        long unseen = fill(terms, condition, x, y);
        List<String> ignored = columns.stream()
                .filter(column -> !used.contains(column))
                .map(TableColumn::name)
                .toList();
        return new Table(names, x, y, labels, new Findings(all - rows, counts.missing(), unseen, ignored, List.of()));
    }

    private static List<TableColumn> used(List<Term> terms, @Nullable TableColumn target) {
        Set<TableColumn> used = new LinkedHashSet<>();
        terms.forEach(term -> used.add(term.column()));
        if (target != null) {
            used.add(target);
        }
        return List.copyOf(used);
    }

    private static String complete(List<TableColumn> columns) {
        return columns.stream().map(TableColumn::isThere).collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    /**
     * Rows.
     *
     * @param missing by the name of the column, where any is
     */
    private record Counts(long all, long complete, Map<String, Long> missing) {}

    /** In one query, as a view of many columns takes its time to be looked up. */
    private Counts counts(List<TableColumn> columns, String condition) {
        if (condition.isEmpty()) {
            long all = database.numbers("SELECT count(*) FROM " + Database.VIEW, 1)[0];
            return new Counts(all, all, Map.of());
        }
        String there = columns.stream()
                .map(column -> "count(CASE WHEN " + column.isThere() + " THEN 1 END)")
                .collect(Collectors.joining(", "));
        long[] counts = database.numbers(
                "SELECT count(*), count(*) FILTER (" + condition + "), " + there + " FROM " + Database.VIEW,
                columns.size() + 2);
        Map<String, Long> missing = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (counts[i + 2] < counts[0]) {
                missing.put(columns.get(i).name(), counts[0] - counts[i + 2]);
            }
        }
        return new Counts(counts[0], counts[1], missing);
    }

    private List<Term> terms(@Nullable TableColumn target, String condition) {
        List<TableColumn> texts = columns.stream()
                .filter(column -> !column.equals(target) && !column.isNumber())
                .toList();
        texts.forEach(this::requireCategories);
        Map<TableColumn, List<String>> categories = categories(texts, condition);
        List<Term> terms = new ArrayList<>();
        int feature = 0;
        for (TableColumn column : columns) {
            if (!column.equals(target)) {
                List<String> known = categories.get(column);
                Term term = known == null ? Term.number(column, feature) : Term.text(column, feature, known);
                terms.add(term);
                feature += term.features().size();
            }
        }
        return terms;
    }

    private void requireCategories(TableColumn column) {
        if (!column.isText()) {
            throw unreadable(column, "make it a number by SQL, or leave it out");
        }
        if (!options.oneHot()) {
            throw unreadable(column, "--one-hot makes a feature of each of its values");
        }
    }

    /** In one query for all columns: a view of many takes its time to be looked up. No column gives more than one too many. */
    private Map<TableColumn, List<String>> categories(List<TableColumn> columns, String condition) {
        Map<TableColumn, List<String>> categories = new HashMap<>();
        if (columns.isEmpty()) {
            return categories;
        }
        String texts = IntStream.range(0, columns.size())
                .mapToObj(i -> "CAST(" + columns.get(i).sql() + " AS VARCHAR) AS c" + i)
                .collect(Collectors.joining(", "));
        Map<String, List<String>> values =
                database.groups("SELECT name, value FROM (SELECT DISTINCT name, value FROM (UNPIVOT (SELECT "
                        + texts + " FROM " + Database.VIEW + condition + ") ON COLUMNS(*)))"
                        + " QUALIFY row_number() OVER (PARTITION BY name ORDER BY value) <= " + (MOST_CATEGORIES + 1)
                        + " ORDER BY ALL");
        for (int i = 0; i < columns.size(); i++) {
            List<String> known = values.getOrDefault("c" + i, List.of());
            if (known.isEmpty()) {
                throw unreadable(columns.get(i), "it has no value");
            }
            if (known.size() > MOST_CATEGORIES) {
                throw unreadable(
                        columns.get(i),
                        "it has more than " + MOST_CATEGORIES + " different values: leave it out by SQL");
            }
            categories.put(columns.get(i), known);
        }
        return categories;
    }

    private DataException unreadable(TableColumn column, String advice) {
        return new DataException(database.name() + ": column " + Text.quoted(column.name()) + " is "
                + (column.isText() ? "text" : "of type " + Text.quoted(column.type())) + ": " + advice);
    }

    /** Returns how many categories were unseen. */
    private long fill(List<Term> terms, String condition, Matrix x, @Nullable Vector y) {
        TableEncoder encoder = new TableEncoder(terms, x, y);
        long row = 0;
        long unseen = 0;
        try (TableRows rows = TableRows.of(database, terms, condition, options.unseenZero())) {
            while (rows.next()) {
                row = rows.first() + rows.count();
                if (row > x.rows()) {
                    break;
                }
                encoder.copy(rows, rows.first());
            }
            unseen = rows.unseen();
        }
        if (row != x.rows()) {
            throw new DataException(database.name() + " changed while it was read: rows=" + x.rows()
                    + (row > x.rows() ? " at first, then more" : " at first, then rows=" + row));
        }
        return unseen;
    }

    /**
     * What was read.
     *
     * @param y null if no column was the target
     * @param labels the values of a target of text, which y numbers
     */
    record Table(List<String> features, Matrix x, @Nullable Vector y, List<String> labels, Findings findings) {}
}
