package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Steepest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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
    @ValueSource(strings = {"fit", "predict", "evaluate", "export", "info"})
    void everyCommandHasExamples(String command) {
        Run run = Run.of(command, "--help");

        assertEquals(Exit.DONE, run.code());
        assertEquals("", run.err());
        assertTrue(run.out().contains("\n  steepest " + command), run.out());
        assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    }

    @Test
    @Tag("jvm") // it asks the command's own description
    void everyOptionOfFitIsInATableOfTheGuide() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "guide", "options.md")).stream()
                .filter(line -> line.startsWith("| `--"))
                .toList();
        for (String option : optionsOfFit()) {
            assertTrue(rows.stream().anyMatch(row -> row.matches(".*[` ]" + option + "[ `].*")), option);
        }
    }

    /** But for --help and --version, which every command has. */
    static List<String> optionsOfFit() {
        return Main.commandLine(new Console(System.out, System.err))
                .getSubcommands()
                .get("fit")
                .getCommandSpec()
                .options()
                .stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName)
                .toList();
    }

    /** Read by the shell it is for. */
    @Test
    @Tag("jvm") // the command on a JVM writes it, for both
    void completion() throws Exception {
        Run run = Run.of("generate-completion");

        assertEquals(Exit.DONE, run.code());
        assertTrue(run.out().contains("--drop-null"), run.out());
        Process bash = new ProcessBuilder("bash", "-c", "source /dev/stdin; complete -p steepest").start();
        bash.getOutputStream().write(run.out().getBytes(StandardCharsets.UTF_8));
        bash.getOutputStream().close();
        String completes = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor());
        assertTrue(completes.contains("-F _complete_steepest"), completes);
    }

    /** Made by the build before the tests. */
    @Test
    @Tag("jvm") // the pages are the same for both
    void everyCommandHasAManPageWithAllItsOptions() throws IOException {
        int options = 0;
        for (CommandSpec command : ManPages.commands()) {
            if (command.usageMessage().hidden()) {
                continue;
            }
            Path page = Path.of("target", "images", "share", "man", "man1", command.qualifiedName("-") + ".1");
            String text = Files.readString(page).replace("\\-", "-").replace("\\*(Aq", "'");
            assertTrue(text.contains(".TH"), text);
            assertEquals(command.usageMessage().footer().length > 0, text.contains(".SH \"NOTES"), text);
            assertFalse(
                    text.matches("(?s).*\\d{4}-\\d{2}-\\d{2}.*"),
                    page + " has a date: builds would differ from day to day");
            for (String note : command.usageMessage().footer()) {
                assertTrue(
                        note.isBlank() || text.lines().anyMatch(note.strip()::equals),
                        page + " lacks the line " + note);
            }
            for (OptionSpec option : command.options()) {
                String name =
                        option.negatable() ? option.longestName().replaceFirst("^--", "--[no-]") : option.longestName();
                assertTrue(text.contains(name), page + " lacks " + name);
                options++;
            }
        }
        assertTrue(options > 50, "options=" + options);
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
