package dev.steepest.data;

import java.lang.foreign.MemorySegment;

/**
 * Rows of an Arrow file, column by column.
 *
 * @param first rows before these
 * @param rows how many
 * @param values of each column
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ArrowBatch(long first, long rows, MemorySegment[] values) {}
