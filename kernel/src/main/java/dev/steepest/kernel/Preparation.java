package dev.steepest.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** What is done to X once, before a descent. Each is one pass over memory; none is in a hot loop. */
public final class Preparation {

    /** Bytes from a feature of a panel to the next. */
    private static final long CACHE_LINE = 64;

    /** Features of a panel that are packed at once: scratch stays in the second-level cache. */
    private static final int FEATURES_AT_ONCE = 1024;

    private Preparation() {}

    /** Copies X into another layout. */
    public static void copy(Samples x, Samples to) {
        long packed = pack(x, to, Kernels.chosen().transposition());
        Tile tile = new Tile();
        forEach(packed, x.rows(), x.features(), (row, feature) -> {
            tile.load(x, row, feature);
            tile.store(to, row, feature);
        });
    }

    /**
     * Copies rows to PANELS or COLUMNS, as far as there are whole panels; returns their rows. Memory is read in ascending addresses, by a copy to scratch that
     * the caches hold, and written in ascending addresses, by the transposition itself.
     */
    private static long pack(Samples x, Samples to, @Nullable Transposition transposition) {
        boolean serves = x.hasWholeRows()
                && !to.byRows()
                && x.storage() == Storage.FLOAT64
                && to.storage() == Storage.FLOAT64
                && x.scaling() == null
                && x.features() >= Lanes.COUNT;
        if (transposition == null || !serves) {
            return 0;
        }
        long rows = x.rows() / Samples.PANEL * Samples.PANEL;
        int most = Math.min(x.features(), FEATURES_AT_ONCE);
        // narrow rows side by side come in as one copy: a copy a row costs more than transposing ten features
        boolean isOneCopy = most == x.features() && most == x.rowStride();
        long bytes = (long) most * Double.BYTES;
        long stride = isOneCopy ? bytes : bytes + CACHE_LINE;
        MemorySegment scratch = Arena.ofAuto().allocate(Samples.PANEL * stride, CACHE_LINE);
        for (long row = 0; row < rows; row += Samples.PANEL) {
            for (int feature = 0; feature < x.features(); feature += most) {
                // the last ones overlap those before, so that there are always as many
                int first = Math.min(feature, x.features() - most);
                if (isOneCopy) {
                    MemorySegment.copy(x.segment(), x.offset(row, 0), scratch, 0, Samples.PANEL * stride);
                } else {
                    for (int i = 0; i < Samples.PANEL; i++) {
                        MemorySegment.copy(x.segment(), x.offset(row + i, first), scratch, i * stride, bytes);
                    }
                }
                transposition.transpose(
                        scratch, stride, most, to.segment(), to.offset(row, first), to.featureStride() * Double.BYTES);
            }
        }
        return rows;
    }

    /** The sum of so many values, added in tiles of 64. */
    public static double total(MemorySegment values, long length) {
        return sums(Samples.rows(Storage.FLOAT64, values, length, 1, 1), null, new TileWeights(null, null))[0];
    }

    /** Σ values of some rows, in their order; of all rows as {@link #total(MemorySegment, long)} if there is no list. */
    public static double total(MemorySegment values, long length, int @Nullable [] rows) {
        if (rows == null) {
            return total(values, length);
        }
        RowValues byRow = new RowValues(values);
        double sum = 0;
        for (int row : rows) {
            sum += byRow.get(row);
        }
        return sum;
    }

    /**
     * The mean of each feature: (1/W) Σ wx, added in tiles of 64 rows; without weights W = m, w = 1.
     *
     * @param rows numbers of the rows that count, for order ROWS; null for all
     */
    public static double[] means(Samples x, int @Nullable [] rows, @Nullable MemorySegment weights) {
        double[] sums = sums(x, rows, new TileWeights(weights, rows));
        divide(sums, totalWeight(x, rows, weights));
        return sums;
    }

    private static double totalWeight(Samples x, int @Nullable [] rows, @Nullable MemorySegment weights) {
        return weights == null ? number(x, rows) : total(weights, x.rows(), rows);
    }

    private static double[] sums(Samples x, int @Nullable [] rows, TileWeights weights) {
        double[] sums = new double[x.features()];
        Tile tile = new Tile();
        forEach(x, rows, (row, feature) -> {
            tile.load(x, rows, row, feature);
            weights.load(row, tile.rows);
            for (int j = 0; j < tile.features; j++) {
                double sum = 0;
                for (int i = 0; i < tile.rows; i++) {
                    sum = Math.fma(weights.values[i], tile.values[j * Tile.SIZE + i], sum);
                }
                sums[feature + j] += sum;
            }
        });
        return sums;
    }

