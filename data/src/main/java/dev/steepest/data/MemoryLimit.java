package dev.steepest.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query may take: half of the memory that the machine has left, or the container if that has less; the other half is
 * for all else. Linux tells; elsewhere DuckDB's own limit, 80 % of the machine's memory, stays.
 */
final class MemoryLimit {

    private static final int SHARE = 2;
    private static final long LEAST = 64L << 20;
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");
    private static final Pattern INACTIVE = Pattern.compile("(?m)^(?:total_)?inactive_file (\\d+)$");

    private final Path root;

    /** @param root of the files that the kernel shows its figures in */
    MemoryLimit(Path root) {
        this.root = root;
    }

    static MemoryLimit ofThisMachine() {
        return new MemoryLimit(Path.of("/"));
    }

    /**
     * In bytes.
     *
     * @param reserved what will be taken from what is left now
     */
    OptionalLong bytes(long reserved) {
        OptionalLong available = available();
        return available.isEmpty()
                ? available
                : OptionalLong.of(Math.max(LEAST, (available.getAsLong() - reserved) / SHARE));
    }

    private OptionalLong available() {
        Matcher machine = AVAILABLE.matcher(text(root.resolve("proc/meminfo")));
        if (!machine.find()) {
            return OptionalLong.empty();
        }
        long available = Long.parseLong(machine.group(1)) << 10;
        for (String line : text(root.resolve("proc/self/cgroup")).lines().toList()) {
            String[] group = line.split(":", 3);
            if (group.length == 3 && group[1].isEmpty()) {
                available = Math.min(available, left("sys/fs/cgroup", group[2], "memory.max", "memory.current"));
            } else if (group.length == 3 && group[1].equals("memory")) {
                available = Math.min(
                        available,
                        left("sys/fs/cgroup/memory", group[2], "memory.limit_in_bytes", "memory.usage_in_bytes"));
            }
        }
        return OptionalLong.of(available);
    }

    /** The least of a group and of those it is in; a container sees its own as the first. */
    private long left(String mount, String group, String limit, String use) {
        Path top = root.resolve(mount);
        Path directory = top.resolve(group.replaceFirst("^/+", "")).normalize();
        long least = Long.MAX_VALUE;
        for (Path at = directory.startsWith(top) ? directory : top;
                at != null && at.startsWith(top);
                at = at.getParent()) {
            long most = number(at.resolve(limit));
            if (most < Long.MAX_VALUE) {
                Matcher cache = INACTIVE.matcher(text(at.resolve("memory.stat")));
                long given = cache.find() ? Long.parseLong(cache.group(1)) : 0;
                long used = number(at.resolve(use));
                least = Math.min(least, used == Long.MAX_VALUE ? most : Math.max(0, most - used + given));
            }
        }
        return least;
    }

    /** "max", and what is not there, is no limit. */
    private static long number(Path file) {
        String text = text(file).strip();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
