package dev.steepest.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From {@link #heeded} to {@link #over}, SIGINT and SIGTERM interrupt the thread that called these, and the JVM waits: long enough to write
 * what the fit has reached. It then ends by itself, with the signal's status.
 */
final class Interruption {

    /** For writing to slow disks; a write that hangs must not keep the process for ever. */
    private static final long PATIENCE_SECONDS = 60;

    private final Thread fitting = Thread.currentThread();
    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "steepest-interruption");

    private Interruption() {}

    static Interruption heeded() {
        Interruption interruption = new Interruption();
        try {
            Runtime.getRuntime().addShutdownHook(interruption.hook);
        } catch (IllegalStateException e) {
            // The signal came first; the JVM is ending already.
            interruption.fitting.interrupt();
        }
        return interruption;
    }

    private void interrupt() {
        fitting.interrupt();
        try {
            written.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is written: the JVM may end. */
    void over() {
        written.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook has just been let go.
        }
    }
}
