package dev.steepest.data;

import java.io.Reader;

/** Bytes of ASCII as characters, without a buffer of its own, one array after the other. */
final class AsciiReader extends Reader {

    private byte[] bytes = {};
    private int length;
    private int next;

    /** Goes on with these bytes, whatever was before. */
    void reset(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        this.next = 0;
    }

    @Override
    public int read(char[] to, int offset, int most) {
        int count = Math.min(most, length - next);
        for (int i = 0; i < count; i++) {
            to[offset + i] = (char) bytes[next + i];
        }
        next += count;
        return count == 0 && most > 0 ? -1 : count;
    }

    @Override
    public void close() {}
}
