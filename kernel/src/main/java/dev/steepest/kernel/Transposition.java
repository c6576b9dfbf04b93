package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;

/** The loop that packing spends its time in: 64 rows of X to as many values of each feature. */
public interface Transposition {

    /**
     * to[j][i] = from[i][j] for 64 rows i and at least eight features j, float64.
     *
     * @param from the first row's first value is at offset 0
     * @param rowStride bytes from a row to the next
     * @param features d ≥ 8
     * @param to modified
     * @param offset in bytes, of the first feature's first value
     * @param featureStride bytes from a feature to the next
     */
    void transpose(MemorySegment from, long rowStride, int features, MemorySegment to, long offset, long featureStride);
}
