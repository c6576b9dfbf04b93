package dev.steepest.data;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/**
 * DuckDB in memory, for reading one {@link Source} as the view {@link #VIEW}. Two fences, of which each would do: only a single
 * SELECT gets in that {@link SqlGuard} has walked, views of databases too; and before anything of it is bound, DuckDB itself
 * is told to open no file but those that were named. Databases are attached for reading, no extension is loaded or
 * installed: there is no network without the extension {@code httpfs}.
 */
final class Database implements Query.Engine, AutoCloseable {

    static final String VIEW = "steepest";

    private static final int LONGEST_REASON = 300;
    private static final Pattern NO_CSV = Pattern.compile("Error when sniffing file \"([^\\n]*)\"");

    private final DuckDBConnection connection;
    private final String name;

    /** Of the columns, where DuckDB has others; or empty. */
    private List<String> names = List.of();

    private Database(DuckDBConnection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    static Database open(Source source) {
        if (NativeImage.IS_ONE) {
            throw withoutDuckDb(source);
        }
        Database database = new Database(connect(), source.name());
        try {
            database.view(source);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static DuckDBConnection connect() {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("allow_community_extensions", "false");
        settings.setProperty("allow_persistent_secrets", "false");
        // A result larger than memory ends as an error and not as files in the working directory.
        settings.setProperty("temp_directory", "");
        settings.setProperty("enable_external_file_cache", "false");
        // One thread reads files in their order, and then no buffer is needed to restore it (docs/decisions.md).
        settings.setProperty("threads", "1");
        settings.setProperty("preserve_insertion_order", "false");
        try {
            return DuckDBConnection.newConnection("jdbc:duckdb:", false, settings);
        } catch (Exception e) { // as its signature has it
            throw new DataException("DuckDB cannot be started: " + reason(e), e);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new DataException("DuckDB cannot be loaded on this system: " + reason(e), e);
        }
    }

    /** The files that SQL names. */
    static List<FileSet> files(Source source) {
        if (NativeImage.IS_ONE) { // said in both places: what is behind it is then no part of the image
            throw withoutDuckDb(source);
        }
        try (Database database = new Database(connect(), source.name())) {
            return Query.of(database.name, Objects.requireNonNull(source.sql()), database)
                    .files();
        }
    }

    private static DataException withoutDuckDb(Source source) {
        return new DataException(
                source.name()
                        + " needs DuckDB, which this native image is built without: use the command on a JVM, or save it as .npy or .csv");
    }

    private void view(Source source) {
        limitMemory(0);
        if (source.sql() != null) {
            Query query = Query.of(name, source.sql(), this);
            allow(query.paths());
            createView(query.sql());
        } else if (source.kind() == Kind.DATABASE) {
            Disk.requireFile(source.path());
            execute("ATTACH " + literal(source.path().toString()) + " AS " + StoredTables.CATALOG + " (READ_ONLY)");
            allow(List.of());
            createView("SELECT * FROM " + new StoredTables(this).table(source.part()));
        } else {
            FileSet files = source.files();
            Query query = Query.of(name, files, this);
            allow(query.paths());
            createView(query.sql());
            names = names(files);
        }
    }

    /** From now on DuckDB opens these files for reading, and nothing else whatever. */
    private void allow(List<String> files) {
        if (!files.isEmpty()) {
            execute("SET allowed_paths = ["
                    + files.stream().map(Database::literal).collect(Collectors.joining(", ")) + "]");
        }
        execute("SET allowed_configs = ['memory_limit']");
        execute("SET enable_external_access = false");
        execute("SET lock_configuration = true");
    }

    /**
     * Half of what is left of the machine's memory.
     *
     * @param reserved bytes that will be taken from what is left
     */
    void limitMemory(long reserved) {
        MemoryLimit.ofThisMachine().bytes(reserved).ifPresent(bytes -> execute("SET memory_limit = '" + bytes + "B'"));
    }

    /** The driver runs several statements at once, and all but the last without being asked again. */
    @Override
    public SyntaxTree parse(String sql) {
        SyntaxTree tree;
        try {
            tree = SyntaxTree.of(strings("SELECT json_serialize_sql(" + literal(sql) + "::VARCHAR)")
                    .get(0));
        } catch (IOException e) {
            throw new DataException(name + " is nested too deeply", e);
        }
        if (Boolean.TRUE.equals(tree.members().get("error"))) {
            String error = tree.text("error_message");
            throw new DataException(name
                    + (error.startsWith("Only SELECT")
                            ? " must be one SELECT and nothing else"
                            : " cannot be read: " + oneLine(error)));
        }
        int statements = tree.nodes("statements").size();
        if (statements != 1) {
            throw new DataException(name + " must be one SELECT, not statements=" + statements);
        }
        return tree;
    }

    private void createView(String sql) {
        execute("CREATE TEMP VIEW " + VIEW + " AS " + sql);
    }

    /** DuckDB renames a column whose name differs from another's in case only; the file knows better. */
    private List<String> names(FileSet files) {
        if (columns().stream().noneMatch(column -> column.name().matches("(?s).*_\\d+"))) {
            return List.of();
        }
        String first = files.literals().get(0);
        return FileSet.function(name, files.files().get(0)).equals("read_parquet")
                ? strings("SELECT name FROM parquet_schema(" + first + ") WHERE column_id > 0 ORDER BY column_id")
                : List.of();
    }

    /** The columns of the view. */
    List<TableColumn> columns() {
        List<TableColumn> columns = columns("SELECT * FROM " + VIEW);
        return names.size() == columns.size() ? named(columns) : columns;
    }

    @Override
    public List<TableColumn> columns(String sql) {
        try (var statement = connection.prepareStatement(sql)) {
            ResultSetMetaData columns = statement.getMetaData();
            List<TableColumn> result = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                result.add(TableColumn.of(columns.getColumnName(i), columns.getColumnTypeName(i)));
            }
            return result;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private List<TableColumn> named(List<TableColumn> columns) {
        List<TableColumn> result = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            result.add(new TableColumn(
                    names.get(i), columns.get(i).type(), columns.get(i).sql()));
        }
        return result;
    }

    /** One row of whole numbers. */
    long[] numbers(String sql, int count) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = row.getLong(i + 1);
            }
            return numbers;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** The texts of the second column by those of the first. */
    Map<String, List<String>> groups(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            Map<String, List<String>> groups = new HashMap<>();
            while (rows.next()) {
                groups.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                        .add(rows.getString(2));
            }
            return groups;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** One column of text, NULL as the empty string. */
    List<String> strings(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                String string = rows.getString(1);
                strings.add(string == null ? "" : string);
            }
            return strings;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    DuckDBPreparedStatement prepare(String sql) {
        try {
            return connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** For messages. */
    String name() {
        return name;
    }

    DataException refused(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Out of Memory Error")) {
            return new DataException(
                    name
                            + " needs more memory than it may take, half of what the machine has left beside the data: sort, group or join"
                            + " less at a time",
                    e);
        }
        Matcher sniffed = NO_CSV.matcher(message);
        if (sniffed.find()) {
            return new DataException(
                    name + " cannot be read: " + Text.shortened(sniffed.group(1), LONGEST_REASON)
                            + " is not CSV: its rows differ in their number of cells, a quote is left open, or it is not UTF-8 text",
                    e);
        }
        return new DataException(name + " cannot be read: " + reason(e), e);
    }

    private static String reason(Throwable e) {
        return oneLine(String.valueOf(e.getMessage()));
    }

    /** What stands before DuckDB's drawing of the place, and before its advice to install what is not wanted here. */
    private static String oneLine(String message) {
        String text = before("Please try installing", before("\n\nLINE ", message));
        return Text.shortened(text.strip().replaceAll("\\s+", " "), LONGEST_REASON);
    }

    private static String before(String end, String message) {
        int index = message.indexOf(end);
        return index < 0 ? message : message.substring(0, index);
    }

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw refused(e);
        }
    }
}
