package dev.steepest.command;

import com.sun.management.OperatingSystemMXBean;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** What to say when memory runs out. */
final class Memory {

    private static final String MORE_HEAP = "give Java more with STEEPEST_JAVA_OPTS=-Xmx4g, for example";
    private static final String LESS_DATA = "use fewer rows, or a machine with more memory";

    private static final long SMALL = 1L << 28;

    /** Files that are read without a look at the memory, which takes 30 ms. */
    private static final long SMALL_FILE = 1L << 26;

    /** Of the memory that is available: a file that is read, its copy in the layout of the fit, and as much for all else. */
    private static final int COMFORTABLE = 4;

    private Memory() {}

    /**
     * Whether the machine, or the container, has room for X and a copy. A mapped file may be larger than memory; a copy of it
     * may not. Small X is not worth the question, which takes 30 ms of a JVM's start.
     */
    static boolean holdsCopy(Matrix x, Storage copy, LongSupplier total) {
        long bytes = bytes(x, x.storage()) + bytes(x, copy);
        return bytes <= 2 * SMALL || bytes <= total.getAsLong();
    }

    /**
     * The most bytes of a file that are read and not mapped, when these are to be.
     *
     * <p>The system property {@code steepest.mapsAbove} overrides it: for tests and measurements.
     */
    static long mapsAbove(Optional<Path> data, Optional<Path> validation) {
        Long fixed = Long.getLong("steepest.mapsAbove");
        if (fixed != null) {
            return fixed;
        }
        boolean small = Stream.of(data, validation).flatMap(Optional::stream).allMatch(Memory::isSmall);
        return small ? SMALL_FILE : available() / COMFORTABLE;
    }

    private static boolean isSmall(Path file) {
        try {
            return Files.size(file) <= SMALL_FILE;
        } catch (IOException e) {
            return true; // What is not there is refused by who reads it.
        }
    }

    /** What the machine, or the container, has, and no other process uses. */
    private static long available() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .reduce(total(), Math::min);
        } catch (IOException | UncheckedIOException e) {
            return total(); // Not Linux.
        }
    }

    /** Refuses a copy that cannot fit: on a machine without a limit the system would end the process, without a word. */
    static void requireRoom(String reason, Matrix x, Storage copy, LongSupplier total) {
        long bytes = bytes(x, copy);
        if (bytes > SMALL && bytes > total.getAsLong()) {
            throw new CommandException(reason + " copies X: " + size(x, copy) + " exceed the machine's memory, bytes="
                    + total.getAsLong() + "; without it X is read from its file");
        }
    }

    private static long bytes(Matrix x, Storage storage) {
        return x.rows() * x.features() * storage.bytes();
    }

    private static String size(Matrix x, Storage storage) {
        return "rows=" + x.rows() + " × features=" + x.features() + " × " + storage.bytes() + " = bytes="
                + bytes(x, storage);
    }

    static long total() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** The values of X lie outside of Java's heap, where no option but the machine sets the limit. */
    static String explain(OutOfMemoryError e) {
        String reason = String.valueOf(e.getMessage());
        return "not enough memory (" + reason + "): " + (reason.contains("Unable to allocate") ? LESS_DATA : MORE_HEAP);
    }

    /** Of this size is every copy of X. */
    static CommandException notEnough(String what, Matrix x, Storage copy, OutOfMemoryError e) {
        return new CommandException(explain(e) + "; " + what + " " + size(x, copy) + " besides the data as read", e);
    }
}
