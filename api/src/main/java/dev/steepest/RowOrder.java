package dev.steepest;

import java.util.stream.IntStream;

/** The rows of an epoch in the order in which they are used: {@link Sampling} says how they are chosen. */
final class RowOrder {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Sampling sampling;
    private final int[] all;
    private final int[] rows;
    private long state;

    /** Of the rows 0 to {@code rows} − 1. */
    RowOrder(Sampling sampling, int rows, long seed) {
        this(sampling, IntStream.range(0, rows).toArray(), seed);
    }

    /** Of these rows, which are not modified. */
    RowOrder(Sampling sampling, int[] all, long seed) {
        this.sampling = sampling;
        this.rows = all.clone();
        this.all = sampling == Sampling.SHUFFLED ? rows : all;
        this.state = seed;
    }

    /** The rows of the next epoch, in an array that the epoch after it overwrites. */
    int[] next() {
        switch (sampling) {
            case SHUFFLED -> shuffle();
            case WITH_REPLACEMENT -> draw();
        }
        return rows;
    }

    private void shuffle() {
        for (int i = rows.length - 1; i > 0; i--) {
            int k = below(i + 1);
            int row = rows[i];
            rows[i] = rows[k];
            rows[k] = row;
        }
    }

    private void draw() {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = all[below(all.length)];
        }
    }

    /**
     * A uniform number in [0, bound): the high half of bits × bound, redrawn in the rare cases that would favour some numbers (Lemire: Fast
     * random integer generation in an interval, ACM TOMACS 2019).
     */
    private int below(int bound) {
        long product = (nextBits() >>> 32) * bound;
        if ((product & 0xFFFFFFFFL) < bound) {
            long threshold = (1L << 32) % bound;
            while ((product & 0xFFFFFFFFL) < threshold) {
                product = (nextBits() >>> 32) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** SplitMix64 with Stafford's mix 13. */
    private long nextBits() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
