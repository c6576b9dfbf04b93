package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** X of an Arrow file: its bytes as they are where they are columns of float64 at equal distances, else float64 made of them. */
final class ArrowReader {

    private static final int CHUNK = 2048;

    private final ArrowFile file;
    private final Arena arena;

    ArrowReader(ArrowFile file, Arena arena) {
        this.file = file;
        this.arena = arena;
    }

    /** @param target the number of the target's column, or one that is none */
    Dataset read(int target, ReadOptions options, @Nullable Vector otherTarget) {
        List<Integer> features = new ArrayList<>();
        for (int j = 0; j < file.columns().size(); j++) {
            if (j != target) {
                features.add(j);
            }
        }
        List<String> names = features.stream().map(file.names()::get).toList();
        Matrix view = view(features, options.mapsAbove());
        Matrix x = view != null ? view : copy(features, options.layout());
        return new Dataset(names, x, otherTarget != null ? otherTarget : vector(target), List.of(), Findings.NONE);
    }

    private Vector vector(int column) {
        Matrix view = view(List.of(column), Long.MAX_VALUE);
        return NpyFile.vector(view != null ? view : copy(List.of(column), Layout.COLUMNS), arena);
    }

    private @Nullable Matrix view(List<Integer> wanted, long mapsAbove) {
        if (file.batches().size() != 1 || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return null;
        }
        long[] offsets = file.batches().get(0).offsets();
        long first = offsets[wanted.get(0)];
        long bytes = file.rows() * Double.BYTES;
        long stride = wanted.size() == 1 ? bytes : offsets[wanted.get(1)] - first;
        for (int k = 0; k < wanted.size(); k++) {
            if (!file.columns().get(wanted.get(k)).isDouble() || offsets[wanted.get(k)] != first + k * stride) {
                return null;
            }
        }
        boolean fits = first % Double.BYTES == 0 && stride % Double.BYTES == 0 && stride >= bytes;
        if (!fits) {
            return null;
        }
        MemorySegment all = file.bytes(first, (wanted.size() - 1) * stride + bytes, mapsAbove, arena);
        return Matrix.wrap(all, Layout.COLUMNS, file.rows(), wanted.size(), stride / Double.BYTES);
    }

    private Matrix copy(List<Integer> wanted, Layout layout) {
        Matrix x = Allocation.matrix(file.file(), arena, layout, file.rows(), wanted.size());
        RowSink sink = new RowSink(x, CHUNK);
        double[] column = new double[CHUNK];
        for (ArrowBatch batch : file.batches()) {
            for (long row = 0; row < batch.rows(); row += sink.height) {
                int count = (int) Math.min(sink.height, batch.rows() - row);
                copy(batch, wanted, row, count, sink, batch.first() + row, column);
            }
        }
        return x;
    }

    /** Rows of a batch, to the rows of a sink that begin at this one. */
    void copy(ArrowBatch batch, List<Integer> wanted, long from, int count, RowSink sink, long to, double[] column) {
        for (int k = 0; k < wanted.size(); k++) {
            file.copy(batch, wanted.get(k), from, count, column);
            sink.column(to, k, column, count);
        }
        sink.rows(to, count);
    }
}
