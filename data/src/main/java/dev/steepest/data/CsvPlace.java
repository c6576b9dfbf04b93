package dev.steepest.data;

/**
 * Where a line of a CSV file begins.
 *
 * @param offset in bytes
 * @param lines how many lines are before it
 */
record CsvPlace(long offset, long lines) {}
