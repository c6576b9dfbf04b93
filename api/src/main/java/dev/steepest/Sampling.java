package dev.steepest;

/**
 * How stochastic and mini-batch descent choose their rows. An epoch is as many rows as X has, either way. The numbers come from
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014), seeded as told, so that the same seed
 * gives the same rows on every machine.
 */
public enum Sampling {
    /** Each epoch takes every row once, in an order shuffled anew (Fisher–Yates). The usual choice. */
    SHUFFLED,
    /**
     * Each epoch takes every row once: 64 rows that lie side by side, then another 64, in an order of these blocks that is shuffled anew; what does not fill
     * a block comes last. X that is larger than the caches is then read almost as fast as in order. Rows of a block stay neighbours in every epoch: not
     * for X that is sorted by what is to be learnt. Mini-batches of whole blocks may read X in {@link Layout#PANELS} or {@link Layout#COLUMNS}, too.
     */
    SHUFFLED_BLOCKS,
    /** Each row is drawn uniformly from all, independently of those before. */
    WITH_REPLACEMENT
}
