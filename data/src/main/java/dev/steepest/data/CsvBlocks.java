package dev.steepest.data;

import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file in their order, a block at a time: parsed ahead by several threads as long as that goes, then line by
 * line.
 */
final class CsvBlocks<R extends CsvRows> implements AutoCloseable {

    private final CsvFile csv;
    private final R rows;
    private CsvPlace place;
    private @Nullable CsvQueue<R> queue;
    private @Nullable CsvFile lines;

    /** @param factory makes room for at least so many rows */
    CsvBlocks(CsvFile csv, CsvColumns columns, CsvParts parts, IntFunction<R> factory) throws IOException {
        this.csv = csv;
        this.rows = factory.apply(CsvFile.block(columns));
        this.place = csv.rows();
        this.queue = parts.pay(csv, place) ? new CsvQueue<>(csv, place, columns, parts, factory) : null;
    }

    /** The next rows, until the call after this one, which whoever takes them drains; null if there are no more. */
    @Nullable
    R next() throws IOException {
        CsvPart<R> part = queue == null ? null : queue.next();
        if (part != null) {
            place = new CsvPlace(part.end(), place.lines() + part.rows().count());
            return part.rows();
        }
        if (lines == null) {
            closeQueue();
            lines = csv.from(place);
            lines.rows(rows);
        }
        while (!rows.isFull() && lines.row()) {}
        return rows.count() == 0 ? null : rows;
    }

    private void closeQueue() throws IOException {
        if (queue != null) {
            queue.close();
            queue = null;
        }
    }

    @Override
    public void close() throws IOException {
        closeQueue();
        if (lines != null) {
            lines.close();
        }
    }
}
