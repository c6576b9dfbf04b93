package dev.steepest.command;

/** What the command's exit codes mean. */
final class Exit {

    static final int DONE = 0;

    /** Usage or bad input: one line on standard error says what to do. */
    static final int REFUSED = 2;

    static final int DIVERGED = 3;

    /** As shells have it for SIGINT. The JVM itself ends with it, and with 143 for SIGTERM. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
