package dev.steepest;

/**
 * The rows of an epoch in the order in which they are used: {@link Sampling} says how they are chosen. An epoch's order follows from the state of
 * the generator alone, and not from the order before it, so that a checkpoint needs no more than that.
 */
final class RowOrder {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Sampling sampling;
    private final int[] rows;
    private long state;

    RowOrder(Sampling sampling, int rows, long seed) {
        this.sampling = sampling;
        this.rows = new int[rows];
        this.state = seed;
    }

    void save(State to) {
        to.put("order", state);
    }

    void restore(State from) {
        state = from.number("order");
    }

    /** The rows of the next epoch, in an array that the epoch after it overwrites. */
    int[] next() {
        switch (sampling) {
            case SHUFFLED -> shuffle();
            case WITH_REPLACEMENT -> draw();
        }
        return rows;
    }

    /** Fisher and Yates's. */
    private void shuffle() {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        for (int i = rows.length - 1; i > 0; i--) {
            int k = below(i + 1);
            int row = rows[i];
            rows[i] = rows[k];
            rows[k] = row;
        }
    }

    private void draw() {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = below(rows.length);
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
