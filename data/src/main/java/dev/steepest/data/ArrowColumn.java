package dev.steepest.data;

import java.nio.ByteBuffer;
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

    /** As {@link NpyType#widen}. */
    int widen(ByteBuffer from, double[] to, int count) {
        return type().widen(from, to, count);
    }

    String refusal(ByteBuffer from, int i) {
        return type().refusal(from, i);
    }

    private NpyType type() {
        return new NpyType(isFloat ? 'f' : isSigned ? 'i' : 'u', width, ByteOrder.LITTLE_ENDIAN);
    }
}
