package dev.steepest;

/**
 * How stochastic and mini-batch descent choose their rows. An epoch is as many rows as X has, either way. The numbers come from
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014), seeded as told, so that the same seed
 * gives the same rows on every machine.
 */
public enum Sampling {
    /** Each epoch takes every row once, in an order shuffled anew (Fisher–Yates). The usual choice. */
    SHUFFLED,
    /** Each row is drawn uniformly from all, independently of those before. */
    WITH_REPLACEMENT
}
