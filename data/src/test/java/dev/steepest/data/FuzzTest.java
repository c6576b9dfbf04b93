package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.steepest.Loss;
import dev.steepest.Model;
import dev.steepest.Standardization;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are read or refused in one line, whatever the bytes, and cost no more memory than they are long. */
class FuzzTest {

    /** More of them: {@code -Dfuzz.cases=1000000 -Dfuzz.seed=1}. */
    private static final int CASES = Integer.getInteger("fuzz.cases", 7_000);

    private static final long SEED = Long.getLong("fuzz.seed", 8);
    private static final long MOST_BYTES = 4 << 20;

    private static final String[] WORDS = {
        "'",
        "\"",
        "\\",
        ",",
        ";",
        "\n",
        "\r",
        "\t",
        "(",
        ")",
        "[",
        "{",
        "}",
        "]",
        ":",
        "-",
        "9999999999",
        "1e999",
        "NaN",
        "True",
        "\u0000",
        "\uFEFF",
        "ß",
        "2147483648",
        "<f4",
        ">f8",
        "null",
        "\"theta\""
    };

    @TempDir
    Path directory;

    private interface Reader {
        void read(Path file, Arena arena);
    }

    @Test
    void npy() throws IOException {
        byte[] floats = NpyBytes.of(2, NpyBytes.header("<f4", true, "(3, 2)"), NpyBytes.floats(1, 2, 3, 4, 5, 6));
        byte[] doubles = NpyBytes.of(1, NpyBytes.header("<f8", false, "(3, 2)"), NpyBytes.doubles(1, 2, 3, 4, 5, 6));
        byte[] bytes = NpyBytes.of(1, NpyBytes.header("|u1", true, "(3, 2)"), new byte[] {1, 2, 3, 4, 5, 6});
        fuzz("x.npy", List.of(floats, doubles, bytes), (file, arena) -> Dataset.read(file, "1", arena));
    }

    @Test
    void npz() throws IOException {
        byte[] x = NpyBytes.of(1, NpyBytes.header("<f8", false, "(3, 2)"), NpyBytes.doubles(1, 2, 3, 4, 5, 6));
        byte[] y = NpyBytes.of(1, NpyBytes.header("<f4", true, "(3,)"), NpyBytes.floats(7, 8, 9));
        fuzz(
                "x.npz",
                List.of(NpzTest.archive(ZipEntry.STORED, x, y), NpzTest.archive(ZipEntry.DEFLATED, x, y)),
                (file, arena) -> Dataset.read(file, "y", arena));
    }

    @Test
    void arrow() throws IOException {
        fuzz(
                "x.arrow",
                List.of(ArrowTest.bytes("doubles.arrow"), ArrowTest.bytes("mixed.arrow")),
                (file, arena) -> Dataset.read(file, "y", arena));
    }

    @Test
    void libsvm() throws IOException {
        byte[] rows = "1 1:0.5 3:-2e3 # first\n-1 2:7\n+1\n".getBytes(StandardCharsets.UTF_8);
        fuzz("x.libsvm", List.of(rows), (file, arena) -> Dataset.read(file, "label", arena));
        fuzz("x.svm.gz", List.of(GzipStreamTest.gzip(rows)), (file, arena) -> Dataset.read(file, "label", arena));
    }

    @Test
    void csv() throws IOException {
        byte[] plain = "a,b,c\n1,2,3\n-4.5e3,5,6\n7,8,9\n".getBytes(StandardCharsets.UTF_8);
        byte[] quoted = "\uFEFF\"a\";\"b\"\r\n\"1\";2\r\n3;\"4\"\r\n".getBytes(StandardCharsets.UTF_8);
        fuzz("x.csv", List.of(plain, quoted), (file, arena) -> Dataset.read(file, "b", arena));
    }

    @Test
    void model() throws IOException {
        Path file = directory.resolve("m.json");
        Standardization scales = Standardization.of(new double[] {0, 4}, new double[] {1, 0.5});
        ModelFile.write(
                file,
                new StoredModel(
                        List.of("a", "b"), Model.of(1, 2.5, -3e-7), Loss.squared(), scales, Map.of("rows", "3")));
        byte[] version1 = Files.readAllBytes(Path.of("src/test/resources/dev/steepest/data/model-version1.json"));
        fuzz("m.json", List.of(Files.readAllBytes(file), version1), (damaged, arena) -> ModelFile.read(damaged));
    }

    /** With the checksum put right half of the time: else it alone would be tested. */
    @Test
    void checkpoint() throws IOException {
        Path file = directory.resolve("c");
        CheckpointFile.write(file, CheckpointFileTest.checkpoint(3));
        byte[] whole = Files.readAllBytes(file);
        byte[] version1 = Files.readAllBytes(Path.of("src/test/resources/dev/steepest/data/checkpoint-version1"));
        Random random = new Random(9);
        fuzz(
                "c",
                List.of(whole, version1),
                bytes -> random.nextBoolean() ? bytes : summed(bytes),
                (damaged, arena) -> CheckpointFile.read(damaged));
    }

    private static byte[] summed(byte[] bytes) {
        if (bytes.length < Integer.BYTES) {
            return bytes;
        }
        byte[] summed = bytes.clone();
        int end = bytes.length - Integer.BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, end);
        ByteBuffer.wrap(summed).putInt(end, (int) checksum.getValue());
        return summed;
    }

    private void fuzz(String name, List<byte[]> seeds, Reader reader) throws IOException {
        fuzz(name, seeds, bytes -> bytes, reader);
    }

    private void fuzz(String name, List<byte[]> seeds, UnaryOperator<byte[]> finish, Reader reader) throws IOException {
        Random random = new Random(SEED);
        Path file = directory.resolve(name);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int read = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] bytes = finish.apply(mutated(random, seeds.get(i % seeds.size())));
            // A new file each time: ext4 flushes one to the disk that was cut and written again.
            Files.deleteIfExists(file);
            Files.write(file, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            try (Arena arena = Arena.ofConfined()) {
                reader.read(file, arena);
                read++;
            } catch (DataException e) {
                Refusal.assertOneLine(e);
                assertTrue(e.getMessage().contains(name), e.getMessage());
            } catch (RuntimeException e) {
                throw new AssertionError("case " + i + ": " + Arrays.toString(bytes), e);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < MOST_BYTES, () -> "bytes allocated: " + allocated);
        }
        System.out.println(
                "fuzz " + name + ": seed " + SEED + ", " + CASES + " cases, " + read + " read, the others refused");
        assertTrue(read > 0 && read < CASES);
    }

    private static byte[] mutated(Random random, byte[] seed) {
        byte[] bytes = seed;
        for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
            bytes = mutatedOnce(random, bytes);
        }
        return bytes;
    }

    private static byte[] mutatedOnce(Random random, byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> replaced(bytes, from, to, new byte[0]);
            case 1 -> replaced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
            case 2 -> replaced(bytes, from, to, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
            case 3 -> replaced(bytes, from, Math.min(bytes.length, from + 1), new byte[] {(byte) random.nextInt()});
            default ->
                random.nextInt(10) == 0
                        ? Arrays.copyOf(bytes, from)
                        : replaced(
                                bytes,
                                from,
                                from,
                                "0123456789".substring(random.nextInt(10)).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }
}
