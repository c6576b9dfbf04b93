package dev.steepest.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where rows come from: a file, a table of a database, or SQL.
 *
 * @param file null for SQL
 * @param table the table of a database, null for its only one
 * @param sql null for files
 */
record Source(
        @Nullable Path file,
        @Nullable String table,
        @Nullable String sql) {

    private static final Pattern QUERY =
            Pattern.compile("\\s*(select|with|from|values)\\b\\s*[^.\\s].*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final String TABLE_OF = ".duckdb:";

    static Source of(Path file) {
        return new Source(file, null, null);
    }

    /** SQL is what begins like a query and has more than one word; all else is a file. */
    static Source of(String text) {
        if (QUERY.matcher(text).matches() && text.strip().chars().anyMatch(Character::isWhitespace)) {
            return new Source(null, null, text);
        }
        int database = text.toLowerCase(Locale.ROOT).indexOf(TABLE_OF);
        if (database >= 0) {
            int colon = database + TABLE_OF.length() - 1;
            return new Source(path(text.substring(0, colon)), text.substring(colon + 1), null);
        }
        return of(path(text));
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

    Kind kind() {
        return sql == null ? Kind.of(path()) : Kind.TABLE;
    }

    /** For messages. */
    String name() {
        return file == null ? "the query" : Text.name(file);
    }
}
