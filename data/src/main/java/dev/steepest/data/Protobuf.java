package dev.steepest.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in the wire format of Protocol Buffers, field after field: a key, (number · 8 + wire type), and a varint or
 * bytes with their length before them (protobuf.dev, Encoding).
 */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Protobuf number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    Protobuf bytes(int field, byte[] value) {
        varint((long) field << 3 | LENGTH);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.bytes.toByteArray());
    }

    /** Seven bits a byte, the lowest first; the eighth tells that more follow. */
    private void varint(long value) {
        for (long rest = value; ; rest >>>= 7) {
            if (rest >>> 7 == 0) {
                bytes.write((int) rest);
                return;
            }
            bytes.write((int) ((rest & 0x7F) | 0x80));
        }
    }

    void writeTo(OutputStream out) throws IOException {
        bytes.writeTo(out);
    }
}
