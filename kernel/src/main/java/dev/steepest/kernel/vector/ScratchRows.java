package dev.steepest.kernel.vector;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.RowReader;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Scaling;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The row passes over X that is not taken as it lies, for rows of at least eight features: predict widens, scales or puts together the rows of a tile in float64
 * scratch, from where both passes read them. The scratch stays in the cache meanwhile. Row loops that did so as they load would be all the row loops several
 * times.
 */
final class ScratchRows implements RowPasses {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final VectorSpecies<Float> F = Width.FLOATS;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int LANES = Width.LANES;

    /** The first rows of scratch take turns in {@link #step}. */
    private static final int STEPPED = 2;

    private final Samples x;
    private final @Nullable Scaling scaling;

    /** Bytes from a row to the next, in X and in scratch. */
    private final long stride;

    private final long scratchStride;

    /** Whether rows that follow each other are widened as one run: {@link #widenRun}. */
    private final boolean widensRuns;

    private final MemorySegment scratch;
    private final RowPasses passes;

    /** Numbers of the rows in scratch. */
    private final long[] numbers;

    /** Features in whole vectors, and the first of the last vector, which ends where the row ends. */
    private final int whole;

    private final int last;

    /** The row of scratch that was predicted last by itself. */
    private int place;

    /** For rows that are put together. */
    private final RowReader reader;

    private final double[] row;

    ScratchRows(Samples x) {
        int rows = STEPPED + x.mostTileRows();
        this.widensRuns =
                x.scaling() == null && x.isOneRun() && !x.isReadRowByRow() && rows <= Integer.MAX_VALUE / x.features();
        int width = widensRuns ? x.features() : Math.ceilDiv(x.features(), Lanes.COUNT) * Lanes.COUNT;
        this.x = x;
        this.scaling = x.scaling();
        this.stride = x.rowStride() * x.storage().bytes();
        this.scratchStride = width * (long) Double.BYTES;
        this.scratch = Arena.ofAuto().allocate(Math.multiplyExact(rows, scratchStride), 64);
        this.passes = new VectorRows(Samples.rows(Storage.FLOAT64, scratch, rows, x.features(), width));
        this.numbers = new long[rows];
        this.whole = x.features() / LANES * LANES;
        this.last = x.features() - LANES;
        this.reader = new RowReader(x);
        this.row = new double[x.features()];
    }

    @Override
    public void theta(double[] theta) {
        Addresses.requireAlive(x.segment());
        passes.theta(theta);
    }

    @Override
    public void readTheta(double[] theta) {
        passes.readTheta(theta);
    }

    @Override
    public void drain(double[] sums, int from) {
        passes.drain(sums, from);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        if (widensRuns) {
            bringRun(row, count * x.features());
        } else {
            for (int r = 0; r < count; r++) {
                numbers[r] = row + r;
            }
            bring(0, count);
        }
        passes.predict(0, count, z);
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        for (int r = 0; r < count; r++) {
            numbers[r] = list[from + r];
        }
        bring(0, count);
        passes.predict(0, count, z);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        passes.accumulate(0, count, errors);
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        passes.accumulate(0, count, errors);
    }

    /** Brings them to rows of scratch that nobody reads: they are made once more for their steps, from the cache. */
    @Override
    public void fetch(int[] list, int from, int count) {
        if (x.isReadRowByRow() && !Samples.follow(list, from, count)) {
            for (int r = 0; r < count; r++) {
                numbers[STEPPED + r] = list[from + r];
            }
            bring(STEPPED, STEPPED + count);
        }
    }

    @Override
    public double predict(long row) {
        numbers[place] = row;
        bring(place, place + 1);
        return passes.predict(place);
    }

    @Override
    public double step(long row, double scale, long next) {
        int stepped = place;
        place = (place + 1) % STEPPED;
        numbers[place] = next;
        bring(place, place + 1);
        return passes.step(stepped, scale, place);
    }

    /** Fills the rows of scratch from {@code first} to before {@code end} with those of {@link #numbers}. */
    private void bring(int first, int end) {
        if (!x.hasWholeRows()) {
            gather(first, end);
            return;
        }
        bring(first, end, 0, whole);
        if (last + LANES != whole) {
            bring(first, end, last, last + LANES);
        }
    }

    /** So many values from a row on, whose last vector ends where they end, to the beginning of the scratch. */
    private void bringRun(long row, int values) {
        int whole = values / LANES * LANES;
        widenRun(x.segment(), row * stride, 0, whole, scratch);
        if (whole != values) {
            widenRun(x.segment(), row * stride, values - LANES, values, scratch);
        }
    }

