package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The values of an NPY file, row after row, by bulk copies: single accesses to native memory are slow in native images.
 */
final class NpyWriter {

    private static final int BUFFER = 8192;

    /** Rows of a panel, see {@link dev.steepest.Layout#PANELS}. */
    private static final int PANEL = 64;

    private final OutputStream out;
    private final double[] values = new double[BUFFER];
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    NpyWriter(OutputStream out) {
        this.out = out;
    }

    void rows(Matrix x) throws IOException {
        if (x.stride() == x.features()) {
            run(x.segment(), 0, x.rows() * x.features());
            return;
        }
        for (long row = 0; row < x.rows(); row++) {
            run(x.segment(), row * x.stride(), x.features());
        }
    }

    /** Values that lie side by side. */
    void run(MemorySegment segment, long first, long length) throws IOException {
        for (long done = 0; done < length; ) {
            int now = (int) Math.min(BUFFER - count, length - done);
            MemorySegment.copy(segment, JAVA_DOUBLE, (first + done) * Double.BYTES, values, count, now);
            advance(now);
            done += now;
        }
    }

    /** Layouts in which the rows of a feature lie side by side. */
    void columns(Matrix x) throws IOException {
        int features = x.features();
        // Few rows at a time when they are long: the transposed ones wait on the heap.
        int height = Math.max(1, Math.min(PANEL, 8 * BUFFER / features));
        double[] column = new double[height];
        double[] rows = new double[height * features];
        for (long row = 0; row < x.rows(); row = next(row, height)) {
            int now = (int) (Math.min(next(row, height), x.rows()) - row);
            boolean panels = x.layout() == Layout.PANELS;
            long first = panels ? row / PANEL * PANEL * features + row % PANEL : row;
            long stride = panels ? PANEL : x.stride();
            for (int j = 0; j < features; j++) {
                MemorySegment.copy(x.segment(), JAVA_DOUBLE, (first + j * stride) * Double.BYTES, column, 0, now);
                for (int i = 0; i < now; i++) {
                    rows[i * features + j] = column[i];
                }
            }
            heap(rows, now * features);
        }
    }

    /** No group of rows crosses into another panel. */
    private static long next(long row, int height) {
        return Math.min(row + height, (row / PANEL + 1) * PANEL);
    }

    private void heap(double[] from, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int now = Math.min(BUFFER - count, length - done);
            System.arraycopy(from, done, values, count, now);
            advance(now);
            done += now;
        }
    }

    private void advance(int by) throws IOException {
        count += by;
        if (count == BUFFER) {
            flush();
        }
    }

    void flush() throws IOException {
        bytes.asDoubleBuffer().put(values, 0, count);
        out.write(bytes.array(), 0, count * Double.BYTES);
        count = 0;
    }
}
