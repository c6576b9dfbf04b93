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
 * @param layout the layout that CSV and tables are read into; files that are mapped have their own, and LIBSVM has rows
 * @param csv how text is read
 */
public record ReadOptions(
        boolean oneHot, boolean dropNull, boolean unseenZero, boolean labels, Layout layout, CsvOptions csv) {

    /** Text, missing and unseen values are refused, X is read row after row. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, false, Layout.ROWS);

    /** With text as {@link CsvOptions#DEFAULT} has it. */
    public ReadOptions(boolean oneHot, boolean dropNull, Layout layout) {
        this(oneHot, dropNull, false, false, layout, CsvOptions.DEFAULT);
    }

    /** The same where features are given: they tell by themselves which columns of text are spread. */
    ReadOptions withoutOneHot() {
        return new ReadOptions(false, dropNull, unseenZero, labels, layout, csv);
    }
}
