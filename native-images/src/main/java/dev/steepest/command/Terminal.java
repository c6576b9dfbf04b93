package dev.steepest.command;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether standard error is a terminal, a question that Java has no answer to. */
final class Terminal {

    /** Set by the launcher script, which puts a pipe before the terminal. */
    private static final String PROPERTY = "steepest.terminal";

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * As the launcher says; else on Linux by the name of the device; else whether standard input and output both are terminals, which is
     * all that {@link Console} knows.
     */
    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, whose default console is the built-in one
    static boolean isStandardError() {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        if (Files.isSymbolicLink(STANDARD_ERROR)) {
            return isTerminal(STANDARD_ERROR);
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static boolean isTerminal(Path link) {
        try {
            String device = Files.readSymbolicLink(link).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
