package dev.steepest.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A plain sum of X in vectors: how fast this machine reads. No gradient can be faster. */
final class ReadLimit {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long BYTES = S.vectorByteSize();

    private ReadLimit() {}

    /** Sums all values; the segment holds a multiple of eight vectors. */
    static double sum(MemorySegment x) {
        DoubleVector a0 = DoubleVector.zero(S);
        DoubleVector a1 = a0;
        DoubleVector a2 = a0;
        DoubleVector a3 = a0;
        DoubleVector a4 = a0;
        DoubleVector a5 = a0;
        DoubleVector a6 = a0;
        DoubleVector a7 = a0;
        for (long at = 0, end = x.byteSize(); at < end; at += 8 * BYTES) {
            a0 = a0.add(DoubleVector.fromMemorySegment(S, x, at, ORDER));
            a1 = a1.add(DoubleVector.fromMemorySegment(S, x, at + BYTES, ORDER));
            a2 = a2.add(DoubleVector.fromMemorySegment(S, x, at + 2 * BYTES, ORDER));
            a3 = a3.add(DoubleVector.fromMemorySegment(S, x, at + 3 * BYTES, ORDER));
            a4 = a4.add(DoubleVector.fromMemorySegment(S, x, at + 4 * BYTES, ORDER));
            a5 = a5.add(DoubleVector.fromMemorySegment(S, x, at + 5 * BYTES, ORDER));
            a6 = a6.add(DoubleVector.fromMemorySegment(S, x, at + 6 * BYTES, ORDER));
            a7 = a7.add(DoubleVector.fromMemorySegment(S, x, at + 7 * BYTES, ORDER));
        }
        return a0.add(a1).add(a2.add(a3)).add(a4.add(a5).add(a6.add(a7))).reduceLanes(VectorOperators.ADD);
    }
}
