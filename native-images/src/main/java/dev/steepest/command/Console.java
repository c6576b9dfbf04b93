package dev.steepest.command;

import dev.steepest.data.DataException;
import java.io.PrintStream;

/**
 * Standard output, which gets results and nothing else, and standard error, which gets one line for whatever went wrong: never a
 * stack trace, unless {@code STEEPEST_DEBUG} asks for it.
 */
record Console(PrintStream out, PrintStream err) {

    /** Tells what went wrong; returns the exit code. */
    int refuse(Throwable e) {
        say(explain(e));
        String debug = System.getenv("STEEPEST_DEBUG");
        if (debug != null && !debug.isEmpty() && !debug.equals("0")) {
            e.printStackTrace(err);
        }
        return Exit.REFUSED;
    }

    /** One line on standard error. */
    void say(String message) {
        err.println("steepest: " + shown(message.replaceAll("\\s*\\R\\s*", " ")));
        err.flush();
    }

    /**
     * Text of files and arguments as it is shown to people: a name must not move the cursor, turn the direction of writing or forge a line of its own.
     * Every line that may have such text in it passes through here; JSON and files have their own rules.
     */
    static String shown(String text) {
        if (text.codePoints().noneMatch(Console::acts)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (acts(c)) {
                shown.append(c > 0xFFFF ? "\\x{%x}".formatted(c) : "\\u%04x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static boolean acts(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static String explain(Throwable e) {
        if (e instanceof CommandException || e instanceof DataException) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof OutOfMemoryError error) {
            return Memory.explain(error);
        }
        return "unexpected: " + e + "; please report it, with what STEEPEST_DEBUG=1 in the environment prints";
    }
}
