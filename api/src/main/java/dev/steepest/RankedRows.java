package dev.steepest;

import java.util.Arrays;

/**
 * A value and a weight for each row, to be sorted by value. In arrays of {@value #LENGTH} rows, so that there may be more rows than an
 * array holds, and none is copied when more come than were foreseen.
 */
final class RankedRows {

    private static final int LENGTH_BITS = 13;
    private static final int LENGTH = 1 << LENGTH_BITS;

    /** So few are sorted by insertion. */
    private static final int FEW = 24;

    private long[][] keys;
    private double[][] weights;
    private int arrays;
    private long size;

    /** With memory for so many rows. */
    RankedRows(long rows) {
        int foreseen = Math.toIntExact(Math.ceilDiv(rows, LENGTH));
        keys = new long[foreseen][];
        weights = new double[foreseen][];
        while (arrays < foreseen) {
            addArrays((int) Math.min(LENGTH, rows - (long) arrays * LENGTH));
        }
    }

    private void addArrays(int length) {
        keys[arrays] = new long[length];
        weights[arrays] = new double[length];
        arrays++;
    }

    /**
     * Takes a row.
     *
     * @param value not NaN; −0 is taken for 0
     */
    void add(double value, double weight) {
        int array = (int) (size >>> LENGTH_BITS);
        int index = (int) (size % LENGTH);
        if (array == arrays || index == keys[array].length) {
            grow(array);
        }
        keys[array][index] = key(value + 0.0);
        weights[array][index] = weight;
        size++;
    }

    private void grow(int array) {
        if (array < arrays) {
            keys[array] = Arrays.copyOf(keys[array], LENGTH);
            weights[array] = Arrays.copyOf(weights[array], LENGTH);
            return;
        }
        if (array == keys.length) {
            int more = Math.max(8, array + (array >> 1));
            keys = Arrays.copyOf(keys, more);
            weights = Arrays.copyOf(weights, more);
        }
        addArrays(LENGTH);
    }

    long size() {
        return size;
    }

    double value(long row) {
        return Double.longBitsToDouble(bits(key(row)));
    }

    double weight(long row) {
        return weights[(int) (row >>> LENGTH_BITS)][(int) (row % LENGTH)];
    }

    boolean isSameValue(long row, long other) {
        return key(row) == key(other);
    }

    /** Values in the order of {@code <} are keys in the order of {@code <}. */
    private static long key(double value) {
        return bits(Double.doubleToRawLongBits(value));
    }

    /** Its own inverse. */
    private static long bits(long key) {
        return key ^ ((key >> 63) >>> 1);
    }

    private long key(long row) {
        return keys[(int) (row >>> LENGTH_BITS)][(int) (row % LENGTH)];
    }

    /**
     * Ascending by value, in place, by radix exchange (Hildebrandt, Isbitz: Radix Exchange, 1959): no more than 64 passes whatever
     * the values, and no memory but 64 frames. Where rows of one value come to lie depends on the rows and their order alone.
     */
    void sort() {
        // Of the sign, which comes first, 1 is the lower.
        long negative = partition(0, size, Long.MIN_VALUE, Long.MIN_VALUE);
        sort(0, negative, 62);
        sort(negative, size, 62);
    }

    private void sort(long from, long to, int bit) {
        long start = from;
        for (int b = bit; b >= 0 && to - start > FEW; b--) {
            long middle = partition(start, to, 1L << b, 0);
            sort(start, middle, b - 1);
            start = middle;
        }
        if (to - start <= FEW) {
            insert(start, to);
        }
    }

    /** Brings the rows whose bit is the lower to the front; returns where the others begin. */
    private long partition(long from, long to, long mask, long lower) {
        long low = from;
        long high = to - 1;
        while (low <= high) {
            if ((key(low) & mask) == lower) {
                low++;
            } else if ((key(high) & mask) == lower) {
                swap(low++, high--);
            } else {
                high--;
            }
        }
        return low;
    }

    private void insert(long from, long to) {
        for (long i = from + 1; i < to; i++) {
            for (long k = i; k > from && key(k - 1) > key(k); k--) {
                swap(k - 1, k);
            }
        }
    }

    private void swap(long row, long other) {
        long key = key(row);
        double weight = weight(row);
        set(row, key(other), weight(other));
        set(other, key, weight);
    }

    private void set(long row, long key, double weight) {
        keys[(int) (row >>> LENGTH_BITS)][(int) (row % LENGTH)] = key;
        weights[(int) (row >>> LENGTH_BITS)][(int) (row % LENGTH)] = weight;
    }
}
