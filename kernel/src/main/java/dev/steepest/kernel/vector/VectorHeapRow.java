package dev.steepest.kernel.vector;

import dev.steepest.kernel.HeapRow;
import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.RowShape;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The passes over a row in an array, in vectors, for rows of at least eight features; written out as in {@link VectorRows}. */
final class VectorHeapRow implements HeapRow {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final int LANES = Width.LANES;

    private final int whole;
    private final boolean hasTail;
    private final int tailStart;

    /** For each lane of the last vector 0 where it repeats a feature, else 1. */
    private final double[] tail = new double[Lanes.COUNT];

    VectorHeapRow(RowShape shape) {
        this.whole = shape.whole();
        this.hasTail = shape.hasTail();
        this.tailStart = shape.tailStart();
        Arrays.fill(tail, shape.overlap(), Lanes.COUNT, 1);
    }

    @Override
    public double dot(double[] row, double[] theta) {
        return switch (LANES) {
            case 8 -> dot512(row, theta);
            case 4 -> dot256(row, theta);
            default -> dot128(row, theta);
        };
    }

    private double dot512(double[] row, double[] theta) {
        DoubleVector a = DoubleVector.zero(S);
        for (int j = 0; j != whole; j += 8) {
            a = DoubleVector.fromArray(S, row, j).fma(DoubleVector.fromArray(S, theta, j), a);
        }
        if (hasTail) {
            a = DoubleVector.fromArray(S, row, tailStart).fma(DoubleVector.fromArray(S, theta, whole), a);
        }
        return Lanes.sum(a.lane(0), a.lane(1), a.lane(2), a.lane(3), a.lane(4), a.lane(5), a.lane(6), a.lane(7));
    }

    private double dot256(double[] row, double[] theta) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = a;
        for (int j = 0; j != whole; j += 8) {
            a = DoubleVector.fromArray(S, row, j).fma(DoubleVector.fromArray(S, theta, j), a);
            b = DoubleVector.fromArray(S, row, j + 4).fma(DoubleVector.fromArray(S, theta, j + 4), b);
        }
        if (hasTail) {
            a = DoubleVector.fromArray(S, row, tailStart).fma(DoubleVector.fromArray(S, theta, whole), a);
            b = DoubleVector.fromArray(S, row, tailStart + 4).fma(DoubleVector.fromArray(S, theta, whole + 4), b);
        }
        return Lanes.sum(a.lane(0), a.lane(1), a.lane(2), a.lane(3), b.lane(0), b.lane(1), b.lane(2), b.lane(3));
    }

    private double dot128(double[] row, double[] theta) {
        DoubleVector a = DoubleVector.zero(S);
        DoubleVector b = a;
        DoubleVector c = a;
        DoubleVector d = a;
        for (int j = 0; j != whole; j += 8) {
            a = DoubleVector.fromArray(S, row, j).fma(DoubleVector.fromArray(S, theta, j), a);
            b = DoubleVector.fromArray(S, row, j + 2).fma(DoubleVector.fromArray(S, theta, j + 2), b);
            c = DoubleVector.fromArray(S, row, j + 4).fma(DoubleVector.fromArray(S, theta, j + 4), c);
            d = DoubleVector.fromArray(S, row, j + 6).fma(DoubleVector.fromArray(S, theta, j + 6), d);
        }
        if (hasTail) {
            a = DoubleVector.fromArray(S, row, tailStart).fma(DoubleVector.fromArray(S, theta, whole), a);
            b = DoubleVector.fromArray(S, row, tailStart + 2).fma(DoubleVector.fromArray(S, theta, whole + 2), b);
            c = DoubleVector.fromArray(S, row, tailStart + 4).fma(DoubleVector.fromArray(S, theta, whole + 4), c);
            d = DoubleVector.fromArray(S, row, tailStart + 6).fma(DoubleVector.fromArray(S, theta, whole + 6), d);
        }
        return Lanes.sum(a.lane(0), a.lane(1), b.lane(0), b.lane(1), c.lane(0), c.lane(1), d.lane(0), d.lane(1));
    }

    @Override
    public boolean step(double[] row, double scale, double[] theta, double[] next) {
        DoubleVector scales = DoubleVector.broadcast(S, scale);
        DoubleVector zero = DoubleVector.zero(S);
        DoubleVector zeros = zero;
        for (int j = 0; j != whole; j += LANES) {
            DoubleVector sum = DoubleVector.fromArray(S, row, j).fma(scales, DoubleVector.fromArray(S, theta, j));
            sum.intoArray(next, j);
            zeros = sum.fma(zero, zeros);
        }
        if (hasTail) {
            for (int lane = 0; lane != Lanes.COUNT; lane += LANES) {
                DoubleVector sum = DoubleVector.fromArray(S, row, tailStart + lane)
                        .fma(
                                scales.mul(DoubleVector.fromArray(S, tail, lane)),
                                DoubleVector.fromArray(S, theta, whole + lane));
                sum.intoArray(next, whole + lane);
                zeros = sum.fma(zero, zeros);
            }
        }
        // 0 times a finite value is 0, times any other NaN; of zeros and NaN the order is no matter
        return zeros.reduceLanes(VectorOperators.ADD) == 0;
    }
}