    private void gather(int first, int end) {
        for (int r = first; r < end; r++) {
            reader.read(numbers[r], row);
            MemorySegment.copy(row, 0, scratch, JAVA_DOUBLE, r * scratchStride, row.length);
        }
    }

    /** The features from {@code from} to before {@code to}, whole vectors. */
    private void bring(int first, int end, int from, int to) {
        MemorySegment segment = x.segment();
        if (scaling == null) {
            widen(segment, numbers, stride, first, end, from, to, LANES, scratch, scratchStride);
            return;
        }
        double[] factors = scaling.factors();
        double[] offsets = scaling.offsets();
        if (x.storage() == Storage.FLOAT64) {
            scale(segment, numbers, stride, first, end, from, to, LANES, factors, offsets, scratch, scratchStride);
        } else {
            widenAndScale(
                    segment, numbers, stride, first, end, from, to, LANES, factors, offsets, scratch, scratchStride);
        }
    }

    /** The step is a parameter for the reason given in {@link VectorPanels}. */
    private static void widen(
            MemorySegment segment,
            long[] numbers,
            long stride,
            int first,
            int end,
            int start,
            int stop,
            int step,
            MemorySegment scratch,
            long scratchStride) {
        MemorySegment x = Addresses.of(segment);
        long begin = Addresses.start(segment);
        long to = first * scratchStride;
        for (int r = first; r != end; r++, to += scratchStride) {
            long from = begin + numbers[r] * stride;
            for (int j = start; j != stop; j += step) {
                FloatVector narrow = FloatVector.fromMemorySegment(F, x, from + (long) j * Float.BYTES, ORDER);
                ((DoubleVector) narrow.convertShape(VectorOperators.F2D, S, 0))
                        .intoMemorySegment(scratch, to + (long) j * Double.BYTES, ORDER);
            }
        }
    }

    /**
     * Counted by a constant: so C2 moves the checks of bounds in front of the loop and unrolls it. That pays for a tile in cache (rows of 64 features are 1.2 to 1.5 times as fast, of 9 twice),
     * but not for one row of 64, not from memory (0.8, as loads then start out of order), and not for sums.
     */
    private static void widenRun(MemorySegment segment, long offset, int start, int stop, MemorySegment scratch) {
        MemorySegment x = Addresses.of(segment);
        long from = Addresses.start(segment) + offset;
        for (int j = start; j < stop; j += LANES) {
            FloatVector narrow = FloatVector.fromMemorySegment(F, x, from + (long) j * Float.BYTES, ORDER);
            ((DoubleVector) narrow.convertShape(VectorOperators.F2D, S, 0))
                    .intoMemorySegment(scratch, (long) j * Double.BYTES, ORDER);
        }
    }

    private static void scale(
            MemorySegment segment,
            long[] numbers,
            long stride,
            int first,
            int end,
            int start,
            int stop,
            int step,
            double[] factors,
            double[] offsets,
            MemorySegment scratch,
            long scratchStride) {
        MemorySegment x = Addresses.of(segment);
        long begin = Addresses.start(segment);
        long to = first * scratchStride;
        for (int r = first; r != end; r++, to += scratchStride) {
            long from = begin + numbers[r] * stride;
            for (int j = start; j != stop; j += step) {
                long at = (long) j * Double.BYTES;
                DoubleVector.fromMemorySegment(S, x, from + at, ORDER)
                        .fma(DoubleVector.fromArray(S, factors, j), DoubleVector.fromArray(S, offsets, j))
                        .intoMemorySegment(scratch, to + at, ORDER);
            }
        }
    }

    private static void widenAndScale(
            MemorySegment segment,
            long[] numbers,
            long stride,
            int first,
            int end,
            int start,
            int stop,
            int step,
            double[] factors,
            double[] offsets,
            MemorySegment scratch,
            long scratchStride) {
        MemorySegment x = Addresses.of(segment);
        long begin = Addresses.start(segment);
        long to = first * scratchStride;
        for (int r = first; r != end; r++, to += scratchStride) {
            long from = begin + numbers[r] * stride;
            for (int j = start; j != stop; j += step) {
                FloatVector narrow = FloatVector.fromMemorySegment(F, x, from + (long) j * Float.BYTES, ORDER);
                ((DoubleVector) narrow.convertShape(VectorOperators.F2D, S, 0))
                        .fma(DoubleVector.fromArray(S, factors, j), DoubleVector.fromArray(S, offsets, j))
                        .intoMemorySegment(scratch, to + (long) j * Double.BYTES, ORDER);
            }
        }
    }
}
