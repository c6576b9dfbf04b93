package dev.steepest.data;

import java.io.Reader;

/** Bytes of ASCII as characters, without a buffer of its own: there is one of these for every part of a file. */
final class AsciiReader extends Reader {

    private final byte[] bytes;
    private final int length;
    private int next;

    AsciiReader(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
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
