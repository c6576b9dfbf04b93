package dev.steepest.kernel.vector;

import dev.steepest.kernel.Panels;
import dev.steepest.kernel.Passes;
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

/**
 * The panel passes over float32 that is scaled: predict widens and scales the rows of a tile to panels of float64 in scratch, from where both passes read them. The scratch
 * stays in the cache meanwhile. (Loops of their own, as float64 has them in {@link ScaledPanels64}, would be faster.)
 */
final class ScaledPanels32 implements Passes {

    private static final VectorSpecies<Double> S = Width.DOUBLES;
    private static final VectorSpecies<Float> F = Width.FLOATS;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long BYTES = Width.BYTES;
    private static final int GROUP = 8 * Width.LANES;

    /** Bytes of 64 rows of a feature in scratch. */
    private static final long COLUMN = Samples.PANEL * (long) Double.BYTES;

    private final Samples x;
    private final Panels panels;
    private final Scaling scaling;
    private final long bytesOfPanel;
    private final MemorySegment scratch;
    private final Passes passes;

    ScaledPanels32(Samples x, Scaling scaling) {
        this.x = x;
        this.panels = new Panels(x);
        this.scaling = scaling;
        this.bytesOfPanel = x.features() * COLUMN;
        int rows = x.tileRows();
        this.scratch = Arena.ofAuto().allocate(Samples.panelBytes(Storage.FLOAT64, rows, x.features()), 64);
        this.passes = new VectorPanels64(Samples.panels(Storage.FLOAT64, scratch, rows, x.features()));
    }

    @Override
    public void theta(double[] theta) {
        Addresses.requireAlive(x.segment());
        passes.theta(theta);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int tile = 0; tile < count; tile += Samples.PANEL) {
            bring(row + tile, tile / Samples.PANEL * bytesOfPanel);
        }
        passes.predict(0, count, z);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        passes.accumulate(0, count, errors);
    }

    @Override
    public void drain(double[] sums, int from) {
        passes.drain(sums, from);
    }

    /** Fills a panel of scratch. */
    private void bring(long row, long to) {
        Samples holder = panels.holder(row);
        MemorySegment panel = holder.segment();
        long offset = panels.offset(row, 0);
        if (holder.scaling() == null) {
            MemorySegment.copy(panel, offset, scratch, to, bytesOfPanel);
            return;
        }
        long start = Addresses.start(panel) + offset;
        long stride = panels.featureStride(row);
        double[] factors = scaling.factors();
        double[] offsets = scaling.offsets();
        for (int i = 0; i < Samples.PANEL; i += GROUP) {
            long at = start + (long) i * Float.BYTES;
            long in = to + (long) i * Double.BYTES;
            widenAndScale(panel, at, stride, factors, offsets, scratch, in, COLUMN);
        }
    }

    /** A group of rows. The loop advances by variables for the reason given in {@link VectorPanels}. */
    private static void widenAndScale(
            MemorySegment panel,
            long offset,
            long stride,
            double[] factors,
            double[] offsets,
            MemorySegment scratch,
            long to,
            long scratchStride) {
        MemorySegment x = Addresses.of(panel);
        int j = 0;
        long out = to;
        long end = offset + factors.length * stride;
        for (long at = offset; at != end; at += stride, out += scratchStride) {
            DoubleVector f = DoubleVector.broadcast(S, factors[j]);
            DoubleVector o = DoubleVector.broadcast(S, offsets[j++]);
            for (int k = 0; k < 8; k++) {
                FloatVector narrow = FloatVector.fromMemorySegment(F, x, at + k * (BYTES / 2), ORDER);
                ((DoubleVector) narrow.convertShape(VectorOperators.F2D, S, 0))
                        .fma(f, o)
                        .intoMemorySegment(scratch, out + k * BYTES, ORDER);
            }
        }
    }
}
