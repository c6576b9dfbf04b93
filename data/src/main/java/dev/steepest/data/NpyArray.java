package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An array of one or two dimensions of which no value has been read yet. Its matrix has the order of its values: {@link
 * Layout#ROWS}, or {@link Layout#COLUMNS} of Fortran's. float64 and float32 of the machine's byte order stay as they are, all
 * other types become float64.
 *
 * @param file for messages
 * @param bytes of which the first is the header's, if there is one
 */
record NpyArray(Path file, NpyHeader header, ArrayBytes bytes) {

    private static final int BUFFER = 1 << 16;
    private static final long CHUNK = 1 << 28;

    Layout layout() {
        return header.fortranOrder ? Layout.COLUMNS : Layout.ROWS;
    }

    Storage storage() {
        return header.type.isStored() && header.type.width() == Float.BYTES ? Storage.FLOAT32 : Storage.FLOAT64;
    }

    long rows() {
        return header.rows;
    }

    int columns() {
        return header.columns;
    }

    /** Views values of a type that is stored. */
    Matrix wrap(MemorySegment values) {
        long stride = header.fortranOrder ? header.rows : header.columns;
        return Matrix.wrap(values, layout(), storage(), header.rows, header.columns, stride);
    }

    /** All of them. */
    Matrix read(Arena arena) {
        Matrix x = Allocation.matrix(Text.name(file), arena, layout(), storage(), header.rows, header.columns);
        read(0, header.rows * header.columns, x.segment());
        return x;
    }

    /** Values that lie one after the other in the array. */
    void read(long first, long count, MemorySegment to) {
        try {
            if (header.type.isStored()) {
                long length = count * header.type.width();
                for (long done = 0; done < length; done += CHUNK) {
                    MemorySegment part = to.asSlice(done, Math.min(CHUNK, length - done));
                    bytes.get(offset(first) + done, part.asByteBuffer());
                }
            } else {
                widen(first, count, to);
            }
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private long offset(long index) {
        return header.offset + index * header.type.width();
    }

    private void widen(long first, long count, MemorySegment to) throws IOException {
        int most = BUFFER / header.type.width();
        double[] values = new double[(int) Math.min(most, count)];
        ByteBuffer buffer = ByteBuffer.allocate(values.length * header.type.width());
        for (long done = 0; done < count; done += values.length) {
            int now = (int) Math.min(values.length, count - done);
            bytes.get(offset(first + done), buffer.clear().limit(now * header.type.width()));
            int exact = header.type.widen(buffer, values, now);
            if (exact < now) {
                throw refused(first + done + exact, header.type.refusal(buffer, exact));
            }
            MemorySegment.copy(values, 0, to, JAVA_DOUBLE, done * Double.BYTES, now);
        }
    }

    private DataException refused(long index, String reason) {
        long row = header.fortranOrder ? index % header.rows : index / header.columns;
        long column = header.fortranOrder ? index / header.rows : index % header.columns;
        return new DataException(Text.name(file) + " row=" + row + " column=" + column + ": " + reason);
    }
}
