package dev.steepest.command;

import dev.steepest.Steepest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether the CPU has wider vectors than a native image, whose width was fixed when it was built. */
final class WiderCpu {

    private static final Path CPUS = Path.of("/proc/cpuinfo");

    /** Those of x86-64-v4. */
    private static final List<String> AVX512 = List.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");

    private WiderCpu() {}

    /** What to say about it; nothing in a JVM, which takes what there is, and where the system does not tell. */
    static Optional<String> advice() {
        boolean narrow = System.getProperty("org.graalvm.nativeimage.imagecode") != null
                && Steepest.kernel().equals("vector-256");
        return narrow && hasAvx512()
                ? Optional.of(
                        "this CPU has vectors of 512 bits, this native image uses 256: an image built with -Pnative,avx512"
                                + " is faster")
                : Optional.empty();
    }

    private static boolean hasAvx512() {
        try (Stream<String> lines = Files.lines(CPUS)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Arrays.asList(line.split("\\s+")).containsAll(AVX512))
                    .orElse(false);
        } catch (IOException e) {
            return false;
        }
    }
}
