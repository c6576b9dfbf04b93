package dev.steepest.kernel;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What the predictions of rows have added before the intercept is: z ← z + o, one rounding. Holds the scratch memory of one thread. */
public final class Offsets {

    private final MemorySegment offsets;
    private final RowValues byRow;
    private final double[] some;

    private Offsets(MemorySegment offsets, int most) {
        this.offsets = offsets;
        this.byRow = new RowValues(offsets);
        this.some = new double[most];
    }

    /** Those of X, a tile or a fetch of which is loaded at once; null where it has none. */
    public static @Nullable Offsets of(Samples x) {
        return of(x, Math.max(x.tileLength(), RowPasses.FETCHED));
    }

    /** @param most rows that are loaded at once */
    static @Nullable Offsets of(Samples x, int most) {
        return x.offsets() == null ? null : new Offsets(x.offsets(), most);
    }

    /** Takes those of {@code count} rows from {@code row} on. */
    void load(long row, int count) {
        MemorySegment.copy(offsets, JAVA_DOUBLE, row * Double.BYTES, some, 0, count);
    }

    /** Takes those of the rows {@code list[from]} to before {@code list[from + count]}. */
    public void load(int[] list, int from, int count) {
        byRow.get(list, from, count, some);
    }

    /** z[i] ← z[i] + o of the row that was loaded as number {@code from + i}, for {@code count} rows. */
    void add(int from, int count, double[] z) {
        for (int i = 0; i < count; i++) {
            z[i] += some[from + i];
        }
    }

    /** z[i] ← z[i] + o of row {@code row + i}, for {@code count} rows. */
    public void addTo(double[] z, long row, int count) {
        load(row, count);
        add(0, count, z);
    }

    /** z[i] ← z[i] + o of row {@code list[from + i]}, for {@code count} rows. */
    public void addTo(double[] z, int[] list, int from, int count) {
        load(list, from, count);
        add(0, count, z);
    }

    /** o of the row that was loaded as this number. */
    public double get(int number) {
        return some[number];
    }
}
