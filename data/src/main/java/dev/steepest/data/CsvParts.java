package dev.steepest.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Parses the rows of a CSV file by several threads, a part of some lines each; the caller's thread copies them in their
 * order. The first part that is not {@linkplain CsvPart plain}, and all behind it, is left to whoever reads line by line:
 * there is one set of rules, and of messages.
 *
 * @param bytes how long a part is, up to the end of its last line
 * @param threads how many parse
 */
record CsvParts(int bytes, int threads) {

    /** Large enough that what a parser allocates at its start is little, small enough that the parts are little beside X. */
    private static final int BYTES = 1 << 21;

    /** Each needs memory for a part. */
    private static final int MOST_THREADS = 4;

    /** Fewer are not worth the start of threads. */
    private static final int FEWEST = 2;

    /** As many threads as there are processors, at most four. */
    static CsvParts ofThisMachine() {
        return new CsvParts(BYTES, Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS));
    }

    /**
     * Reads until the end or the first part that is not plain.
     *
     * @param begin where the rows begin
     * @param table has room for as many rows as the file can have
     * @return the place behind the last row that was read
     */
    CsvPlace read(CsvFile csv, CsvPlace begin, CsvColumns columns, CsvTable table) throws IOException {
        long size = Files.size(csv.file());
        if (threads == 1 || size - begin.offset() < (long) FEWEST * bytes) {
            return begin;
        }
        Queue<CsvPart> idle = new ArrayDeque<>();
        for (int k = 0; k <= threads; k++) {
            idle.add(new CsvPart(csv, columns));
        }
        try (ExecutorService workers = Executors.newFixedThreadPool(threads, CsvParts::worker)) {
            return read(begin, csv.file(), size, idle, workers, table);
        }
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "steepest-csv");
        thread.setDaemon(true);
        return thread;
    }

    private CsvPlace read(
            CsvPlace begin, Path file, long size, Queue<CsvPart> idle, ExecutorService workers, CsvTable table)
            throws IOException {
        Queue<Future<CsvPart>> running = new ArrayDeque<>();
        CsvPlace read = begin;
        long end = begin.offset();
        while (true) {
            while (!idle.isEmpty() && end < size) {
                long next = behindLine(file, Math.min(size, end + bytes));
                running.add(workers.submit(idle.remove().between(end, next)));
                end = next;
            }
            if (running.isEmpty()) {
                return read;
            }
            CsvPart part = finished(running.remove());
            long row = read.lines() - begin.lines();
            if (!part.isPlain() || part.rows() > table.x().rows() - row) {
                return read;
            }
            read = new CsvPlace(part.end(), read.lines() + part.drain(table, row));
            idle.add(part);
        }
    }

    /** The place behind the first LF from here on, or the end. */
    private static long behindLine(Path file, long from) throws IOException {
        long at = from;
        try (InputStream in = new BufferedInputStream(CsvText.at(file, from))) {
            int b = 0;
            while (b != '\n' && (b = in.read()) >= 0) {
                at++;
            }
        }
        return at;
    }

    /** An interrupt is for the fit, which will see it. */
    private static CsvPart finished(Future<CsvPart> part) throws IOException {
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
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
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
}
