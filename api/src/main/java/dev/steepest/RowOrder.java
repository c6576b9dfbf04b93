package dev.steepest;

import dev.steepest.kernel.Samples;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rows of an epoch in the order in which they are used: {@link Sampling} says how they are chosen. An epoch's order follows from the state of
 * the generator alone, and not from the order before it, so that a checkpoint needs no more than that.
 */
final class RowOrder {

    /** Rows that stay together: a panel. */
    static final int BLOCK = Samples.PANEL;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Sampling sampling;
    private final int[] all;
    private final int[] rows;

    /** Numbers of whole blocks, for {@link Sampling#SHUFFLED_BLOCKS}. */
    private final int[] blocks;

    private long state;

    /** Of the rows 0 to {@code rows} − 1. */
    RowOrder(Sampling sampling, int rows, long seed) {
        this(sampling, IntStream.range(0, rows).toArray(), seed);
    }

    /** Of these rows, which are not modified. */
    RowOrder(Sampling sampling, int[] all, long seed) {
        this.sampling = sampling;
        this.all = all;
        this.rows = new int[all.length];
        this.blocks = new int[sampling == Sampling.SHUFFLED_BLOCKS ? all.length / BLOCK : 0];
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
            case SHUFFLED -> {
                System.arraycopy(all, 0, rows, 0, rows.length);
                shuffle(rows);
            }
            case SHUFFLED_BLOCKS -> shuffleBlocks();
            case WITH_REPLACEMENT -> draw();
        }
        return rows;
    }

    /** Fisher and Yates's. */
    private void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int k = below(i + 1);
            int value = values[i];
            values[i] = values[k];
            values[k] = value;
        }
    }

    private void shuffleBlocks() {
        Arrays.setAll(blocks, block -> block);
        shuffle(blocks);
        int end = 0;
        for (int block : blocks) {
            System.arraycopy(all, block * BLOCK, rows, end, BLOCK);
            end += BLOCK;
        }
        System.arraycopy(all, end, rows, end, rows.length - end);
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
