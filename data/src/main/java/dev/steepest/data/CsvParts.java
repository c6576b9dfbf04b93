package dev.steepest.data;

import java.io.IOException;

/**
 * How a CSV file is parsed by several threads: a part of some lines each.
 *
 * @param bytes about how long a part is: lines are whole
 * @param threads how many parse
 * @param least how many bytes of rows are worth the start of threads
 */
record CsvParts(int bytes, int threads, long least) {

    /** Large enough that handing them over costs nothing, small enough that a few of them are nothing beside X. */
    private static final int BYTES = 1 << 18;

    /** Each needs memory for a part. */
    private static final int MOST_THREADS = 4;

    private static final long LEAST = 1 << 22;

    /** As many threads as there are processors, at most four. */
    static CsvParts ofThisMachine() {
        return new CsvParts(BYTES, Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS), LEAST);
    }

    /** Whether the rows of this file, which begin here, are worth it. */
    boolean pay(CsvFile csv, CsvPlace begin) throws IOException {
        return threads > 1 && csv.input().bytes() - begin.offset() >= least;
    }

    /** A column of categories makes many values of a few characters: parts are shorter, so that their memory is not more. */
    int bytes(CsvColumns columns) {
        return (int) Math.max(1, Math.min(bytes, 2L * bytes * columns.places.length / columns.features));
    }
}
