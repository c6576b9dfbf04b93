package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the chunks of a table to X and y. */
final class TableEncoder {

    /** Rows of DuckDB's chunks. */
    static final int CHUNK = 2048;

    private final List<Term> terms;
    private final @Nullable Vector y;
    private final RowSink sink;
    private final double[] values = new double[CHUNK];
    private final double[] ones = new double[CHUNK];

    /** @param terms the columns of the query; if there is y, the last is the target */
    TableEncoder(List<Term> terms, Matrix x, @Nullable Vector y) {
        this.terms = terms;
        this.y = y;
        this.sink = new RowSink(x, CHUNK);
    }

    /** Copies a chunk to the rows that begin at this one. */
    void copy(TableRows chunk, long row) {
        for (int from = 0; from < chunk.count(); from += sink.height) {
            int count = Math.min(sink.height, chunk.count() - from);
            int text = terms.size();
            for (int column = 0; column < terms.size(); column++) {
                Term term = terms.get(column);
                chunk.copy(column, text, term, from, count, values);
                text += term.isNumber() ? 0 : 1;
                if (y != null && column == terms.size() - 1) {
                    long to = (row + from) * Double.BYTES;
                    MemorySegment.copy(values, 0, y.segment(), ValueLayout.JAVA_DOUBLE, to, count);
                } else {
                    features(term, row + from, count);
                }
            }
            sink.rows(row + from, count);
        }
    }

    private void features(Term term, long row, int count) {
        if (term.isNumber()) {
            sink.column(row, term.features().get(0), values, count);
            return;
        }
        for (int category = 0; category < term.categories().size(); category++) {
            for (int i = 0; i < count; i++) {
                ones[i] = values[i] == category ? 1 : 0;
            }
            sink.column(row, term.features().get(category), ones, count);
        }
    }
}
