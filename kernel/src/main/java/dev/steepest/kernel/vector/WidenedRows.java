package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The row passes over float32, for rows of at least eight features: predict widens the rows of a tile to float64 scratch, from where both passes
 * read them. The scratch stays in the cache meanwhile. Row loops that widen as they load would be all the row loops a second time.
 */
final class WidenedRows implements RowPasses {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final VectorSpecies<Float> F = Width.FLOATS;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;

    private final MemorySegment x;

    /** Bytes from a row to the next, narrow and wide. */
    private final long stride;

    private final long wideStride;

    private final MemorySegment scratch;
    private final RowPasses wide;
    private final long[] offsets;

    /** Features in whole vectors, and the first of the last vector, which ends where the row ends. */
    private final int whole;

    private final int last;

    WidenedRows(Samples x) {
        int rows = x.tileRows();
        int padded = Math.ceilDiv(x.features(), Lanes.COUNT) * Lanes.COUNT;
        this.x = x.segment();
        this.stride = x.rowStride() * Float.BYTES;
        this.wideStride = padded * (long) Double.BYTES;
        this.scratch = Arena.ofAuto().allocate(Math.multiplyExact(rows, wideStride), 64);
        this.wide = new VectorRows(Samples.rows(Storage.FLOAT64, scratch, rows, x.features(), padded));
        this.offsets = new long[rows];
        this.whole = x.features() / LANES * LANES;
        this.last = x.features() - LANES;
    }

    @Override
    public void theta(double[] theta) {
        wide.theta(theta);
    }

    @Override
    public void readTheta(double[] theta) {
        wide.readTheta(theta);
    }

    @Override
    public void drain(double[] sums, int from) {
        wide.drain(sums, from);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int r = 0; r < count; r++) {
            offsets[r] = (row + r) * stride;
        }
        widen(count);
        wide.predict(0, count, z);
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        for (int r = 0; r < count; r++) {
            offsets[r] = list[from + r] * stride;
        }
        widen(count);
        wide.predict(0, count, z);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        wide.accumulate(0, count, errors);
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        wide.accumulate(0, count, errors);
    }

    /** Nothing: half of each step is widening. */
    @Override
    public void fetch(int[] list, int from, int count) {}

    @Override
    public double predict(long row) {
        offsets[0] = row * stride;
        widen(1);
        return wide.predict(0);
    }

    @Override
    public void step(long row, double scale) {
        wide.step(0, scale);
    }

    private void widen(int rows) {
        widen(x, offsets, rows, 0, whole, LANES, scratch, wideStride);
        if (last + LANES != whole) {
            widen(x, offsets, rows, last, last + LANES, LANES, scratch, wideStride);
        }
    }

    /** The features from {@code start} to {@code end} of some rows. The step is a parameter for the reason given in {@link VectorPanels}. */
    private static void widen(
            MemorySegment x,
            long[] offsets,
            int rows,
            int start,
            int end,
            int step,
            MemorySegment scratch,
            long wideStride) {
        long to = 0;
        for (int r = 0; r != rows; r++, to += wideStride) {
            long from = offsets[r];
            for (int j = start; j != end; j += step) {
                FloatVector narrow = FloatVector.fromMemorySegment(F, x, from + (long) j * Float.BYTES, ORDER);
                ((DoubleVector) narrow.convertShape(VectorOperators.F2D, S, 0))
                        .intoMemorySegment(scratch, to + (long) j * Double.BYTES, ORDER);
            }
        }
    }
}
