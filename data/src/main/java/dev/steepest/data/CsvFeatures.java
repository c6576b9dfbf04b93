package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.util.List;

/** The rows of a CSV file, some at a time. */
final class CsvFeatures implements Features {

    private final CsvFile csv;
    private final CsvValues values;
    private final List<String> ignored;
    private final Matrix memory;
    private final RowSink sink;
    private Matrix x;
    private boolean any;

    CsvFeatures(CsvFile csv, List<String> features, Arena arena) {
        Features.requireAll(features, Text.name(csv.file()), csv.names());
        int[] wanted = features.stream()
                .mapToInt(feature -> csv.names().indexOf(feature))
                .toArray();
        CsvColumns columns = CsvColumns.only(wanted, csv.names().size());
        this.csv = csv;
        this.ignored = columns.ignored(csv.names());
        this.values = csv.values(columns, Long.MAX_VALUE);
        this.memory = Allocation.matrix(csv.file(), arena, Layout.ROWS, values.block(), features.size());
        this.sink = new RowSink(memory, 1);
        this.x = memory;
        csv.values(values);
    }

    @Override
    public boolean next() {
        while (!values.isFull() && csv.row()) {}
        int rows = values.drain(sink, 0, null);
        if (rows == 0 && !any) {
            throw values.noRows();
        }
        any = true;
        if (rows > 0) {
            x = Matrix.wrap(memory.segment(), Layout.ROWS, rows, memory.features());
        }
        return rows > 0;
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public List<String> ignored() {
        return ignored;
    }

    @Override
    public void close() {
        csv.close();
    }
}