    /**
     * The spread of each feature about a centre: √((1/W) Σ w(x − centre)²), the population's standard deviation when the centre is the
     * mean. A feature without spread has 1, so that dividing by it does no harm; spread that is no more than the rounding error of the
     * centre, (64 + m/64) · 2⁻⁵³ · |centre| by the order of the sum, is none. (No other is so
     * small that its inverse is infinite: a root is above 10⁻¹⁶².)
     *
     * @param rows numbers of the rows that count, for order ROWS; null for all
     */
    public static double[] spreads(
            Samples x, int @Nullable [] rows, @Nullable MemorySegment weights, double[] centres) {
        double[] sums = new double[x.features()];
        TileWeights someWeights = new TileWeights(weights, rows);
        Tile tile = new Tile();
        forEach(x, rows, (row, feature) -> {
            tile.load(x, rows, row, feature);
            someWeights.load(row, tile.rows);
            for (int j = 0; j < tile.features; j++) {
                double centre = centres[feature + j];
                double sum = 0;
                for (int i = 0; i < tile.rows; i++) {
                    double difference = tile.values[j * Tile.SIZE + i] - centre;
                    sum = Math.fma(someWeights.values[i] * difference, difference, sum);
                }
                sums[feature + j] += sum;
            }
        });
        divide(sums, totalWeight(x, rows, weights));
        double roundings = Tile.SIZE + number(x, rows) / (double) Tile.SIZE;
        for (int j = 0; j < sums.length; j++) {
            double spread = Math.sqrt(sums[j]);
            double rounding = roundings * 0x1p-53 * Math.abs(centres[j]);
            sums[j] = spread <= rounding ? 1 : spread;
        }
        return sums;
    }

    /**
     * max wᵢ(‖xᵢ‖² + c), the largest squared norm of a row, with another {@code constant} feature √c, times its weight; 1 without weights.
     *
     * @param rows numbers of the rows that count, for order ROWS; null for all
     */
    public static double largestSquaredNorm(
            Samples x, int @Nullable [] rows, double constant, @Nullable MemorySegment weights) {
        double[] norms = new double[Tile.SIZE];
        TileWeights someWeights = new TileWeights(weights, rows);
        double[] largest = {0};
        Tile tile = new Tile();
        forEach(x, rows, (row, feature) -> {
            tile.load(x, rows, row, feature);
            if (feature == 0) {
                Arrays.fill(norms, constant);
            }
            for (int j = 0; j < tile.features; j++) {
                for (int i = 0; i < tile.rows; i++) {
                    double value = tile.values[j * Tile.SIZE + i];
                    norms[i] = Math.fma(value, value, norms[i]);
                }
            }
            if (feature + tile.features == x.features()) {
                someWeights.load(row, tile.rows);
                for (int i = 0; i < tile.rows; i++) {
                    largest[0] = Math.max(largest[0], someWeights.values[i] * norms[i]);
                }
            }
        });
        return largest[0];
    }

    /** The first value that is NaN or infinite, as row · d + feature, or −1. */
    public static long firstNonFinite(Samples x) {
        long[] first = {-1};
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            for (int i = 0; i < tile.rows; i++) {
                for (int j = 0; j < tile.features; j++) {
                    if (!Double.isFinite(tile.values[j * Tile.SIZE + i])) {
                        long at = (row + i) * x.features() + feature + j;
                        first[0] = first[0] < 0 ? at : Math.min(first[0], at);
                        break;
                    }
                }
            }
        });
        return first[0];
    }

    /** CRC-32C of the values as little-endian float64, tile by tile of 64 rows and 64 features, feature after feature: the same for all layouts. */
    public static int checksum(Samples x) {
        CRC32C checksum = new CRC32C();
        ByteBuffer bytes = ByteBuffer.allocate(Tile.SIZE * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        DoubleBuffer values = bytes.asDoubleBuffer();
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            for (int j = 0; j < tile.features; j++) {
                values.put(0, tile.values, j * Tile.SIZE, tile.rows);
                checksum.update(bytes.array(), 0, tile.rows * Double.BYTES);
            }
        });
        return (int) checksum.getValue();
    }

    private static void divide(double[] sums, double by) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] /= by;
        }
    }

    /** The weights of a tile's rows, of X or of a list; ones where there are none. */
    private static final class TileWeights {

        private final @Nullable MemorySegment all;
        private final @Nullable RowValues byRow;
        private final int @Nullable [] list;
        final double[] values = new double[Tile.SIZE];

        TileWeights(@Nullable MemorySegment all, int @Nullable [] list) {
            this.all = all;
            this.byRow = all == null || list == null ? null : new RowValues(all);
            this.list = list;
            Arrays.fill(values, 1);
        }

        void load(long row, int rows) {
            if (list != null && byRow != null) {
                byRow.get(list, (int) row, rows, values);
            } else if (all != null) {
                MemorySegment.copy(all, JAVA_DOUBLE, row * Double.BYTES, values, 0, rows);
            }
        }
    }

    private interface Visitor {
        void tile(long row, int feature);
    }

    private static long number(Samples x, int @Nullable [] rows) {
        return rows == null ? x.rows() : rows.length;
    }

    private static void forEach(Samples x, Visitor visitor) {
        forEach(0, x.rows(), x.features(), visitor);
    }

    private static void forEach(Samples x, int @Nullable [] rows, Visitor visitor) {
        forEach(0, number(x, rows), x.features(), visitor);
    }

    private static void forEach(long start, long rows, int features, Visitor visitor) {
        for (long row = start; row < rows; row += Tile.SIZE) {
            for (int feature = 0; feature < features; feature += Tile.SIZE) {
                visitor.tile(row, feature);
            }
        }
    }
}
