package dev.steepest.kernel.vector;

import dev.steepest.kernel.Lanes;
import dev.steepest.kernel.Panels;
import dev.steepest.kernel.Passes;
import dev.steepest.kernel.Samples;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The panel passes in vectors, for PANELS and COLUMNS: they differ in the distance from a feature to the next. Both passes work on groups
 * of eight vectors of rows: 64 rows at 512 bits, 32 at 256, 16 at 128.
 *
 * <p>How the loops look has reasons, each measured (docs/decisions.md):
 *
 * <ul>
 *   <li>They are written out: a helper that returns a vector may not be inlined, and then every vector becomes an object.
 *   <li>They count features and advance addresses by a variable: so a turn has no check of a sum's bounds and no safepoint, and C2 does not
 *       unroll it, as the distance is unknown (it would read several features in turns).
 *   <li>Accumulate names a chain of sums by one variable, width by width: a variable that only another width reads later is kept alive all the
 *       same, and C2 copies a vector for every FMA.
 *   <li>Eight loads have two addresses, {@code at} and {@code hi}: with one, C2 reloads the segment's base for it in every turn, the
 *       eight loads wait for that and start out of order, and memory is read at half its speed.
 *   <li>X is the second factor, {@code t.fma(x, z)}: only there C2 makes load and FMA one instruction.
 *   <li>Sums are stored to an array: behind a store to off-heap memory C2 makes load and FMA two instructions again.
 * </ul>
 */
abstract class VectorPanels implements Passes {

    private static final int GROUP = 8 * Width.LANES;

    private final MemorySegment x;
    final Panels panels;
    final int features;
    final double[] theta;

    /** Eight for each feature, and some that are never drained: {@link VectorColumns} takes features by fours or eights. */
    final double[] lanes;

    /** Bytes of a value. */
    private final long bytes;

    VectorPanels(Samples x) {
        this.x = x.segment();
        this.panels = new Panels(x);
        this.features = x.features();
        this.bytes = x.storage().bytes();
        this.theta = new double[features];
        this.lanes = new double[Math.multiplyExact(Math.ceilDiv(features, 8) * 8, Lanes.COUNT)];
    }

    @Override
    public void theta(double[] theta) {
        Addresses.requireAlive(x);
        System.arraycopy(theta, 0, this.theta, 0, features);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        predictPanels(row, 0, count, z);
    }

    /** Of the rows of a tile those from number {@code from}, a multiple of 64, to before {@code count}. */
    final void predictPanels(long row, int from, int count, double[] z) {
        for (int tile = from; tile < count; tile += Samples.PANEL) {
            MemorySegment panel = panels.segment(row + tile);
            long offset = Addresses.start(panel) + panels.offset(row + tile, 0);
            long stride = panels.featureStride(row + tile);
            for (int i = 0; i < Samples.PANEL; i += GROUP) {
                predict(panel, offset + i * bytes, stride, theta, features, z, tile + i);
            }
        }
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        accumulatePanels(row, 0, count, errors);
    }

    /** The same rows as {@link #predictPanels}. */
    final void accumulatePanels(long row, int from, int count, double[] errors) {
        for (int tile = from; tile < count; tile += Samples.PANEL) {
            MemorySegment panel = panels.segment(row + tile);
            long offset = Addresses.start(panel) + panels.offset(row + tile, 0);
            long stride = panels.featureStride(row + tile);
            for (int i = 0; i < Samples.PANEL; i += GROUP) {
                accumulate(panel, offset + i * bytes, stride, errors, tile + i, features, lanes);
            }
        }
    }

    /** z = Σ θ[j] · x[j] for a group of rows. */
    abstract void predict(MemorySegment x, long offset, long stride, double[] theta, int features, double[] z, int to);

    /** lanes[j] += Σ e · x[j] over a group of rows. */
    abstract void accumulate(
            MemorySegment x, long offset, long stride, double[] errors, int from, int features, double[] lanes);

    @Override
    public void drain(double[] sums, int from) {
        for (int j = 0; j < features; j++) {
            sums[from + j] = Lanes.sum(lanes, j * Lanes.COUNT);
        }
        Arrays.fill(lanes, 0);
    }
}
