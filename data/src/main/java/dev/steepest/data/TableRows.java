package dev.steepest.data;

import dev.steepest.data.DataException.Remedy;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/** The rows of a query chunk by chunk, column by column: no row becomes an object. */
final class TableRows implements AutoCloseable {

    private final Database database;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private final boolean unseenIsZero;
    private long first;
    private int count;
    private long unseen;

    private TableRows(
            Database database, DuckDBPreparedStatement statement, DuckDBChunkedResult result, boolean unseenIsZero) {
        this.database = database;
        this.unseenIsZero = unseenIsZero;
        this.statement = statement;
        this.result = result;
    }

    /**
     * The query of these terms, in their order, and then of the categories as text, in which what is unseen can be told.
     *
     * @param unseenIsZero whether a category that no term has is 0 in all features; otherwise it is refused
     */
    static TableRows of(Database database, List<Term> terms, String condition, boolean unseenIsZero) {
        Stream<String> texts = terms.stream().filter(term -> !term.isNumber()).map(Term::text);
        String columns = Stream.concat(terms.stream().map(Term::expression), unseenIsZero ? Stream.empty() : texts)
                .collect(Collectors.joining(", "));
        DuckDBPreparedStatement statement =
                database.prepare("SELECT " + columns + " FROM " + Database.VIEW + condition);
        try {
            return new TableRows(database, statement, statement.query(), unseenIsZero);
        } catch (SQLException e) {
            throw database.refused(e);
        }
    }

    /** Goes to the next chunk; false at the end. */
    boolean next() {
        try {
            first += count;
            count = 0;
            while (count == 0) {
                if (!result.nextChunk()) {
                    return false;
                }
                count = (int) result.chunk().rowCount();
            }
            return true;
        } catch (RuntimeException e) { // what goes wrong while rows are made, the driver wraps in its own
            throw database.refused(e);
        }
    }

    /** Rows of this chunk. */
    int count() {
        return count;
    }

    /** Rows before this chunk. */
    long first() {
        return first;
    }

    /** Categories that were unseen so far. */
    long unseen() {
        return unseen;
    }

    /**
     * Copies values of a column of numbers; one that is missing or not finite is refused by its place.
     *
     * @param text the number of the column that has the term's categories as text
     */
    void copy(int column, int text, Term term, int from, int length, double[] values) {
        DuckDBReadableVector vector = result.chunk().vector(column);
        for (int i = 0; i < length; i++) {
            if (vector.isNull(from + i)) {
                throw missing(from + i, term, "the value is missing");
            }
            double value = vector.getDouble(from + i);
            if (Double.isNaN(value)) {
                throw missing(from + i, term, "NaN counts as missing");
            }
            if (Double.isInfinite(value)) {
                throw refused(from + i, term, value + " is not finite", Remedy.NONE);
            }
            if (value == Term.UNSEEN && !term.isNumber()) {
                requireUnseenIsZero(from + i, text, term);
            }
            values[i] = value;
        }
    }

    private DataException missing(int row, Term term, String what) {
        return refused(row, term, what, Remedy.DROP_NULL);
    }

    private void requireUnseenIsZero(int row, int text, Term term) {
        if (!unseenIsZero) {
            String value = result.chunk().vector(text).getString(row);
            throw refused(
                    row,
                    term,
                    Text.quoted(value) + " is none of the values that are known: " + Text.list(term.categories()),
                    Remedy.UNSEEN);
        }
        unseen++;
    }

    private DataException refused(int row, Term term, String reason, Remedy remedy) {
        String place = database.name() + " row=" + (first + row) + " column "
                + Text.quoted(term.column().name());
        return new DataException(place + ": " + reason, remedy);
    }

    @Override
    public void close() {
        try (statement) {
            result.close();
        } catch (SQLException e) {
            throw database.refused(e);
        }
    }
}
