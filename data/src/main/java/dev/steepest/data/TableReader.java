package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a table: counts them first, as memory of an arena cannot grow. */
final class TableReader {

    /** More would be an identifier, not a category. */
    private static final int MOST_CATEGORIES = 1000;

    private final Database database;
    private final ReadOptions options;
    private final Arena arena;
    private final List<TableColumn> columns;

    TableReader(Database database, ReadOptions options, Arena arena) {
        this.database = database;
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
        if (targetColumn != null && !targetColumn.isNumber()) {
            throw unreadable(targetColumn, "a target must be a number");
        }
        String condition = options.dropNull() ? complete() : "";
        List<Term> terms = terms(targetColumn, condition);
        int features = terms.stream().mapToInt(term -> term.features().size()).sum();
        List<String> names =
                terms.stream().flatMap(term -> term.names().stream()).toList();
        long all = count("");
        long rows = options.dropNull() ? count(condition) : all;
        if (rows == 0) {
            throw new DataException(database.name() + " has no rows"
                    + (all == 0 ? "" : " without a missing value: rows=" + all + " are dropped"));
        }
        if (targetColumn == null && rows < all) {
            throw new DataException(database.name() + " has rows=" + (all - rows)
                    + " with missing values: they cannot be dropped when the target is a file of its own");
        }
        Matrix x = Allocation.matrix(database.name(), arena, options.layout(), rows, features);
        Vector y = targetColumn == null ? null : Allocation.vector(database.name(), arena, rows);
        if (targetColumn != null) {
            terms.add(Term.number(targetColumn.name(), features));
        }
        fill(terms, condition, x, y);
        return new Table(names, x, y, all - rows);
    }

    private String complete() {
        return columns.stream()
                .map(column -> Database.identifier(column.name()) + " IS NOT NULL")
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private long count(String condition) {
        return database.numbers("SELECT count(*) FROM " + Database.VIEW + condition, 1)[0];
    }

    private List<Term> terms(@Nullable TableColumn target, String condition) {
        List<Term> terms = new ArrayList<>();
        int feature = 0;
        for (TableColumn column : columns) {
            if (!column.equals(target)) {
                Term term = column.isNumber()
                        ? Term.number(column.name(), feature)
                        : Term.text(column.name(), feature, categories(column, condition));
                terms.add(term);
                feature += term.features().size();
            }
        }
        return terms;
    }

    private List<String> categories(TableColumn column, String condition) {
        if (!column.isText()) {
            throw unreadable(column, "make it a number by SQL, or leave it out");
        }
        if (!options.oneHot()) {
            throw unreadable(column, "--one-hot makes a feature of each of its values");
        }
        String name = Database.identifier(column.name());
        List<String> categories = database.strings("SELECT DISTINCT CAST(" + name + " AS VARCHAR) AS category FROM "
                + Database.VIEW + (condition.isEmpty() ? " WHERE " + name + " IS NOT NULL" : condition)
                + " ORDER BY category LIMIT " + (MOST_CATEGORIES + 1));
        if (categories.isEmpty()) {
            throw unreadable(column, "it has no value");
        }
        if (categories.size() > MOST_CATEGORIES) {
            throw unreadable(column, "it has more than " + MOST_CATEGORIES + " different values: leave it out by SQL");
        }
        return categories;
    }

    private DataException unreadable(TableColumn column, String advice) {
        return new DataException(database.name() + ": column " + Text.quoted(column.name()) + " is "
                + (column.isText() ? "text" : "of type " + Text.quoted(column.type())) + ": " + advice);
    }

    private void fill(List<Term> terms, String condition, Matrix x, @Nullable Vector y) {
        TableEncoder encoder = new TableEncoder(terms, x, y);
        long row = 0;
        try (TableRows rows = TableRows.of(database, terms, condition)) {
            while (rows.next()) {
                row = rows.first() + rows.count();
                if (row > x.rows()) {
                    break;
                }
                encoder.copy(rows, rows.first());
            }
        }
        if (row != x.rows()) {
            throw new DataException(database.name() + " changed while it was read: rows=" + x.rows()
                    + (row > x.rows() ? " at first, then more" : " at first, then rows=" + row));
        }
    }

    /** What was read; y is null if no column was the target. */
    record Table(List<String> features, Matrix x, @Nullable Vector y, long dropped) {}
}
