package dev.steepest.data;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;

/**
 * DuckDB in memory, for reading one {@link Source} as the view {@link #VIEW}. Only a single SELECT gets in, databases are
 * attached for reading, and no extension is loaded or installed: nothing can be written, and there is no network without
 * the extension {@code httpfs}.
 */
final class Database implements AutoCloseable {

    static final String VIEW = "steepest";

    private static final int LONGEST_REASON = 300;

    private final DuckDBConnection connection;
    private final String name;

    private Database(DuckDBConnection connection, String name) {
        this.connection = connection;
        this.name = name;
    }

    static Database open(Source source) {
        if (NativeImage.IS_ONE) {
            throw new DataException(
                    source.name()
                            + " needs DuckDB, which this native image is built without: use the command on a JVM, or save it as .npy or .csv");
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
        settings.setProperty("jdbc_stream_results", "true");
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

    private void view(Source source) {
        if (source.sql() != null) {
            requireSelect(source.sql());
            createView(source.sql());
            return;
        }
        Disk.requireFile(source.path());
        String file = literal(source.path().toString());
        if (Kind.of(source.path()) == Kind.DATABASE) {
            execute("ATTACH " + file + " AS data (READ_ONLY)");
            createView("SELECT * FROM data." + table(source));
        } else {
            createView("SELECT * FROM " + function(source.path().toString()) + "(" + file + ")");
        }
    }

    private static String function(String file) {
        return file.endsWith(".parquet") ? "read_parquet" : "read_json_auto";
    }

    private String table(Source source) {
        if (source.part() != null) {
            return identifier(source.part());
        }
        List<String> tables = strings("SELECT table_name FROM information_schema.tables WHERE table_catalog = 'data'"
                + " AND table_schema = 'main' ORDER BY table_name");
        if (tables.size() != 1) {
            throw new DataException(name + " has tables=" + tables.size()
                    + (tables.isEmpty() ? "" : ": " + Text.list(tables) + "; name one: " + name + ":TABLE"));
        }
        return identifier(tables.get(0));
    }

    /** The driver runs several statements at once, and all but the last without being asked again. */
    private void requireSelect(String sql) {
        String parsed = "json_serialize_sql(" + literal(sql) + "::VARCHAR)";
        List<String> error = strings("SELECT " + parsed + " ->> 'error_message'");
        if (error.get(0).startsWith("Only SELECT")) {
            throw new DataException(name + " must be one SELECT and nothing else");
        }
        if (!error.get(0).isEmpty()) {
            throw new DataException(name + " cannot be read: " + oneLine(error.get(0)));
        }
        long statements = numbers("SELECT json_array_length(" + parsed + ", 'statements')", 1)[0];
        if (statements != 1) {
            throw new DataException(name + " must be one SELECT, not statements=" + statements);
        }
    }

    private void createView(String sql) {
        execute("CREATE TEMP VIEW " + VIEW + " AS " + sql);
        execute("SET lock_configuration = true");
    }

    /** The columns of the view. */
    List<TableColumn> columns() {
        try (var statement = connection.prepareStatement("SELECT * FROM " + VIEW)) {
            ResultSetMetaData columns = statement.getMetaData();
            List<TableColumn> result = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                result.add(new TableColumn(columns.getColumnName(i), columns.getColumnTypeName(i)));
            }
            return result;
        } catch (SQLException e) {
            throw refused(e);
        }
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

    /** The rows of a query, as they come. */
    TableRows rows(String sql) {
        try {
            DuckDBPreparedStatement statement = connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
            DuckDBChunkedResult result = statement.query();
            return new TableRows(this, statement, result);
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
