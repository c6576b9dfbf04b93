package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    private static final byte[] X =
            NpyBytes.of(1, NpyBytes.header("<f8", false, "(3, 2)"), NpyBytes.doubles(1, 2, 3, 4, 5, 6));
    private static final byte[] Y = NpyBytes.of(1, NpyBytes.header("<f4", false, "(3,)"), NpyBytes.floats(7, 8, 9));

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void theTargetNamesAnArrayOrAColumn(int method) throws IOException {
        String both = write("both.npz", archive(method, X, Y));
        String one = write("one.npz", archive(method, X));
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(both, "y", ReadOptions.DEFAULT, arena);
            assertEquals(List.of("x0", "x1"), read.features());
            assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, NpyFileTest.values(read.x()));
            assertArrayEquals(new double[] {7, 8, 9}, read.y().toArray());

            Dataset column = Dataset.read(one, "1", ReadOptions.DEFAULT, arena);
            assertArrayEquals(new double[][] {{1}, {3}, {5}}, NpyFileTest.values(column.x()));
            assertArrayEquals(new double[] {2, 4, 6}, column.y().toArray());

            try (Features features = Features.open(one, List.of("a", "b"), ReadOptions.DEFAULT, arena)) {
                features.next();
                assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, NpyFileTest.values(features.x()));
            }
        }
    }

    @Test
    void refusals() throws IOException {
        byte[] archive = archive(ZipEntry.DEFLATED, X, Y);
        String both = write("both.npz", archive);
        refused("both.npz has arrays=2 that may be X: 'x', 'y'; save one besides the target", both, "z");
        byte[] two = NpyBytes.of(1, NpyBytes.header("<f8", false, "(2,)"), NpyBytes.doubles(1, 2));
        refused("short.npz has rows=3 in 'x', 2 in 'y'", write("short.npz", archive(ZipEntry.STORED, X, two)), "y");
        refused(
                "cut.npz/x.npy is no NPY file: it does not begin with \\x93NUMPY",
                write("cut.npz", archive(ZipEntry.STORED, new byte[] {1, 2}, Y)),
                "y");
        refused("text.npz is no NPZ file: zip END header not found", write("text.npz", new byte[100]), "y");
    }

    /** What an archive claims is compared with what it has before memory is taken: a few hundred bytes must not take 4 GiB. */
    @Test
    void claimsAreNotBelieved() throws IOException {
        int length = X.length;
        int all = zip64(X, length, length).length;
        String archive = ", the archive has bytes=" + all;
        claims("it claims bytes=4294967295 from bytes=" + length, length, 4294967295L);
        claims("it claims packed bytes=4294967295" + archive, 4294967295L, 4294967295L);
        claims("it claims packed bytes=" + (all + 1) + archive, all + 1, all + 1);
        claims("it claims bytes=" + (length + 1) + " from bytes=" + length, length, length + 1);
        claims("it claims bytes=0 from bytes=0", 0, 0);
        claims("it claims packed bytes=9223372036854775807" + archive, Long.MAX_VALUE, Long.MAX_VALUE);
        refused("x.npz is no NPZ file: Invalid zip64 extra block size value", write("x.npz", zip64(X, -1, -1)), "1");
        Dataset read =
                Dataset.read(write("x.npz", zip64(X, X.length, X.length)), "1", ReadOptions.DEFAULT, Arena.ofAuto());
        assertArrayEquals(new double[][] {{1}, {3}, {5}}, NpyFileTest.values(read.x()));
        byte[] deflated = archive(ZipEntry.DEFLATED, X);
        ByteBuffer directory = ByteBuffer.wrap(deflated).order(ByteOrder.LITTLE_ENDIAN);
        int entry = directory.getInt(deflated.length - 6);
        int packed = directory.getInt(entry + 20);
        long most = (packed + 1) * 1032L;
        directory.putInt(entry + 24, (int) most);
        refused(
                "x.npz is damaged: 'x': it claims bytes=" + most + " from bytes=" + packed,
                write("x.npz", deflated),
                "1");
        directory.putInt(entry + 24, X.length - 1);
        refused("x.npz is damaged: 'x': it goes on behind its bytes=" + (X.length - 1), write("x.npz", deflated), "1");
    }

    private void claims(String message, long packed, long size) throws IOException {
        refused("x.npz is damaged: 'x': " + message, write("x.npz", zip64(X, packed, size)), "1");
    }

    /** An archive of x, not packed, whose directory has sizes of 64 bits. */
    private static byte[] zip64(byte[] array, long packed, long size) {
        byte[] name = "x.npy".getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(array);
        int local = 30 + name.length + array.length;
        int directory = 46 + name.length + 20;
        ByteBuffer zip = ByteBuffer.allocate(local + directory + 22).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50).putShort((short) 45).put(new byte[8]);
        zip.putInt((int) checksum.getValue()).putInt(array.length).putInt(array.length);
        zip.putShort((short) name.length).putShort((short) 0).put(name).put(array);
        zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).put(new byte[8]);
        zip.putInt((int) checksum.getValue()).putInt(-1).putInt(-1);
        zip.putShort((short) name.length).putShort((short) 20).put(new byte[14]).put(name);
        zip.putShort((short) 1).putShort((short) 16).putLong(size).putLong(packed);
        zip.putInt(0x06054b50).put(new byte[4]).putShort((short) 1).putShort((short) 1);
        return zip.putInt(directory).putInt(local).putShort((short) 0).array();
    }

    @Test
    void checksumsAreVerified() throws IOException {
        byte[] flipped = archive(ZipEntry.STORED, X, Y);
        flipped[30 + "x.npy".length() + X.length - 1] ^= 1;
        refused("x.npz is damaged: 'x': its checksum is not that of its content", write("x.npz", flipped), "y");
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void aFlippedBitChangesNothingOrIsTold(int method) throws IOException {
        byte[] archive = archive(method, X, Y);
        int told = 0;
        for (int bit = 0; bit < 8 * archive.length; bit++) {
            byte[] flipped = archive.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String file = write("x.npz", flipped);
            try (Arena arena = Arena.ofConfined()) {
                Dataset read = Dataset.read(file, "y", ReadOptions.DEFAULT, arena);
                assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, NpyFileTest.values(read.x()), "bit " + bit);
                assertArrayEquals(new double[] {7, 8, 9}, read.y().toArray(), "bit " + bit);
            } catch (DataException e) {
                Refusal.assertOneLine(e);
                told++;
            }
        }
        assertTrue(told > 8 * 2 * 48, "told=" + told);
    }

    /** ZIP allows it; which of them would be meant? */
    @Test
    void twoOfOneNameAreRefused() throws IOException {
        byte[] archive = archive(ZipEntry.STORED, X, Y);
        for (int i = 0; i + 5 <= archive.length; i++) {
            if (new String(archive, i, 5, StandardCharsets.ISO_8859_1).equals("y.npy")) {
                archive[i] = 'x';
            }
        }
        refused("x.npz is damaged: 'x': it is there twice", write("x.npz", archive), "y");
    }

    private void refused(String message, String data, String target) {
        try (Arena arena = Arena.ofConfined()) {
            assertRefused(dir, message, () -> Dataset.read(data, target, ReadOptions.DEFAULT, arena));
        }
    }

    private String write(String name, byte[] bytes) throws IOException {
        return Files.write(dir.resolve(name), bytes).toString();
    }

    /** As numpy.savez and savez_compressed have them, with arrays x and y. */
    static byte[] archive(int method, byte[]... arrays) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int k = 0; k < arrays.length; k++) {
                ZipEntry entry = new ZipEntry((k == 0 ? "x" : "y") + ".npy");
                CRC32 check = new CRC32();
                check.update(arrays[k]);
                entry.setMethod(method);
                entry.setSize(arrays[k].length);
                entry.setCrc(check.getValue());
                zip.putNextEntry(entry);
                zip.write(arrays[k]);
            }
        }
        return bytes.toByteArray();
    }
}
