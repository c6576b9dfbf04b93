package dev.steepest.command;

import dev.steepest.Epoch;
import dev.steepest.Observer;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A line of CSV for every epoch, written as the fit goes on and flushed now and then, so that it can be followed. A full disk ends the
 * trace, not the fit: {@link #finish} tells.
 */
final class Trace implements Observer, AutoCloseable {

    private static final long FLUSH_NANOS = 500_000_000;

    private final Path file;
    private final Writer out;
    private final long start = System.nanoTime();
    private long flushed = start - FLUSH_NANOS;
    private @Nullable IOException failure;

    private Trace(Path file, Writer out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Opens the file.
     *
     * @param appends whether lines that are there stay: a fit that goes on repeats those of the epochs since the last checkpoint
     */
    static Trace open(Path file, boolean appends) {
        try {
            boolean isNew = !appends || !hasLines(file);
            // Not a file channel: it would refuse an interrupted thread.
            Writer out = new BufferedWriter(
                    new OutputStreamWriter(new FileOutputStream(file.toFile(), appends), StandardCharsets.US_ASCII),
                    1 << 16);
            if (isNew) {
                out.write("epoch,cost,gradientNorm,seconds,learningRate,validationCost\n");
            }
            return new Trace(file, out);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Cuts off what is no whole line: the fit was killed as it wrote it. */
    private static boolean hasLines(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Files.exists(file);
        }
        try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw")) {
            long end = lines.length();
            boolean whole = false;
            while (end > 0 && !whole) {
                lines.seek(end - 1);
                whole = lines.read() == '\n';
                end -= whole ? 0 : 1;
            }
            lines.setLength(end);
            return end > 0;
        }
    }

    @Override
    public boolean epoch(Epoch epoch) {
        if (failure == null) {
            try {
                write(epoch);
            } catch (IOException e) {
                failure = e;
            }
        }
        return true;
    }

    private void write(Epoch epoch) throws IOException {
        long now = System.nanoTime();
        out.write(epoch.number() + "," + epoch.cost() + "," + epoch.gradientNorm() + "," + (now - start) / 1e9 + ","
                + epoch.learningRate() + "," + epoch.validationCost() + "\n");
        if (now - flushed >= FLUSH_NANOS) {
            out.flush();
            flushed = now;
        }
    }

    /**
     * Writes what is still buffered.
     *
     * @throws CommandException if that or anything before it failed
     */
    void finish() {
        close();
        if (failure != null) {
            throw unwritable(file, failure);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
    }

    private static CommandException unwritable(Path file, IOException e) {
        return new CommandException("--trace=" + file + " cannot be written: " + e.getMessage(), e);
    }
}
