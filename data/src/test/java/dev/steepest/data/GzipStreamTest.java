package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GzipStreamTest {

    /** Of "ab\n", with extra bytes (1, 2, 3), a name (n.txt), a comment (hi) and a checksum of the header, by RFC 1952. */
    private static final String ALL_FIELDS = "1f8b081e0000000000030300010203" + "6e2e74787400" + "686900" + "0000"
            + "4b4ce20200" + "3e984a01" + "03000000";

    @TempDir
    Path dir;

    static byte[] gzip(byte... content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(dir.resolve("f.gz"), bytes);
    }

    private byte[] read(byte[] bytes) throws IOException {
        try (GzipStream in = GzipStream.open(file(bytes))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1 << 16, 3_000_000})
    void contentComesBack(int length) throws IOException {
        byte[] random = new byte[length];
        new Random(length).nextBytes(random);
        assertArrayEquals(random, read(gzip(random)));
        byte[] zeros = new byte[length];
        assertArrayEquals(zeros, read(gzip(zeros)));
        try (GzipStream in = GzipStream.open(file(gzip(random)))) {
            for (int i = 0; i < Math.min(100, length); i++) {
                assertEquals(random[i] & 0xFF, in.read());
            }
        }
    }

    @Test
    void membersAreOneStream() throws IOException {
        byte[] members = concat(gzip((byte) 1, (byte) 2), gzip(), gzip((byte) 3));
        assertArrayEquals(new byte[] {1, 2, 3}, read(members));
        assertArrayEquals(new byte[] {1, 2, 3}, read(concat(members, new byte[100_000])));
    }

    @Test
    void allFieldsOfAHeaderAreSkipped() throws IOException {
        assertArrayEquals(new byte[] {'a', 'b', '\n'}, read(HexFormat.of().parseHex(ALL_FIELDS)));
    }

    /** A part of a file is never taken for the whole. */
    @Test
    void whereverItIsCut() throws IOException {
        byte[] first = gzip((byte) 1, (byte) 2);
        byte[] whole = concat(first, HexFormat.of().parseHex(ALL_FIELDS));
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == first.length) {
                assertArrayEquals(new byte[] {1, 2}, read(cut));
            } else {
                assertRefused(dir, "f.gz is cut short: it ends within its compressed content", () -> read(cut));
            }
        }
    }

    /** Some bits say nothing, that of the date for example. */
    @Test
    void aFlippedBitChangesNothingOrIsTold() throws IOException {
        byte[] content = new byte[300];
        new Random(1).nextBytes(content);
        byte[] whole = gzip(content);
        int told = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertArrayEquals(content, read(flipped), "bit " + bit);
            } catch (DataException e) {
                Refusal.assertOneLine(e);
                assertTrue(e.getMessage().startsWith(dir.resolve("f.gz") + " is "), e.getMessage());
                told++;
            }
        }
        assertTrue(told >= 8 * content.length, "told=" + told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | is no gzip file: it is empty",
                "612c620a | is no gzip file: it does not begin with the bytes 1f 8b 08",
                "1f8b0880000000000003 | is damaged: unknown flags=128 in a header",
                "1f8b08000000000000034b4ce202003e984a0103000000ff | is damaged: what follows a complete part is none",
                "1f8b08000000000000034b4ce202003e984a010300000000ff | is damaged: more behind the zeros at its end",
                "1f8b08000000000000034b4ce202003e984a0203000000 | is damaged: its checksum is not that of its content",
                "1f8b08000000000000034b4ce202003e984a0104000000 | is damaged: its length is not that of its content",
                "1f8b0800000000000003ff | is damaged: invalid block type",
            })
    void refusals(String bytes, String message) {
        assertRefused(dir, "f.gz " + message, () -> read(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void whatIsNotThere() {
        assertThrows(IOException.class, () -> GzipStream.open(dir.resolve("none.gz")));
    }
}
