package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file, some at a time, parsed ahead by all processors if they are many. */
final class CsvFeatures implements Features {

    private final CsvFile csv;
    private final CsvColumns columns;
    private final Arena arena;
    private final CsvBlocks<CsvValues> blocks;
    private final CsvCounts counts = new CsvCounts();
    private Matrix memory;
    private RowSink sink;
    private Matrix x;
    private boolean any;

    CsvFeatures(CsvFile csv, List<String> features, CsvParts parts, Arena arena) {
        this.csv = csv;
        this.columns = CsvColumns.of(Origin.of(features, csv.names(), csv.name()), csv.names(), -1);
        this.arena = arena;
        this.memory = memory(CsvFile.block(columns));
        this.sink = new RowSink(memory, 1);
        this.x = memory;
        try {
            this.blocks = new CsvBlocks<>(csv, columns, parts, block -> new CsvValues(csv, columns, block));
        } catch (IOException e) {
            throw csv.input().unreadable(e);
        }
    }

    private Matrix memory(int rows) {
        return Allocation.matrix(csv.name(), arena, Layout.ROWS, rows, columns.features);
    }

    @Override
    public boolean next() {
        int rows = 0;
        while (rows == 0) {
            CsvValues block = block();
            if (block == null) {
                if (!any) {
                    throw counts.noRows(csv, columns);
                }
                return false;
            }
            rows = take(block);
        }
        any = true;
        x = Matrix.wrap(memory.segment(), Layout.ROWS, rows, memory.features());
        return true;
    }

    private @Nullable CsvValues block() {
        try {
            return blocks.next();
        } catch (IOException e) {
            throw csv.input().unreadable(e);
        }
    }

    private int take(CsvValues block) {
        if (block.waiting() > memory.rows()) {
            memory = memory(block.waiting() + block.waiting() / 4);
            sink = new RowSink(memory, 1);
        }
        return block.drain(sink, 0, null, counts);
    }

    @Override
    public Matrix x() {
        return x;
    }

    @Override
    public Findings findings() {
        return counts.of(csv, columns);
    }

    @Override
    public void close() {
        try (csv) {
            blocks.close();
        } catch (IOException e) {
            throw csv.input().unreadable(e);
        }
    }
}
