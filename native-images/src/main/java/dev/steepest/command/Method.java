package dev.steepest.command;

/** How many rows a step takes. */
enum Method {
    BATCH,
    STOCHASTIC,
    MINI_BATCH
}
