package dev.steepest.command;

import dev.steepest.Epoch;
import dev.steepest.Observer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Epoch, cost, speed and time left on one line of a terminal, rewritten at most ten times a second. */
final class ProgressLine implements Observer {

    private static final long INTERVAL_NANOS = 100_000_000;

    private final PrintStream terminal;
    private final long maxEpochs;
    private final LongSupplier nanoTime;
    private final long start;
    private long first = -1;
    private long shown;
    private int width;

    ProgressLine(PrintStream terminal, long maxEpochs) {
        this(terminal, maxEpochs, System::nanoTime);
    }

    ProgressLine(PrintStream terminal, long maxEpochs, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.maxEpochs = maxEpochs;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.shown = start;
    }

    @Override
    public boolean epoch(Epoch epoch) {
        first = first < 0 ? epoch.number() : first;
        long now = nanoTime.getAsLong();
        if (now - shown >= INTERVAL_NANOS) {
            shown = now;
            rewrite("epoch " + epoch.number() + " of at most " + maxEpochs
                    + String.format(Locale.ROOT, ", cost %.7g", epoch.cost())
                    + speed(epoch.number(), (now - start) / 1e9));
        }
        return true;
    }

    private String speed(long epoch, double seconds) {
        if (epoch == first) {
            return "";
        }
        double speed = (epoch - first) / seconds;
        String left = duration((long) Math.min((maxEpochs - epoch) / speed, Long.MAX_VALUE));
        return String.format(Locale.ROOT, speed < 100 ? ", %.3g epochs/s" : ", %.0f epochs/s", speed) + ", at most "
                + left + " left";
    }

    private static String duration(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        if (left.toDays() > 0) {
            return left.toDays() + " d " + left.toHoursPart() + " h";
        }
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0 ? left.toMinutes() + " min " + left.toSecondsPart() + " s" : seconds + " s";
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
