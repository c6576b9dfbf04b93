package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
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
