package dev.steepest.data;

import dev.steepest.Layout;

/**
 * How tables are read.
 *
 * @param oneHot a column of text becomes a feature for each of its values, in the order of their characters, named {@code
 *     column=value}, that is 1 in the rows of this value and 0 in all others; otherwise text is refused
 * @param dropNull rows in which a value is missing are left out, and counted; otherwise they are refused
 * @param unseenZero where features are given, a text that is none of a column's values among them makes all of these 0, and is
 *     counted; otherwise it is refused
 * @param labels the target may be text, {@link Dataset#labels}; otherwise that is refused
 * @param layout the layout that CSV and tables are read into; arrays have their own, and LIBSVM has rows
 * @param mapsAbove X of more bytes than this is mapped, where its file has it as it is needed ({@code .npy}, {@code .f64}, {@code
 *     .f32}, {@code .arrow}), and must not be cut meanwhile, see {@link NpyFile}; otherwise it is read. 0 maps all, {@link
 *     Long#MAX_VALUE} none
 * @param csv how text is read
 */
public record ReadOptions(
        boolean oneHot,
        boolean dropNull,
        boolean unseenZero,
        boolean labels,
        Layout layout,
        long mapsAbove,
        CsvOptions csv) {

    /** Text, missing and unseen values are refused, X is read row after row. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, false, Layout.ROWS);

    /** No file is mapped, text is as {@link CsvOptions#DEFAULT} has it. */
    public ReadOptions(boolean oneHot, boolean dropNull, Layout layout) {
        this(oneHot, dropNull, false, false, layout, Long.MAX_VALUE, CsvOptions.DEFAULT);
    }

    /**
     * The same, but files are mapped.
     *
     * @param bytes those of X that has more
     */
    public ReadOptions mappingAbove(long bytes) {
        return new ReadOptions(oneHot, dropNull, unseenZero, labels, layout, bytes, csv);
    }

    /** The same where features are given: they tell by themselves which columns of text are spread. */
    ReadOptions withoutOneHot() {
        return new ReadOptions(false, dropNull, unseenZero, labels, layout, mapsAbove, csv);
    }
}
