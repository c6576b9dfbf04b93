package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * The columns of these features. The type of one whose categories are known is not asked for: they may all look like numbers or
     * dates in one file.
     */
    static List<Term> terms(Database database, List<String> features, List<TableColumn> columns) {
        Map<String, TableColumn> named = new LinkedHashMap<>();
        columns.forEach(column -> named.put(column.name(), column));
        List<Term> terms = new ArrayList<>();
        for (Origin origin : Origin.of(features, List.copyOf(named.keySet()), database.name())) {
            TableColumn column = Objects.requireNonNull(named.get(origin.column()));
            if (origin.isNumber()) {
                requireNumber(database, column);
            }
            terms.add(new Term(column, origin.features(), origin.categories()));
        }
        return terms;
    }

    private static void requireNumber(Database database, TableColumn column) {
        if (!column.isNumber()) {
            throw new DataException(database.name() + ": column " + Text.quoted(column.name()) + " is of type "
                    + Text.quoted(column.type()) + ": the model needs a number");
        }
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

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public Findings findings() {
        return new Findings(0, Map.of(), rows.unseen(), ignored, List.of());
    }

    @Override
    public void close() {
        try (database) {
            rows.close();
        }
    }
}
