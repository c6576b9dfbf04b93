package dev.steepest.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What stands before the values of an NPY file, versions 1 to 3. */
final class NpyHeader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;

    /** As version 1 has it. Versions 2 and 3 may claim 4 GiB, which only structured types could need. */
    private static final int LONGEST = 65535;

    /** Bytes of the longest header and what is before it. */
    static final int MOST = 12 + LONGEST;

    /** 1 for one-dimensional arrays. */
    final int columns;

    final long rows;
    final boolean fortranOrder;

    final NpyType type;

    /** Where the values begin. */
    final long offset;

    NpyHeader(long rows, int columns, boolean fortranOrder, NpyType type, long offset) {
        this.rows = rows;
        this.columns = columns;
        this.fortranOrder = fortranOrder;
        this.type = type;
        this.offset = offset;
    }

    /** The shape multiplied out; no overflow, the parser saw to that. */
    long bytes() {
        return rows * columns * type.width();
    }

    /** Of a vector, always of the same length. */
    static byte[] ofVector(long rows) {
        String number = Long.toString(rows);
        return of("(" + number + ",)" + " ".repeat(19 - number.length()));
    }

    /** Version 1.0, float64, C order, as NumPy writes it: the values begin at a multiple of 64. */
    static byte[] of(String shape) {
        String text = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
        int before = MAGIC.length + 4;
        int padded = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - before));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.remaining() > 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    /**
     * @param start of the file, {@link #MOST} bytes or all
     * @param size bytes of the file
     */
    static NpyHeader read(Path file, ByteBuffer start, long size) {
        start.order(ByteOrder.LITTLE_ENDIAN);
        if (!isNpy(start)) {
            throw new DataException(Text.name(file) + " is no NPY file: it does not begin with \\x93NUMPY");
        }
        int version = start.get(MAGIC.length);
        if (version < 1 || version > 3) {
            throw new DataException(
                    Text.name(file) + " is of an unknown NPY version=" + version + ", known are 1, 2 and 3");
        }
        int before = MAGIC.length + (version == 1 ? 4 : 6);
        if (size < before) {
            throw cut(file, before, size);
        }
        long length = version == 1 ? start.getShort(8) & 0xFFFFL : start.getInt(8) & 0xFFFFFFFFL;
        if (length > LONGEST) {
            throw new DataException(Text.name(file) + " is damaged: its header claims bytes=" + length + ", at most "
                    + LONGEST + " make sense");
        }
        if (size < before + length) {
            throw cut(file, before + length, size);
        }
        String text = StandardCharsets.ISO_8859_1
                .decode(start.slice(before, (int) length))
                .toString();
        NpyHeader header = new NpyLiteral(file, text).parse(before + length);
        if (size - header.offset < header.bytes()) {
            throw new DataException(Text.name(file) + " is cut short: rows=" + header.rows + " × columns="
                    + header.columns + " × " + header.type.width() + " bytes need bytes=" + header.bytes()
                    + " after the header, the file has bytes=" + (size - header.offset));
        }
        return header;
    }

    private static boolean isNpy(ByteBuffer start) {
        return start.remaining() >= MAGIC.length + 2
                && start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    private static DataException cut(Path file, long needed, long size) {
        return new DataException(
                Text.name(file) + " is cut short: its header needs bytes=" + needed + ", the file has bytes=" + size);
    }
}
