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
        err.println("steepest: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
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
