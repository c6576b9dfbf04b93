package dev.steepest.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file in their order, which several threads parse ahead, a part of some lines each. The first part that
 * is not {@linkplain CsvPart plain} is the end: it, and all behind it, is left to whoever reads line by line, so that there
 * is one set of rules, and of messages.
 */
final class CsvQueue<R extends CsvRows> implements AutoCloseable {

    private final InputStream in;
    private final ExecutorService workers;
    private final Queue<CsvPart<R>> idle = new ArrayDeque<>();
    private final Queue<Future<CsvPart<R>>> running = new ArrayDeque<>();
    private byte[] rest = {};
    private long end;
    private boolean isRead;
    private @Nullable CsvPart<R> taken;

    CsvQueue(CsvFile csv, CsvPlace begin, CsvColumns columns, CsvParts parts, IntFunction<R> factory)
            throws IOException {
        this.in = csv.input().at(begin.offset());
        this.end = begin.offset();
        for (int k = 0; k <= parts.threads(); k++) {
            idle.add(new CsvPart<>(csv, columns, parts.bytes(columns), factory));
        }
        this.workers = Executors.newFixedThreadPool(parts.threads(), CsvQueue::worker);
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "steepest-csv");
        thread.setDaemon(true);
        return thread;
    }

    /** The next part, until the call after this one; null at the end, or where a part is not plain. */
    @Nullable
    CsvPart<R> next() throws IOException {
        if (taken != null) {
            idle.add(taken);
            taken = null;
        }
        while (!idle.isEmpty() && !isRead) {
            CsvPart<R> part = idle.remove();
            rest = part.fill(end, rest, in);
            isRead = part.end() == end;
            end = part.end();
            running.add(workers.submit(part));
        }
        if (running.isEmpty()) {
            return null;
        }
        CsvPart<R> part = finished(running.remove());
        if (!part.isPlain()) {
            return null;
        }
        taken = part;
        return part;
    }

    /** An interrupt is for the fit, which will see it. */
    private static <R extends CsvRows> CsvPart<R> finished(Future<CsvPart<R>> part) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return part.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        workers.close();
        in.close();
    }
}
