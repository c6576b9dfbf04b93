package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of a table, chunk by chunk. */
final class TableFeatures implements Features {

    private final Database database;
    private final TableRows rows;
    private final TableEncoder encoder;
    private final List<String> ignored;
    private final Matrix memory;
    private Matrix x;
    private boolean any;

    private TableFeatures(Database database, List<String> features, boolean unseenIsZero, Arena arena) {
        List<TableColumn> columns = database.columns();
        List<Term> terms = terms(database, features, columns);
        this.database = database;
        Set<TableColumn> used = terms.stream().map(Term::column).collect(Collectors.toSet());
        this.ignored = columns.stream()
                .filter(column -> !used.contains(column))
                .map(TableColumn::name)
                .toList();
        this.memory = Allocation.matrix(database.name(), arena, Layout.ROWS, TableEncoder.CHUNK, features.size());
        this.x = memory;
        this.encoder = new TableEncoder(terms, memory, null);
        this.rows = TableRows.of(database, terms, "", unseenIsZero);
    }

    static TableFeatures open(Source source, List<String> features, Arena arena) {
        return open(source, features, false, arena);
    }

    /** @param unseenIsZero whether a category that the model does not know is 0 in all of its features; otherwise it is refused */
    static TableFeatures open(Source source, List<String> features, boolean unseenIsZero, Arena arena) {
        Database database = Database.open(source);
        try {
            return new TableFeatures(database, features, unseenIsZero, arena);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static List<Term> terms(Database database, List<String> features, List<TableColumn> columns) {
        Map<String, TableColumn> named = new LinkedHashMap<>();
        columns.forEach(column -> named.put(column.name(), column));
        Map<String, Term> terms = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            String feature = features.get(j);
            TableColumn column = named.get(feature);
            if (column != null) {
                requireNumber(database, column);
                terms.put(feature, Term.number(column, j));
                continue;
            }
            TableColumn text = text(feature, named);
            if (text == null) {
                missing.add(feature);
                continue;
            }
            String category = feature.substring(text.name().length() + 1);
            Term none = new Term(text, List.of(), List.of());
            terms.put(text.name(), terms.getOrDefault(text.name(), none).with(category, j));
        }
        if (!missing.isEmpty()) {
            throw Features.lacks(database.name(), missing, List.copyOf(named.keySet()));
        }
        return List.copyOf(terms.values());
    }

    private static void requireNumber(Database database, TableColumn column) {
        if (!column.isNumber()) {
            throw new DataException(database.name() + ": column " + Text.quoted(column.name()) + " is of type "
                    + Text.quoted(column.type()) + ": the model needs a number");
        }
    }

    /**
     * The column that column=value names, the longest if names contain =. Its type is not asked for: categories may all look like
     * numbers or dates in one file.
     */
    private static @Nullable TableColumn text(String feature, Map<String, TableColumn> columns) {
        for (int end = feature.lastIndexOf('='); end >= 0; end = feature.lastIndexOf('=', end - 1)) {
            TableColumn column = columns.get(feature.substring(0, end));
            if (column != null) {
                return column;
            }
        }
        return null;
    }

    @Override
    public boolean next() {
        if (!rows.next()) {
            if (!any) {
                throw new DataException(database.name() + " has no rows");
            }
            return false;
        }
        any = true;
        encoder.copy(rows, 0);
        x = Matrix.wrap(memory.segment(), Layout.ROWS, rows.count(), memory.features());
        return true;
    }

    /** Categories so far that the model does not know. */
    long unseen() {
        return rows.unseen();
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public List<String> ignored() {
        return ignored;
    }

    @Override
    public void close() {
        try (database) {
            rows.close();
        }
    }
}
