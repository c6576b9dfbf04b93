package dev.steepest.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where rows come from: a file, a table of a database, or SQL.
 *
 * @param file null for SQL
 * @param part what follows the file's name behind a colon: the table of a database, or how many values a row of numbers
 *     without a header has; null if nothing does
 * @param sql null for files
 */
record Source(
        @Nullable Path file,
        @Nullable String part,
        @Nullable String sql) {

    private static final String STANDARD_INPUT = "-";

    private static final Pattern QUERY =
            Pattern.compile("\\s*(select|with|from|values)\\b\\s*[^.\\s].*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern PART =
            Pattern.compile("(.*?\\.(?:duckdb|f64|f32)):(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    static Source of(Path file) {
        return new Source(file, null, null);
    }

    /** A file of this name; or SQL, which begins like a query and has more than one word; all else is a file, too. */
    static Source of(String text) {
        if (isFile(text)) {
            return of(path(text));
        }
        if (QUERY.matcher(text).matches() && text.strip().chars().anyMatch(Character::isWhitespace)) {
            return new Source(null, null, text);
        }
        FileSet.requireNoUrl("the data", text);
        Matcher parts = PART.matcher(text);
        return parts.matches() ? new Source(path(parts.group(1)), parts.group(2), null) : of(path(text));
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new DataException(Text.quoted(text) + " is neither a file name nor SQL", e);
        }
    }

    /** The file. */
    Path path() {
        return Objects.requireNonNull(file);
    }

    /** What it is: by its name, unless the user says. */
    Kind kind(CsvOptions options) {
        if (options.format() != null && sql == null) {
            return Kind.CSV;
        }
        if (isStandardInput()) {
            throw new DataException("standard input has no name that tells its kind: say its format, csv or tsv");
        }
        return kind();
    }

    Kind kind() {
        return sql == null ? Kind.of(path()) : Kind.TABLE;
    }

    boolean isStandardInput() {
        return file != null && file.toString().equals(STANDARD_INPUT);
    }

    /** The files of a table that is no database: more than one if the name is a pattern, and no file has it. */
    FileSet files() {
        return FileSet.of("the data", path().toString());
    }

    /** For messages. */
    String name() {
        return file == null ? "the query" : isStandardInput() ? "standard input" : Text.name(file);
    }

    /** What to say when a library, which is optional, is not there. */
    DataException without(NoClassDefFoundError e) {
        boolean arrow = sql == null && kind() == Kind.ARROW;
        return new DataException(
                name() + " needs " + (arrow ? "org.apache.arrow:arrow-format" : "org.duckdb:duckdb_jdbc")
                        + ", which is missing: put it on the class path, or start with --add-modules "
                        + (arrow ? "org.apache.arrow.format" : "duckdb.jdbc,java.sql") + " on the module path",
                e);
    }
}
