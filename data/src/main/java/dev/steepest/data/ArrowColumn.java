package dev.steepest.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Type;

/**
 * A column of numbers of an Arrow file.
 *
 * @param width bytes of a value
 */
record ArrowColumn(String name, boolean isFloat, boolean isSigned, int width) {

    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static ArrowColumn of(Path file, String name, Field field) {
        if (field.dictionary() == null && field.typeType() == Type.FloatingPoint) {
            short precision = ((FloatingPoint) field.type(new FloatingPoint())).precision();
            if (precision != Precision.HALF) {
                return new ArrowColumn(name, true, true, precision == Precision.DOUBLE ? 8 : 4);
            }
        }
        if (field.dictionary() == null && field.typeType() == Type.Int) {
            Int type = (Int) field.type(new Int());
            int bits = type.bitWidth();
            if (bits == 8 || bits == 16 || bits == 32 || bits == 64) {
                return new ArrowColumn(name, false, type.isSigned(), bits / 8);
            }
        }
        throw new DataException(Text.name(file) + ": column " + Text.quoted(name) + " is "
                + (field.dictionary() == null ? Type.name(field.typeType()) : "a dictionary")
                + ", not float64, float32 or a whole number of 8 to 64 bits");
    }

    boolean isDouble() {
        return isFloat && width == Double.BYTES;
    }

    /** As float64. */
    void copy(MemorySegment from, long first, int count, double[] values) {
        if (isDouble()) {
            MemorySegment.copy(from, DOUBLE, first * Double.BYTES, values, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            values[i] = value(from, (first + i) * width);
        }
    }

    private double value(MemorySegment from, long offset) {
        if (isFloat) {
            return from.get(FLOAT, offset);
        }
        return switch (width) {
            case 1 -> {
                byte value = from.get(ValueLayout.JAVA_BYTE, offset);
                yield isSigned ? value : value & 0xFF;
            }
            case 2 -> {
                short value = from.get(SHORT, offset);
                yield isSigned ? value : value & 0xFFFF;
            }
            case 4 -> {
                int value = from.get(INT, offset);
                yield isSigned ? value : Integer.toUnsignedLong(value);
            }
            default -> {
                long value = from.get(LONG, offset);
                yield isSigned || value >= 0
                        ? (double) value
                        : new BigInteger(Long.toUnsignedString(value)).doubleValue();
            }
        };
    }
}
