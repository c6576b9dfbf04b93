package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file, some at a time, parsed ahead by all processors if they are many. */
final class CsvFeatures implements Features {

    private final CsvFile header;
    private final CsvColumns columns;
    private final Arena arena;
    private final CsvValues values;
    private Matrix memory;
    private RowSink sink;
    private Matrix x;
    private CsvPlace place;
    private @Nullable CsvQueue queue;

    /** Who reads line by line: all rows, or those that the queue leaves. */
    private @Nullable CsvFile lines;

    private boolean any;

    CsvFeatures(CsvFile csv, List<String> features, CsvParts parts, Arena arena) {
        Features.requireAll(features, Text.name(csv.file()), csv.names());
        int[] wanted = features.stream()
                .mapToInt(feature -> csv.names().indexOf(feature))
                .toArray();
        this.header = csv;
        this.columns = CsvColumns.only(wanted, csv.names().size());
        this.arena = arena;
        this.values = csv.values(columns, Long.MAX_VALUE);
        this.memory = memory(values.block());
        this.sink = new RowSink(memory, 1);
        this.x = memory;
        try {
            this.place = csv.rows();
            this.queue = parts.pay(csv, place) ? new CsvQueue(csv, place, columns, parts) : null;
        } catch (IOException e) {
            throw Disk.unreadable(csv.file(), e);
        }
    }

    private Matrix memory(int rows) {
        return Allocation.matrix(header.file(), arena, Layout.ROWS, rows, columns.features);
    }

    @Override
    public boolean next() {
        int rows;
        try {
            CsvPart part = queue == null ? null : queue.next();
            rows = part == null ? read() : take(part);
        } catch (IOException e) {
            throw Disk.unreadable(header.file(), e);
        }
        if (rows == 0 && !any) {
            throw values.noRows();
        }
        any = true;
        if (rows > 0) {
            x = Matrix.wrap(memory.segment(), Layout.ROWS, rows, memory.features());
        }
        return rows > 0;
    }

    private int take(CsvPart part) {
        place = part.behind(place);
        if (part.rows() > memory.rows()) {
            memory = memory(part.rows() + part.rows() / 4);
            sink = new RowSink(memory, 1);
        }
        return part.values().drain(sink, 0, null);
    }

    private int read() throws IOException {
        if (lines == null) {
            closeQueue();
            lines = header.from(place);
            lines.values(values);
        }
        while (!values.isFull() && lines.row()) {}
        return values.drain(sink, 0, null);
    }

    private void closeQueue() throws IOException {
        if (queue != null) {
            queue.close();
            queue = null;
        }
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public List<String> ignored() {
        return columns.ignored(header.names());
    }

    @Override
    public void close() {
        try (header) {
            closeQueue();
            if (lines != null) {
                lines.close();
            }
        } catch (IOException e) {
            throw Disk.unreadable(header.file(), e);
        }
    }
}
