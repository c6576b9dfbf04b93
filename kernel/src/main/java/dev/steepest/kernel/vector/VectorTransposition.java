package dev.steepest.kernel.vector;

import dev.steepest.kernel.Transposition;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight by eight values in registers: three rounds of eight shuffles of two vectors, {@code vpermt2pd}, which only AVX-512 has. It is the
 * stores that count: a whole cache line each, so that memory is written while the next rows are read.
 */
final class VectorTransposition implements Transposition {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_512;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = 8;
    private static final long BYTES = 64;

    /** Bytes of 64 rows of a feature. */
    private static final long ROWS = 8 * BYTES;

    private static final DoubleVector LOW1 = indexes(0, 8, 2, 10, 4, 12, 6, 14);
    private static final DoubleVector HIGH1 = indexes(1, 9, 3, 11, 5, 13, 7, 15);
    private static final DoubleVector LOW2 = indexes(0, 1, 8, 9, 4, 5, 12, 13);
    private static final DoubleVector HIGH2 = indexes(2, 3, 10, 11, 6, 7, 14, 15);
    private static final DoubleVector LOW4 = indexes(0, 1, 2, 3, 8, 9, 10, 11);
    private static final DoubleVector HIGH4 = indexes(4, 5, 6, 7, 12, 13, 14, 15);

    private static DoubleVector indexes(double... indexes) {
        return DoubleVector.fromArray(S, indexes, 0);
    }

    @Override
    public void transpose(
            MemorySegment from, long rowStride, int features, MemorySegment to, long offset, long featureStride) {
        int whole = features & -LANES;
        for (int feature = 0; feature < whole; feature += LANES) {
            eight(from, feature * 8L, rowStride, ROWS, BYTES, to, offset + feature * featureStride, featureStride);
        }
        if (whole != features) {
            // the last eight, some of them a second time
            long last = (long) features - LANES;
            eight(from, last * 8, rowStride, ROWS, BYTES, to, offset + last * featureStride, featureStride);
        }
    }

    /** Eight features; they fill a page of a panel. The step is a parameter for the reason given in {@link VectorPanels}. */
    private static void eight(
            MemorySegment x,
            long from,
            long stride,
            long end,
            long step,
            MemorySegment to,
            long offset,
            long featureStride) {
        long at0 = offset;
        long at4 = offset + 4 * featureStride;
        long row0 = from;
        long row4 = from + 4 * stride;
        for (long i = 0; i != end; i += step, row0 += LANES * stride, row4 += LANES * stride) {
            DoubleVector r0 = DoubleVector.fromMemorySegment(S, x, row0, ORDER);
            DoubleVector r1 = DoubleVector.fromMemorySegment(S, x, row0 + stride, ORDER);
            DoubleVector r2 = DoubleVector.fromMemorySegment(S, x, row0 + 2 * stride, ORDER);
            DoubleVector r3 = DoubleVector.fromMemorySegment(S, x, row0 + 3 * stride, ORDER);
            DoubleVector r4 = DoubleVector.fromMemorySegment(S, x, row4, ORDER);
            DoubleVector r5 = DoubleVector.fromMemorySegment(S, x, row4 + stride, ORDER);
            DoubleVector r6 = DoubleVector.fromMemorySegment(S, x, row4 + 2 * stride, ORDER);
            DoubleVector r7 = DoubleVector.fromMemorySegment(S, x, row4 + 3 * stride, ORDER);
            DoubleVector p0 = LOW1.selectFrom(r0, r1);
            DoubleVector p1 = HIGH1.selectFrom(r0, r1);
            DoubleVector p2 = LOW1.selectFrom(r2, r3);
            DoubleVector p3 = HIGH1.selectFrom(r2, r3);
            DoubleVector p4 = LOW1.selectFrom(r4, r5);
            DoubleVector p5 = HIGH1.selectFrom(r4, r5);
            DoubleVector p6 = LOW1.selectFrom(r6, r7);
            DoubleVector p7 = HIGH1.selectFrom(r6, r7);
            DoubleVector q0 = LOW2.selectFrom(p0, p2);
            DoubleVector q1 = LOW2.selectFrom(p1, p3);
            DoubleVector q2 = HIGH2.selectFrom(p0, p2);
            DoubleVector q3 = HIGH2.selectFrom(p1, p3);
            DoubleVector q4 = LOW2.selectFrom(p4, p6);
            DoubleVector q5 = LOW2.selectFrom(p5, p7);
            DoubleVector q6 = HIGH2.selectFrom(p4, p6);
            DoubleVector q7 = HIGH2.selectFrom(p5, p7);
            LOW4.selectFrom(q0, q4).intoMemorySegment(to, at0 + i, ORDER);
            LOW4.selectFrom(q1, q5).intoMemorySegment(to, at0 + featureStride + i, ORDER);
            LOW4.selectFrom(q2, q6).intoMemorySegment(to, at0 + 2 * featureStride + i, ORDER);
            LOW4.selectFrom(q3, q7).intoMemorySegment(to, at0 + 3 * featureStride + i, ORDER);
            HIGH4.selectFrom(q0, q4).intoMemorySegment(to, at4 + i, ORDER);
            HIGH4.selectFrom(q1, q5).intoMemorySegment(to, at4 + featureStride + i, ORDER);
            HIGH4.selectFrom(q2, q6).intoMemorySegment(to, at4 + 2 * featureStride + i, ORDER);
            HIGH4.selectFrom(q3, q7).intoMemorySegment(to, at4 + 3 * featureStride + i, ORDER);
        }
    }
}
