package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.steepest.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private static final Path VERSION_1 = Path.of("src/test/resources/dev/steepest/data/checkpoint-version1");

    @TempDir
    Path directory;

    static Checkpoint checkpoint(int costs) {
        Map<String, long[]> state = new LinkedHashMap<>();
        state.put("epoch", new long[] {7});
        state.put("at.theta", new long[] {Double.doubleToRawLongBits(-0.0), -1, Long.MIN_VALUE});
        state.put("costs", new Random(costs).longs(costs).toArray());
        state.put("none", new long[0]);
        return Checkpoint.of("method=batch größe", "rows=3 features=2 x=1 y=2", state);
    }

    private static void assertSame(Checkpoint expected, Checkpoint actual) {
        assertEquals(expected.descent(), actual.descent());
        assertEquals(expected.data(), actual.data());
        assertEquals(
                List.copyOf(expected.state().keySet()),
                List.copyOf(actual.state().keySet()));
        expected.state()
                .forEach((name, numbers) ->
                        assertArrayEquals(numbers, actual.state().get(name), name));
        assertEquals(7, actual.epoch());
    }

    @Test
    void everyBitIsKept() {
        Path file = directory.resolve("c");
        for (int costs : new int[] {0, 1, 8191, 8192, 8193, 100_000}) {
            CheckpointFile.write(file, checkpoint(costs));
            assertSame(checkpoint(costs), CheckpointFile.read(file));
        }
    }

    @Test
    void theFormIsFixed() throws IOException {
        Path file = directory.resolve("c");
        CheckpointFile.write(file, checkpoint(3));
        assertArrayEquals(Files.readAllBytes(VERSION_1), Files.readAllBytes(file));
        assertSame(checkpoint(3), CheckpointFile.read(VERSION_1));
    }

    @Test
    void everyDamageIsFound() throws IOException {
        byte[] whole = Files.readAllBytes(VERSION_1);
        Path file = directory.resolve("c");
        for (int at = 0; at < whole.length; at++) {
            Files.write(file, Arrays.copyOf(whole, at));
            Refusal.assertOneLine(assertThrows(DataException.class, () -> CheckpointFile.read(file)));
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file, damaged);
                Refusal.assertOneLine(assertThrows(DataException.class, () -> CheckpointFile.read(file)));
            }
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThrows(DataException.class, () -> CheckpointFile.read(file));
    }

    @Test
    void reasonsAreTold() throws IOException {
        byte[] whole = Files.readAllBytes(VERSION_1);
        refused("c is no checkpoint: it does not begin with 'steepest-checkpoint'", new byte[] {1, 2, 3});
        refused("c is no checkpoint: it ends too soon", Arrays.copyOf(whole, 60));
        byte[] newer = whole.clone();
        newer[22] = 2;
        refused("c is a checkpoint of version=2, this Steepest reads version=1", newer);
        byte[] damaged = whole.clone();
        damaged[whole.length - 1]++;
        refused("c is no checkpoint: its checksum is not that of its content: it is damaged", damaged);
        assertRefused(
                directory,
                "cannot read none: there is no such file",
                () -> CheckpointFile.read(directory.resolve("none")));
    }

    private void refused(String message, byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve("c"), bytes);
        assertRefused(directory, message, () -> CheckpointFile.read(file));
    }
}
