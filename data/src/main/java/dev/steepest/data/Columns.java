package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes a column out of a table in ROWS or COLUMNS: the target, or the weights. What is left is stored as the table is, and
 * views it where that is possible.
 *
 * @param name of the table, for messages
 * @param arena owns what is copied
 */
record Columns(String name, Arena arena) {

    private static final int BUFFER = 1 << 16;
    private static final int CHUNK = 1024;

    /** The values of a column, as float64. */
    Vector values(Matrix table, int column) {
        if (table.layout() == Layout.COLUMNS) {
            long offset = column * table.stride() * table.storage().bytes();
            MemorySegment values = table.segment().asSlice(offset);
            return NpyFile.vector(Matrix.wrap(values, Layout.ROWS, table.storage(), table.rows(), 1, 1), arena);
        }
        Vector taken = Allocation.vector(name, arena, table.rows());
        int height = height(table);
        double[] values = new double[height];
        byte[] rows = new byte[height * row(table)];
        ByteBuffer stored = ByteBuffer.wrap(rows).order(ByteOrder.nativeOrder());
        for (long row = 0; row < table.rows(); row += height) {
            int count = read(table, row, rows);
            for (int i = 0; i < count; i++) {
                int at = i * row(table) + column * table.storage().bytes();
                values[i] = table.storage() == Storage.FLOAT64 ? stored.getDouble(at) : stored.getFloat(at);
            }
            MemorySegment.copy(values, 0, taken.segment(), JAVA_DOUBLE, row * Double.BYTES, count);
        }
        return taken;
    }

    /** The other columns. */
    Matrix without(Matrix table, int column) {
        int last = table.features() - 1;
        if (column == 0 || column == last) {
            long skipped = table.layout() == Layout.COLUMNS ? table.stride() : 1;
            MemorySegment from = table.segment()
                    .asSlice(column == 0 ? skipped * table.storage().bytes() : 0);
            return Matrix.wrap(from, table.layout(), table.storage(), table.rows(), last, table.stride());
        }
        Matrix rest = Allocation.matrix(name, arena, table.layout(), table.storage(), table.rows(), last);
        if (table.layout() == Layout.COLUMNS) {
            copyColumns(table, column, rest);
        } else {
            copyRows(table, column, rest);
        }
        return rest;
    }

    /** Copies of these columns, in this order. */
    Matrix select(Matrix table, int[] columns) {
        Matrix selected = Allocation.matrix(name, arena, table.layout(), table.rows(), columns.length);
        RowSink sink = new RowSink(selected, CHUNK);
        double[] values = new double[CHUNK];
        for (long row = 0; row < table.rows(); row += sink.height) {
            int count = (int) Math.min(sink.height, table.rows() - row);
            for (int k = 0; k < columns.length; k++) {
                for (int i = 0; i < count; i++) {
                    values[i] = table.get(row + i, columns[k]);
                }
                sink.column(row, k, values, count);
            }
            sink.rows(row, count);
        }
        return selected;
    }

    private static void copyColumns(Matrix table, int column, Matrix rest) {
        int bytes = table.storage().bytes();
        for (int j = 0; j < rest.features(); j++) {
            long from = (j < column ? j : j + 1) * table.stride() * bytes;
            long to = j * rest.stride() * bytes;
            MemorySegment.copy(table.segment(), from, rest.segment(), to, table.rows() * bytes);
        }
    }

    private static void copyRows(Matrix table, int column, Matrix rest) {
        int height = height(table);
        int before = column * table.storage().bytes();
        int behind = row(rest) - before;
        byte[] rows = new byte[height * row(table)];
        for (long row = 0; row < table.rows(); row += height) {
            int count = read(table, row, rows);
            for (int i = 0; i < count; i++) {
                int from = i * row(table);
                int to = i * row(rest);
                System.arraycopy(rows, from, rows, to, before);
                System.arraycopy(rows, from + row(table) - behind, rows, to + before, behind);
            }
            MemorySegment.copy(rows, 0, rest.segment(), JAVA_BYTE, row * row(rest), count * row(rest));
        }
    }

    /** Bytes of a row. */
    private static int row(Matrix table) {
        return table.features() * table.storage().bytes();
    }

    /** Rows worth a bulk copy. */
    private static int height(Matrix table) {
        return Math.max(1, BUFFER / row(table));
    }

    /** Fills the buffer with rows that begin at this one; returns how many there are. */
    private static int read(Matrix table, long row, byte[] rows) {
        int bytes = row(table);
        int count = (int) Math.min(rows.length / bytes, table.rows() - row);
        long stride = table.stride() * table.storage().bytes();
        if (stride == bytes) {
            MemorySegment.copy(table.segment(), JAVA_BYTE, row * stride, rows, 0, count * bytes);
            return count;
        }
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(table.segment(), JAVA_BYTE, (row + i) * stride, rows, i * bytes, bytes);
        }
        return count;
    }
}
