package dev.steepest.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What NumPy calls a dtype, of real numbers.
 *
 * @param kind 'f' float, 'i' signed, 'u' unsigned, 'b' bool
 * @param width bytes of a value
 */
record NpyType(char kind, int width, ByteOrder order) {

    static final NpyType FLOAT64 = new NpyType('f', Double.BYTES, ByteOrder.LITTLE_ENDIAN);
    static final NpyType FLOAT32 = new NpyType('f', Float.BYTES, ByteOrder.LITTLE_ENDIAN);

    /** For messages. */
    static final String ALL = "float16 to float64, int8 to int64, uint8 to uint64 and bool";

    private static final Pattern KNOWN = Pattern.compile("([<>])(f2|f4|f8|i2|i4|i8|u2|u4|u8)|[<>|](b1|i1|u1)");

    /** Null if it is none that can be read. */
    static @Nullable NpyType of(String text) {
        Matcher known = KNOWN.matcher(text);
        if (!known.matches()) {
            return null;
        }
        ByteOrder order = text.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyType(text.charAt(1), text.charAt(2) - '0', order);
    }

    /** Whether a matrix may hold values as they are. */
    boolean isStored() {
        return kind == 'f' && width >= Float.BYTES && order == ByteOrder.nativeOrder();
    }

    /**
     * As float64.
     *
     * @return how many values were, that is all, or the first that is none was behind them
     */
    int widen(ByteBuffer bytes, double[] to, int count) {
        ByteBuffer from = bytes.order(order);
        return switch (width) {
            case 1 -> ofBytes(from, to, count);
            case 2 -> ofShorts(from, to, count);
            case 4 -> ofInts(from, to, count);
            default -> ofLongs(from, to, count);
        };
    }

    private int ofBytes(ByteBuffer from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            byte value = from.get(i);
            if (kind == 'b' && value != 0 && value != 1) {
                return i;
            }
            to[i] = kind == 'u' ? value & 0xFF : value;
        }
        return count;
    }

    private int ofShorts(ByteBuffer from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            short value = from.getShort(i * Short.BYTES);
            to[i] = kind == 'f' ? Float.float16ToFloat(value) : kind == 'u' ? value & 0xFFFF : value;
        }
        return count;
    }

    private int ofInts(ByteBuffer from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            int value = from.getInt(i * Integer.BYTES);
            to[i] = kind == 'f'
                    ? Float.intBitsToFloat(value)
                    : kind == 'u' ? Integer.toUnsignedLong(value) : (double) value;
        }
        return count;
    }

    private int ofLongs(ByteBuffer from, double[] to, int count) {
        for (int i = 0; i < count; i++) {
            long value = from.getLong(i * Long.BYTES);
            if (kind != 'f' && !WholeNumbers.isExact(value, kind == 'i')) {
                return i;
            }
            to[i] = kind == 'f' ? Double.longBitsToDouble(value) : WholeNumbers.exact(value, kind == 'i');
        }
        return count;
    }

    /** What to say of a value that is no float64. */
    String refusal(ByteBuffer bytes, int i) {
        ByteBuffer from = bytes.order(order);
        return kind == 'b'
                ? from.get(i) + " is no bool, which is 0 or 1"
                : WholeNumbers.refusal(from.getLong(i * Long.BYTES), kind == 'i');
    }
}
