package dev.steepest.data;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/** The rows of a query chunk by chunk, column by column: no row becomes an object. */
final class TableRows implements AutoCloseable {

    private final Database database;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private long first;
    private int count;

    TableRows(Database database, DuckDBPreparedStatement statement, DuckDBChunkedResult result) {
        this.database = database;
        this.statement = statement;
        this.result = result;
    }

    /** The query of these terms, in their order. */
    static TableRows of(Database database, List<Term> terms, String condition) {
        List<String> expressions = terms.stream().map(Term::expression).toList();
        return database.rows("SELECT " + String.join(", ", expressions) + " FROM " + Database.VIEW + condition);
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

    /** Copies values of a column of numbers; one that is missing or not finite is refused by its place. */
    void copy(int column, Term term, int from, int length, double[] values) {
        DuckDBReadableVector vector = result.chunk().vector(column);
        for (int i = 0; i < length; i++) {
            if (vector.isNull(from + i)) {
                throw refused(
                        from + i,
                        term,
                        term.isNumber()
                                ? "the value is missing: --drop-null leaves such rows out"
                                : "the value is missing or none of the categories " + Text.list(term.categories()));
            }
            double value = vector.getDouble(from + i);
            if (!Double.isFinite(value)) {
                throw refused(from + i, term, value + " is not finite");
            }
            values[i] = value;
        }
    }

    private DataException refused(int row, Term term, String reason) {
        return new DataException(
                database.name() + " row=" + (first + row) + " column " + Text.quoted(term.column()) + ": " + reason);
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
