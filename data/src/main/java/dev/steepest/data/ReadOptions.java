package dev.steepest.data;

import dev.steepest.Layout;

/**
 * How tables are read.
 *
 * @param oneHot a column of text becomes a feature for each of its values, in the order of their characters, named {@code
 *     column=value}, that is 1 in the rows of this value and 0 in all others; otherwise text is refused
 * @param dropNull rows in which a value is missing are left out, and counted; otherwise they are refused
 * @param layout the layout that CSV and tables are read into; files that are mapped have their own, and LIBSVM has rows
 */
public record ReadOptions(boolean oneHot, boolean dropNull, Layout layout) {

    /** Text and missing values are refused, X is read row after row. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, false, Layout.ROWS);

    /** Whether all columns can be read as the numbers they are. */
    boolean isPlain() {
        return !oneHot && !dropNull;
    }
}
