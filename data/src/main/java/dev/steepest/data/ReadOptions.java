package dev.steepest.data;

import dev.steepest.Layout;

/**
 * How tables are read.
 *
 * @param oneHot a column of text becomes a feature for each of its values, in the order of their characters, named {@code
 *     column=value}, that is 1 in the rows of this value and 0 in all others; otherwise text is refused
 * @param dropNull rows in which a value is missing are left out, and counted; otherwise they are refused
 * @param layout the layout to read into; files that are mapped have their own
 */
public record ReadOptions(boolean oneHot, boolean dropNull, LayoutChoice layout) {

    /** Text and missing values are refused, X is read row after row. */
    public static final ReadOptions DEFAULT = new ReadOptions(false, false, (rows, features) -> Layout.ROWS);

    /** Tells the layout that X should have. */
    public interface LayoutChoice {
        /**
         * Decides by shape.
         *
         * @param rows m
         * @param features d
         */
        Layout of(long rows, int features);
    }

    /** Whether all columns can be read as the numbers they are. */
    boolean isPlain() {
        return !oneHot && !dropNull;
    }
}
