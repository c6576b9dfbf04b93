package dev.steepest.command;

import dev.steepest.Epoch;
import dev.steepest.Observer;
import java.io.PrintStream;

/** Epoch and cost on one line of a terminal, rewritten at most ten times a second. */
final class ProgressLine implements Observer {

    private static final long INTERVAL_NANOS = 100_000_000;

    private final PrintStream terminal;
    private final long maxEpochs;
    private long shown = System.nanoTime();
    private int width;

    ProgressLine(PrintStream terminal, long maxEpochs) {
        this.terminal = terminal;
        this.maxEpochs = maxEpochs;
    }

    @Override
    public boolean epoch(Epoch epoch) {
        long now = System.nanoTime();
        if (now - shown >= INTERVAL_NANOS) {
            shown = now;
            rewrite("epoch " + epoch.number() + " of at most " + maxEpochs + ", cost " + epoch.cost());
        }
        return true;
    }

    /** Leaves an empty line to whoever writes next. */
    void erase() {
        if (width > 0) {
            rewrite("");
            terminal.print('\r');
            terminal.flush();
        }
    }

    private void rewrite(String line) {
        terminal.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        terminal.flush();
        width = line.length();
    }
}
