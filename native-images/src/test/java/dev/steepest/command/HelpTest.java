package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Steepest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

    @Test
    void withoutArgumentsTheThreeMostCommonUses() {
        Run run = Run.of();

        assertEquals(Exit.DONE, run.code());
        assertEquals(
                3,
                run.out()
                        .lines()
                        .filter(line -> line.startsWith("steepest ") && !line.contains("--help"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fit", "predict", "info"})
    void everyCommandHasExamples(String command) {
        Run run = Run.of(command, "--help");

        assertEquals(Exit.DONE, run.code());
        assertEquals("", run.err());
        assertTrue(run.out().contains("\n  steepest " + command), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    }

    @Test
    void version() {
        Run run = Run.of("--version");

        assertEquals("steepest " + Version.current() + "\n", run.out());
    }

    @Test
    @Tag("jvm") // it asks the kernel of this JVM
    void infoDescribesTheKernel() {
        Run run = Run.of("info");

        assertEquals(Exit.DONE, run.code());
        assertTrue(run.out().contains(Steepest.describe() + "\n"), run.out());
        assertTrue(run.out().contains("home=" + System.getProperty("java.home") + "\n"), run.out());
    }
}
