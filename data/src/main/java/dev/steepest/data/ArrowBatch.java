package dev.steepest.data;

/**
 * Rows of an Arrow file, column by column.
 *
 * @param first rows before these
 * @param rows how many
 * @param offsets where in the file the values of each column begin
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArrowBatch(long first, long rows, long[] offsets) {}
