package dev.steepest.data;

import dev.steepest.Layout;

/**
 * How tables are read.
 *
 * @param oneHot a column of text becomes a feature for each of its values, in the order of their characters, named {@code
 *     column=value}, that is 1 in the rows of this value and 0 in all others; otherwise text is refused
 * @param dropNull rows in which a value is missing are left out, and counted; otherwise they are refused
 * @param layout the layout that CSV and tables are read into; arrays have their own, and LIBSVM has rows
 * @param mapsAbove X of more bytes than this is mapped, where its file has it as it is needed ({@code .npy}, {@code .f64}, {@code
 *     .f32}, {@code .arrow}), and must not be cut meanwhile, see {@link NpyFile}; otherwise it is read. 0 maps all, {@link
 *     Long#MAX_VALUE} none
 */
public record ReadOptions(boolean oneHot, boolean dropNull, Layout layout, long mapsAbove) {

    /** Text and missing values are refused, X is read row after row. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, false, Layout.ROWS);

    /** No file is mapped. */
    public ReadOptions(boolean oneHot, boolean dropNull, Layout layout) {
        this(oneHot, dropNull, layout, Long.MAX_VALUE);
    }

    /** Whether all columns can be read as the numbers they are. */
    boolean isPlain() {
        return !oneHot && !dropNull;
    }
}
