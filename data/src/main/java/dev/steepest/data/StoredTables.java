package dev.steepest.data;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of an attached database. Its views, its computed columns and its macros are code, and whose it is,
 * nobody knows: what a view reaches is walked by {@link SqlGuard} as a query is, to other views as well, and may be nothing
 * but tables of the same database; a view of a database with macros is refused, as it may call one by any name.
 */
final class StoredTables {

    /** What the database is attached as. */
    static final String CATALOG = "data";

    /** Names are in quotes where they must be, so a bare AS ends what is before the query. */
    private static final Pattern VIEW =
            Pattern.compile("CREATE VIEW (?:[^\"]|\"(?:[^\"]|\"\")*\")*?\\sAS\\s(.*)", Pattern.DOTALL);

    private final Database database;
    private final Set<String> reached = new HashSet<>();

    StoredTables(Database database) {
        this.database = database;
    }

    /**
     * SQL for the table that is asked for.
     *
     * @param part its name; null for the only one
     */
    String table(@Nullable String part) {
        String table = part == null ? only() : part;
        if (!reach(List.of(CATALOG, "main", table))) {
            throw new DataException(
                    database.name() + " has no table " + Text.quoted(table) + ": it has " + Text.list(tables()));
        }
        return CATALOG + ".main." + Database.identifier(table);
    }

    private String only() {
        List<String> tables = tables();
        if (tables.size() != 1) {
            throw new DataException(database.name() + " has tables=" + tables.size()
                    + (tables.isEmpty() ? "" : ": " + Text.list(tables) + "; name one: " + database.name() + ":TABLE"));
        }
        return tables.get(0);
    }

    private List<String> tables() {
        return database.strings("SELECT table_name FROM information_schema.tables WHERE table_catalog = '" + CATALOG
                + "' AND table_schema = 'main' ORDER BY table_name");
    }

    private boolean reach(List<String> path) {
        int parts = path.size();
        if (parts > 3 || (parts == 3 && !path.get(0).equalsIgnoreCase(CATALOG))) {
            return false;
        }
        String schema = parts == 1 ? "main" : path.get(parts - 2);
        String where = " WHERE database_name = '" + CATALOG + "' AND lower(schema_name) = lower("
                + Database.literal(schema) + ") AND lower(%s) = lower(" + Database.literal(path.get(parts - 1)) + ")";
        boolean isNew = reached.add((schema + "." + path.get(parts - 1)).toLowerCase(Locale.ROOT));
        List<String> views = database.strings("SELECT sql FROM duckdb_views()" + where.formatted("view_name"));
        if (!views.isEmpty()) {
            if (isNew) {
                requireReading(path.get(parts - 1), views.get(0));
            }
            return true;
        }
        List<String> tables = database.strings("SELECT sql FROM duckdb_tables()" + where.formatted("table_name"));
        if (!tables.isEmpty() && tables.get(0).contains("GENERATED ALWAYS AS")) {
            for (String expression : database.strings("SELECT column_default FROM duckdb_columns()"
                    + where.formatted("table_name") + " AND column_default IS NOT NULL")) {
                requireReading(path.get(parts - 1), "SELECT (" + expression + "\n)");
            }
        }
        return !tables.isEmpty();
    }

    private void requireReading(String table, String sql) {
        String of = database.name() + ": the view " + Text.quoted(table);
        List<String> macros = database.strings(
                "SELECT DISTINCT function_name FROM duckdb_functions() WHERE database_name = '" + CATALOG + "'");
        if (!macros.isEmpty()) {
            throw new DataException(
                    of + " may call the macros " + Text.list(macros) + ", and macros of databases are not run");
        }
        Matcher view = VIEW.matcher(sql);
        String query = view.matches() ? view.group(1) : sql;
        SqlGuard guard = new SqlGuard(of, this::reach);
        guard.files(database.parse(query));
    }
}
