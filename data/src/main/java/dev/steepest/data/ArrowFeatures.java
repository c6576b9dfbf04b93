package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.util.List;

/** The rows of an Arrow file, some at a time. */
final class ArrowFeatures implements Features {

    private static final int ROWS = 2048;

    private final ArrowFile file;
    private final ArrowReader reader;
    private final List<Integer> wanted;
    private final List<String> ignored;
    private final Matrix memory;
    private final RowSink sink;
    private final double[] column = new double[ROWS];
    private Matrix x;
    private int batch;
    private long next;

    ArrowFeatures(ArrowFile file, List<String> features, Arena arena) {
        Features.requireAll(features, Text.name(file.file()), file.names());
        this.file = file;
        this.reader = new ArrowReader(file, arena);
        this.wanted = features.stream().map(file.names()::indexOf).toList();
        this.ignored = Features.missing(file.names(), features);
        this.memory = Allocation.matrix(file.file(), arena, Layout.ROWS, ROWS, features.size());
        this.sink = new RowSink(memory, ROWS);
        this.x = memory;
    }

    @Override
    public boolean next() {
        if (batch == file.batches().size()) {
            return false;
        }
        ArrowBatch from = file.batches().get(batch);
        int count = (int) Math.min(sink.height, from.rows() - next);
        reader.copy(from, wanted, next, count, sink, 0, column);
        x = Matrix.wrap(memory.segment(), Layout.ROWS, count, memory.features());
        next += count;
        if (next == from.rows()) {
            batch++;
            next = 0;
        }
        return true;
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public Findings findings() {
        return Findings.ignoring(ignored);
    }

    @Override
    public void close() {
        file.close();
    }
}
