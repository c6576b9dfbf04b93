package dev.steepest.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;

/** A CSV file as characters: UTF-8, without a byte order mark. */
final class CsvText {

    private static final int HEADER = 8192;
    private static final int WINDOW = 1 << 14;

    /** Bytes whose lines one thread counts. */
    private static final long RANGE = 1 << 24;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LFS = 0x0A0A0A0A0A0A0A0AL;
    private static final long CRS = 0x0D0D0D0D0D0D0D0DL;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
    private static final char MARK = '\uFEFF';

    private CsvText() {}

    /**
     * Opens the text at this byte. Malformed bytes end as an IOException and not as the replacement character, which would
     * change names in silence.
     */
    static PushbackReader open(CsvInput input, long offset) throws IOException {
        InputStream in = input.at(offset);
        PushbackReader text = new PushbackReader(
                new InputStreamReader(
                        in, StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)),
                HEADER);
        try {
            int first = offset == 0 ? text.read() : -1;
            if (first >= 0 && first != MARK) {
                text.unread(first);
            }
            return text;
        } catch (IOException e) {
            text.close();
            throw e;
        }
    }

    /** Comma, unless the header has none but has semicolons or tabs, or commas are decimal and it has one of these. */
    static char separator(PushbackReader text, char decimal) throws IOException {
        char[] window = new char[HEADER];
        int length = fill(text, window);
        text.unread(window, 0, length);
        boolean started = false;
        boolean quoted = false;
        boolean comma = false;
        boolean semicolon = false;
        boolean tab = false;
        for (int i = 0; i < length; i++) {
            char c = window[i];
            quoted ^= c == '"';
            boolean end = c == '\n' || c == '\r';
            if (!quoted && started && end) {
                break;
            }
            started |= !end;
            comma |= !quoted && c == ',';
            semicolon |= !quoted && c == ';';
            tab |= !quoted && c == '\t';
        }
        return comma && decimal != ',' ? ',' : semicolon ? ';' : tab ? '\t' : ',';
    }

    private static int fill(Reader text, char[] window) throws IOException {
        int length = 0;
        while (length < window.length) {
            int count = text.read(window, length, window.length - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return length;
    }

    /**
     * How many lines the file can have, however its fields are quoted: LF, CR and CRLF end one, so does the end of the
     * file.
     */
    static long lines(Path file) throws IOException {
        return lines(file, RANGE);
    }

    static long lines(Path file, long bytes) throws IOException {
        long size = Files.size(file);
        try {
            if (size < bytes) { // by far the most files, whose start threads would cost 3 ms
                return 1 + ends(file, 0, size);
            }
            return 1
                    + LongStream.rangeClosed(0, size / bytes)
                            .parallel()
                            .map(range -> ends(file, range * bytes, Math.min(size, (range + 1) * bytes)))
                            .sum();
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    /** How many lines end in this range of bytes. */
    private static long ends(Path file, long begin, long end) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, begin - 1));
            byte last = begin > 0 ? (byte) in.read() : 0;
            return ends(in, last, end - begin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many lines end in the next bytes, at most so many, behind this one. */
    static long ends(InputStream in, byte before, long bytes) throws IOException {
        byte[] buffer = new byte[WINDOW];
        byte last = before;
        long ends = 0;
        long left = bytes;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(WINDOW, left));
            if (count < 0) {
                break;
            }
            ends += ends(buffer, count, last);
            last = buffer[count - 1];
            left -= count;
        }
        return ends;
    }

    /** How many lines these bytes are, if they begin with one. */
    static long lines(byte[] bytes, int count) {
        byte last = count == 0 ? (byte) '\n' : bytes[count - 1];
        return ends(bytes, count, (byte) 0) + (last == '\n' || last == '\r' ? 0 : 1);
    }

    /** How many lines end in this text. */
    static long lineEnds(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ends(bytes, bytes.length, (byte) 0);
    }

    /** Where the line begins that has so many before it. */
    static CsvPlace behind(CsvInput input, long lines) throws IOException {
        long offset = 0;
        try (InputStream in = new BufferedInputStream(input.at(0))) {
            int b = in.read();
            for (long left = lines; left > 0 && b >= 0; offset++) {
                int next = in.read();
                left -= b == '\n' || (b == '\r' && next != '\n') ? 1 : 0;
                b = next;
            }
        }
        return new CsvPlace(offset, lines);
    }

    /** How many bytes are in lines that end with LF. */
    static int behindLastLine(byte[] bytes, int count) {
        int end = count;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Whether these bytes are ASCII without quotes, eight at a time. */
    static boolean isPlain(byte[] bytes, int count) {
        int i = 0;
        for (; i + Long.BYTES <= count; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            if (((eight & HIGH_BITS) | equal(eight, QUOTES)) != 0) {
                return false;
            }
        }
        for (; i < count; i++) {
            if (bytes[i] < 0 || bytes[i] == '"') {
                return false;
            }
        }
        return true;
    }

    /** Eight bytes at a time, as long as no CR is among them. */
    private static long ends(byte[] buffer, int count, byte before) {
        long ends = 0;
        byte last = before;
        int i = 0;
        while (i < count) {
            long eight = i + Long.BYTES <= count && last != '\r' ? (long) EIGHT.get(buffer, i) : CRS;
            if (equal(eight, CRS) == 0) {
                ends += Long.bitCount(equal(eight, LFS));
                i += Long.BYTES;
                last = 0;
            } else {
                byte b = buffer[i++];
                ends += b == '\r' || (b == '\n' && last != '\r') ? 1 : 0;
                last = b;
            }
        }
        return ends;
    }

    /** The highest bit of every byte that is the same in both. */
    private static long equal(long a, long b) {
        long different = a ^ b;
        return ~(((different & LOW_BITS) + LOW_BITS) | different | LOW_BITS);
    }
}
