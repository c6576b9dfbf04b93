package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * X: m rows (samples) by d features, float64 or float32, a typed view of native memory.
 *
 * <p>A view owns nothing: the memory belongs to its arena, and who opened the arena closes it, after the last use of every view.
 * The view is immutable and may be shared; which threads may read the values is the arena's rule. Nothing is copied except by the methods
 * that take an {@link Arena}.
 */
public final class Matrix {

    private static final long CACHE_LINE = 64;

    private final Samples samples;
    private final Layout layout;
    private final Storage storage;
    private final long stride;
    private final @Nullable Vector offset;

    private Matrix(Samples samples, Layout layout, Storage storage, long stride, @Nullable Vector offset) {
        this.samples = samples;
        this.layout = layout;
        this.storage = storage;
        this.stride = stride;
        this.offset = offset;
    }

    /**
     * Copies rows into memory of the arena, layout {@link Layout#ROWS}.
     *
     * @param rows m ≥ 1 rows of the same length d ≥ 1
     * @throws IllegalArgumentException if there are no rows or no features, or the lengths differ
     */
    public static Matrix of(Arena arena, double[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("X has no rows: rows=0");
        }
        int features = rows[0].length;
        checkShape(rows.length, features);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != features) {
                throw new IllegalArgumentException(
                        "row " + i + " has features=" + rows[i].length + ", row 0 has features=" + features);
            }
        }
        Matrix matrix = allocate(arena, Layout.ROWS, rows.length, features);
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(rows[i], 0, matrix.segment(), JAVA_DOUBLE, matrix.samples.offset(i, 0), features);
        }
        return matrix;
    }

    /**
     * New memory of the arena, all zeros, aligned to 64 bytes; fill it through {@link #segment}.
     *
     * @throws IllegalArgumentException if rows or features are less than 1, or their bytes exceed a long
     */
    public static Matrix allocate(Arena arena, Layout layout, Storage storage, long rows, int features) {
        checkShape(rows, features);
        long elements = layout == Layout.PANELS ? panelElements(rows, features) : elements(rows, features);
        MemorySegment segment = arena.allocate(elements * storage.bytes(), CACHE_LINE);
        return wrap(segment, layout, storage, rows, features, stride(layout, rows, features));
    }

    /** New memory for float64: {@code allocate(arena, layout, Storage.FLOAT64, rows, features)}. */
    public static Matrix allocate(Arena arena, Layout layout, long rows, int features) {
        return allocate(arena, layout, Storage.FLOAT64, rows, features);
    }

    /** Views float64 values without a gap between rows, columns or panels. */
    public static Matrix wrap(MemorySegment segment, Layout layout, long rows, int features) {
        return wrap(segment, layout, Storage.FLOAT64, rows, features, stride(layout, rows, features));
    }

    /** Views float64 values: {@code wrap(segment, layout, Storage.FLOAT64, rows, features, stride)}. */
    public static Matrix wrap(MemorySegment segment, Layout layout, long rows, int features, long stride) {
        return wrap(segment, layout, Storage.FLOAT64, rows, features, stride);
    }

    private static long stride(Layout layout, long rows, int features) {
        return layout == Layout.COLUMNS ? rows : features;
    }

    /**
     * Views memory that somebody else filled: nothing is copied.
     *
     * @param segment native memory of native byte order, its address a multiple of a value's bytes (64 is faster), its first value x₀₀
     * @param rows m ≥ 1
     * @param features d ≥ 1
     * @param stride layout ROWS: values from a row to the next, ≥ d; COLUMNS: from a feature to the next, ≥ m; PANELS: d
     * @throws IllegalArgumentException if the segment is on the heap, misaligned or too small, rows or features are less than 1, the
     *     stride does not fit, or m·d exceeds a long
     */
    public static Matrix wrap(
            MemorySegment segment, Layout layout, Storage storage, long rows, int features, long stride) {
        checkShape(rows, features);
        boolean fits = switch (layout) {
            case ROWS -> stride >= features;
            case COLUMNS -> stride >= rows;
            case PANELS -> stride == features;
        };
        if (!fits) {
            throw new IllegalArgumentException("stride=" + stride + " does not fit "
                    + (layout == Layout.COLUMNS ? "rows=" + rows : "features=" + features) + " of layout=" + layout);
        }
        long elements = switch (layout) {
            case ROWS -> elements(rows - 1, stride) + features;
            case COLUMNS -> elements(features - 1, stride) + rows;
            case PANELS -> panelElements(rows, features);
        };
        MemorySegment checked = Memory.checked("X", segment, storage, elements);
        Samples samples = switch (layout) {
            case ROWS -> Samples.rows(storage.inKernel(), checked, rows, features, stride);
            case COLUMNS -> Samples.columns(storage.inKernel(), checked, rows, features, stride);
            case PANELS -> Samples.panels(storage.inKernel(), checked, rows, features);
        };
        return new Matrix(samples, layout, storage, stride, null);
    }

    /**
     * The same rows with an offset o: z = x·θ + o + b wherever rows are fitted to, held out, predicted or evaluated (McCullagh, Nelder:
     * Generalized Linear Models, 1989, section 6.3.2). It is one more feature whose coefficient is 1: never fitted, scaled nor penalised,
     * and none of {@link #features}. Of {@link Loss#poisson} ln(exposure) makes exp(x·θ + b) the rate of a unit of exposure. A model
     * keeps no offset: where it predicts, X has to bring one; {@link Online} steps have none.
     *
     * @param offset o, one value a row, in units of z; viewed, not copied, so it must live as long as X, and any thread that reads X
     *     reads it, too. NaN and infinity propagate
     * @throws IllegalArgumentException if there are more or fewer values than rows
     */
    public Matrix withOffset(Vector offset) {
        if (offset.length() != rows()) {
            throw new IllegalArgumentException("X has rows=" + rows() + ", the offset has length=" + offset.length());
        }
        return new Matrix(samples.withOffsets(offset.segment()), layout, storage, stride, offset);
    }

    /** o, if the rows have an offset. */
    public Optional<Vector> offset() {
        return Optional.ofNullable(offset);
    }

    private static void checkShape(long rows, int features) {
        if (rows < 1 || features < 1) {
            throw new IllegalArgumentException("X has no values: rows=" + rows + " features=" + features);
        }
    }

    private static long panelElements(long rows, int features) {
        elements(rows, features); // so that rounding up cannot overflow
        return elements(Math.ceilDiv(rows, Samples.PANEL) * Samples.PANEL, features);
    }

    private static long elements(long rows, long stride) {
        try {
            long elements = Math.multiplyExact(rows, stride);
            Math.multiplyExact(elements, Double.BYTES);
            return elements;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "X is too large: rows=" + rows + " × stride=" + stride + " × 8 bytes exceeds " + Long.MAX_VALUE, e);
        }
    }

    /** Copies X into panels, in memory of the arena: {@code copy(arena, Layout.PANELS)}. */
    public Matrix pack(Arena arena) {
        return copy(arena, Layout.PANELS);
    }

    /** Copies X into another layout (or the same, without gaps), in memory of the arena. */
    public Matrix copy(Arena arena, Layout layout) {
        return copy(arena, layout, storage);
    }

    /**
     * Copies X into another layout and storage, in memory of the arena; values are rounded to nearest where float32 is asked for. An
     * offset is not copied: the copy views the same.
     */
    public Matrix copy(Arena arena, Layout layout, Storage storage) {
        Memory.requireReadable("X", segment());
        Matrix copy = allocate(arena, layout, storage, rows(), features());
        Preparation.copy(samples, copy.samples);
        return offset == null ? copy : copy.withOffset(offset);
    }

    /** m. */
    public long rows() {
        return samples.rows();
    }

    /** d. */
    public int features() {
        return samples.features();
    }

    /** How the values lie. */
    public Layout layout() {
        return layout;
    }

    /** How the values are stored. */
    public Storage storage() {
        return storage;
    }

    /** Values from a row to the next (ROWS) or from a feature to the next (COLUMNS), or d (PANELS). */
    public long stride() {
        return stride;
    }

    /** The memory viewed, x₀₀ at offset 0. */
    public MemorySegment segment() {
        return samples.segment();
    }

    /**
     * One value; for looking, not for loops.
     *
     * @throws IndexOutOfBoundsException if there is no such row or feature
     */
    public double get(long row, int feature) {
        Objects.checkIndex(row, rows());
        Objects.checkIndex(feature, features());
        long offset = samples.offset(row, feature);
        return storage == Storage.FLOAT64
                ? segment().get(JAVA_DOUBLE, offset)
                : segment().get(JAVA_FLOAT, offset);
    }

    Samples samples() {
        return samples;
    }

    /** Shape and layout, not the values. */
    @Override
    public String toString() {
        return "Matrix[rows=" + rows() + " features=" + features() + " layout=" + layout + " storage=" + storage
                + " stride=" + stride + (offset == null ? "" : " offset") + "]";
    }
}
