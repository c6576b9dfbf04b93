package dev.steepest.kernel;

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
    private static final long PANEL_STRIDE = Samples.PANEL * (long) Double.BYTES;

    private Preparation() {}

    /** Copies X into another layout. */
    public static void copy(Samples x, Samples to) {
        long packed = pack(x, to, Kernels.chosen().transposition());
        Tile tile = new Tile();
        forEach(x, packed, (row, feature) -> {
            tile.load(x, row, feature);
            tile.store(to, row, feature);
        });
    }

    /**
     * Copies rows to PANELS or COLUMNS, as far as there are whole panels; returns their rows. Memory is read and written in ascending addresses only, the
     * rest happens in scratch that the caches hold: eight rows come in, and go into a panel, which goes out.
     */
    private static long pack(Samples x, Samples to, @Nullable Transposition transposition) {
        boolean serves = x.byRows()
                && !to.byRows()
                && x.storage() == Storage.FLOAT64
                && to.storage() == Storage.FLOAT64
                && x.features() >= Lanes.COUNT;
        if (transposition == null || !serves) {
            return 0;
        }
        long rows = x.rows() / Samples.PANEL * Samples.PANEL;
        int features = x.features();
        long bytes = (long) features * Double.BYTES;
        MemorySegment lines = Arena.ofAuto().allocate(Transposition.ROWS * bytes, Samples.PANEL);
        MemorySegment panel = Arena.ofAuto().allocate(Samples.PANEL * bytes, Samples.PANEL);
        for (long row = 0; row < rows; row += Samples.PANEL) {
            for (int i = 0; i < Samples.PANEL; i += Transposition.ROWS) {
                for (int k = 0; k < Transposition.ROWS; k++) {
                    MemorySegment.copy(x.segment(), x.offset(row + i + k, 0), lines, k * bytes, bytes);
                }
                transposition.transpose(lines, bytes, features, panel, (long) i * Double.BYTES, PANEL_STRIDE);
            }
            if (to.order() == Samples.Order.PANELS) {
                MemorySegment.copy(panel, 0, to.segment(), to.offset(row, 0), features * PANEL_STRIDE);
                continue;
            }
            for (int j = 0; j < features; j++) {
                MemorySegment.copy(panel, j * PANEL_STRIDE, to.segment(), to.offset(row, j), PANEL_STRIDE);
            }
        }
        return rows;
    }

    /** Copies some rows of X, one below the other; both in order ROWS, in the same storage. */
    public static void gather(Samples x, int[] rows, Samples to) {
        long bytes = (long) x.features() * x.storage().bytes();
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(x.segment(), x.offset(rows[i], 0), to.segment(), to.offset(i, 0), bytes);
        }
    }

    /** Copies X into another layout as (x − mean) / scale, feature by feature. */
    public static void standardize(Samples x, Samples to, double[] means, double[] scales) {
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            tile.standardize(means, scales, feature);
            tile.store(to, row, feature);
        });
    }

    /** The mean of each feature: (1/m) Σ x, added in tiles of 64 rows. */
    public static double[] means(Samples x) {
        double[] sums = new double[x.features()];
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            for (int j = 0; j < tile.features; j++) {
                double sum = 0;
                for (int at = j * Tile.SIZE, end = at + tile.rows; at < end; at++) {
                    sum += tile.values[at];
                }
                sums[feature + j] += sum;
            }
        });
        divide(sums, (double) x.rows());
        return sums;
    }

    /**
     * The spread of each feature about a centre: √((1/m) Σ (x − centre)²), the population's standard deviation when the centre is the
     * mean. A feature without spread has 1, so that dividing by it does no harm; spread that is no more than the rounding error of the
     * centre, (64 + m/64) · 2⁻⁵³ · |centre| by the order of the sum, is none.
     */
    public static double[] spreads(Samples x, double[] centres) {
        double[] sums = new double[x.features()];
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            for (int j = 0; j < tile.features; j++) {
                double centre = centres[feature + j];
                double sum = 0;
                for (int at = j * Tile.SIZE, end = at + tile.rows; at < end; at++) {
                    double difference = tile.values[at] - centre;
                    sum = Math.fma(difference, difference, sum);
                }
                sums[feature + j] += sum;
            }
        });
        divide(sums, (double) x.rows());
        for (int j = 0; j < sums.length; j++) {
            double spread = Math.sqrt(sums[j]);
            double rounding = (Tile.SIZE + x.rows() / (double) Tile.SIZE) * 0x1p-53 * Math.abs(centres[j]);
            sums[j] = spread <= rounding ? 1 : spread;
        }
        return sums;
    }

    /** max ‖xᵢ‖², the largest squared norm of a row. */
    public static double largestSquaredNorm(Samples x) {
        double[] norms = new double[Tile.SIZE];
        double[] largest = {0};
        Tile tile = new Tile();
        forEach(x, (row, feature) -> {
            tile.load(x, row, feature);
            if (feature == 0) {
                Arrays.fill(norms, 0);
            }
            for (int j = 0; j < tile.features; j++) {
                for (int i = 0; i < tile.rows; i++) {
                    double value = tile.values[j * Tile.SIZE + i];
                    norms[i] = Math.fma(value, value, norms[i]);
                }
            }
            if (feature + tile.features == x.features()) {
                for (int i = 0; i < tile.rows; i++) {
                    largest[0] = Math.max(largest[0], norms[i]);
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

    private interface Visitor {
        void tile(long row, int feature);
    }

    private static void forEach(Samples x, Visitor visitor) {
        forEach(x, 0, visitor);
    }

    private static void forEach(Samples x, long start, Visitor visitor) {
        for (long row = start; row < x.rows(); row += Tile.SIZE) {
            for (int feature = 0; feature < x.features(); feature += Tile.SIZE) {
                visitor.tile(row, feature);
            }
        }
    }
}
