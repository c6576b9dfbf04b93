package dev.steepest.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Arrow's file format of columns of numbers (format version 1.0 on): a footer that tells the columns and where the
 * batches of rows are, and in each batch a bitmap of the values that are there, and the values, for each column. Batches are
 * not compressed.
 */
final class ArrowFile implements AutoCloseable {

    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    private static final int BEFORE = 8;

    private static final int BEHIND = MAGIC.length + Integer.BYTES;

    private final Path file;
    private final OpenFile open;
    private final List<ArrowColumn> columns = new ArrayList<>();
    private final List<ArrowBatch> batches = new ArrayList<>();
    private long rows;
    private long inBatches;

    private ArrowFile(OpenFile open) {
        this.file = open.file();
        this.open = open;
    }

    static ArrowFile open(Path file) {
        ArrowFile arrow = new ArrowFile(OpenFile.of(file));
        try {
            arrow.read();
            return arrow;
        } catch (RuntimeException | Error e) {
            arrow.close();
            throw e;
        }
    }

    /** Its tables are read without a verifier, which Java's FlatBuffers lack: all that bad offsets can do is to throw. */
    private void read() {
        try {
            Footer footer = footer();
            Schema schema = footer.schema();
            if (schema == null || schema.endianness() != Endianness.Little) {
                throw refused("is damaged, or of a big-endian machine");
            }
            columns(schema);
            for (int i = 0; i < footer.recordBatchesLength(); i++) {
                batch(footer.recordBatches(i));
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException | ArithmeticException e) {
            throw new DataException(Text.name(file) + " is damaged: a place outside of the file", e);
        }
        if (rows == 0) {
            throw refused("has no rows");
        }
    }

    private Footer footer() {
        long size = open.size();
        boolean arrow = size > BEFORE + BEHIND
                && slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                && slice(size - MAGIC.length, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
        if (!arrow) {
            throw refused("is no Arrow file, or cut short: it does not begin and end with ARROW1");
        }
        int length = slice(size - BEHIND, Integer.BYTES).getInt();
        return Footer.getRootAsFooter(slice(size - BEHIND - length, length));
    }

    private ByteBuffer slice(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, open.size());
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        get(offset, bytes);
        return bytes.flip();
    }

    private void get(long offset, ByteBuffer to) {
        try {
            open.get(offset, to);
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private void columns(Schema schema) {
        Set<String> seen = new HashSet<>();
        if (schema.fieldsLength() > CsvHeader.MOST_COLUMNS) {
            throw refused("has columns=" + schema.fieldsLength() + ", more than " + CsvHeader.MOST_COLUMNS);
        }
        if (schema.fieldsLength() == 0) {
            throw refused("has no columns");
        }
        for (int j = 0; j < schema.fieldsLength(); j++) {
            Field field = schema.fields(j);
            String name = String.valueOf(field.name());
            if (!seen.add(name)) {
                throw refused("has two columns named " + Text.quoted(name) + ": names must differ");
            }
            columns.add(ArrowColumn.of(file, name, field));
        }
    }

    private void batch(Block block) {
        // Before the message: a mark and its length.
        long start = Math.addExact(block.offset(), 8);
        Message message = Message.getRootAsMessage(slice(start, Math.subtractExact(block.metaDataLength(), 8)));
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        if (batch == null) {
            throw refused("is damaged: a batch without a header");
        }
        if (batch.compression() != null) {
            throw refused("is compressed: write it without compression");
        }
        long body = Math.addExact(block.offset(), block.metaDataLength());
        long length = block.bodyLength();
        Objects.checkFromIndexSize(body, length, open.size());
        // Neither batches nor columns may share bytes: X would exceed the file by any factor.
        long row = columns.stream().mapToLong(ArrowColumn::width).sum();
        if (Math.multiplyExact(batch.length(), row) > length) {
            throw refused("is damaged: rows=" + batch.length() + " of a batch do not fit its bytes=" + length);
        }
        inBatches += length;
        if (inBatches > open.size()) {
            throw refused("is damaged: its batches are larger than the file");
        }
        long[] offsets = new long[columns.size()];
        for (int j = 0; j < columns.size(); j++) {
            FieldNode node = batch.nodes(j);
            if (node.length() != batch.length()) {
                throw refused("is damaged: rows=" + batch.length() + ", but " + node.length() + " of column "
                        + Text.quoted(columns.get(j).name()));
            }
            if (node.nullCount() != 0) {
                throw missing(body, length, batch.buffers(2 * j), batch.length(), columns.get(j));
            }
            Buffer values = batch.buffers(2 * j + 1);
            long needed =
                    Math.multiplyExact(batch.length(), (long) columns.get(j).width());
            Objects.checkFromIndexSize(values.offset(), Math.max(needed, values.length()), length);
            if (needed > values.length()) {
                throw refused("is damaged: column " + Text.quoted(columns.get(j).name()) + " has bytes="
                        + values.length() + " for rows=" + batch.length());
            }
            offsets[j] = body + values.offset();
        }
        if (batch.length() > 0) {
            batches.add(new ArrowBatch(rows, batch.length(), offsets));
            rows += batch.length();
        }
    }

    private DataException missing(long body, long length, Buffer there, long count, ArrowColumn column) {
        int bytes = Math.toIntExact(Math.ceilDiv(count, 8));
        Objects.checkFromIndexSize(there.offset(), bytes, length);
        int row = BitSet.valueOf(slice(body + there.offset(), bytes)).nextClearBit(0);
        return refused("row=" + (rows + row) + " column " + Text.quoted(column.name()) + ": the value is missing");
    }

    private DataException refused(String reason) {
        return new DataException(Text.name(file) + " " + reason);
    }

    /** Values of a column, as float64. */
    void copy(ArrowBatch batch, int column, long from, int count, double[] values) {
        ArrowColumn type = columns.get(column);
        ByteBuffer bytes = ByteBuffer.allocate(count * type.width()).order(ByteOrder.LITTLE_ENDIAN);
        get(batch.offsets()[column] + from * type.width(), bytes);
        int exact = type.widen(bytes, values, count);
        if (exact < count) {
            throw refused("row=" + (batch.first() + from + exact) + " column " + Text.quoted(type.name()) + ": "
                    + type.refusal(bytes, exact));
        }
    }

    /** Bytes of the file: a view of it if they are more than some, else a copy. */
    MemorySegment bytes(long offset, long length, long mapsAbove, Arena arena) {
        return length > mapsAbove ? open.map(offset, length, arena) : open.read(offset, length, arena);
    }

    @Override
    public void close() {
        open.close();
    }

    Path file() {
        return file;
    }

    long rows() {
        return rows;
    }

    List<ArrowColumn> columns() {
        return columns;
    }

    List<String> names() {
        return columns.stream().map(ArrowColumn::name).toList();
    }

    List<ArrowBatch> batches() {
        return batches;
    }
}
