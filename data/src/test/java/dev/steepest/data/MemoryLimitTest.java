package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half of what is left. */
class MemoryLimitTest {

    private static final long GB = 1L << 30;

    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void ofTheMachine() throws IOException {
        assertEquals(OptionalLong.empty(), new MemoryLimit(root).bytes(0));
        file("proc/meminfo", "MemTotal:       33554432 kB\nMemAvailable:   16777216 kB\n");

        assertEquals(OptionalLong.of(8 * GB), new MemoryLimit(root).bytes(0));
        assertEquals(OptionalLong.of(5 * GB), new MemoryLimit(root).bytes(6 * GB));
        assertEquals(OptionalLong.of(64 << 20), new MemoryLimit(root).bytes(99 * GB));
    }

    @Test
    void ofTheContainer() throws IOException {
        file("proc/meminfo", "MemAvailable:   16777216 kB\n");
        file("proc/self/cgroup", "0::/a/b\n");
        file("sys/fs/cgroup/a/b/memory.max", "max\n");
        file("sys/fs/cgroup/a/memory.max", Long.toString(4 * GB));
        file("sys/fs/cgroup/a/memory.current", Long.toString(3 * GB));
        file("sys/fs/cgroup/a/memory.stat", "anon 5\ninactive_file " + GB + "\n");

        assertEquals(OptionalLong.of(GB), new MemoryLimit(root).bytes(0));

        file("proc/self/cgroup", "4:memory:/docker/x\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", Long.toString(2 * GB));
        file("sys/fs/cgroup/memory/memory.usage_in_bytes", Long.toString(GB));
        assertEquals(OptionalLong.of(GB / 2), new MemoryLimit(root).bytes(0));
    }

    @Test
    void aQueryOverItEndsWithASentence() {
        try (Database database =
                Database.open(Source.of("SELECT i AS a, i AS y FROM range(10000000) AS t(i) ORDER BY hash(i)"))) {
            database.limitMemory(Long.MAX_VALUE / 4); // which leaves the least

            assertRefused(
                    root,
                    "the query needs more memory than it may take, half of what the machine has left beside the data: sort, group or"
                            + " join less at a time",
                    () -> database.strings("SELECT a FROM " + Database.VIEW + " LIMIT 9000000"));
            assertTrue(database.numbers("SELECT 1", 1)[0] == 1);
        }
    }
}
