package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A system that gives some threads and refuses the next: a JVM of its own whose addresses end before 39 stacks of 1 GB do. That limit, unlike
 * one of processes, binds the superuser, too.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedThreadsTest {

    @Test
    void thoseThatWereGivenEnd() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        "ulimit -v 24000000; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xss1g",
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:CompressedClassSpaceSize=16m",
                        "-XX:ReservedCodeCacheSize=32m",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fits.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), said);
        // After 2: the caller, and at least one that was given.
        String refused =
                "(?s).*threads=39 are more than the system gives: it refused the one after ([2-9]|[12][0-9]); ask for fewer.*";
        assertTrue(said.matches(refused), said);
        assertTrue(said.endsWith("fitted by 2\n"), said);
    }

    static final class Fits {

        private Fits() {}

        public static void main(String[] args) throws InterruptedException {
            try (Arena arena = Arena.ofShared()) {
                Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
                Vector y = Vector.of(arena, 2, 5, 9);
                try {
                    System.out.println(GradientDescent.batch().threads(39).fit(x, y));
                } catch (IllegalArgumentException e) {
                    System.out.println(e.getMessage());
                }
                // One that is not ended keeps this waiting.
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().startsWith("steepest-")) {
                        thread.join();
                    }
                }
                System.out.println("fitted by "
                        + GradientDescent.batch().threads(2).fit(x, y).threads());
            }
        }
    }
}
