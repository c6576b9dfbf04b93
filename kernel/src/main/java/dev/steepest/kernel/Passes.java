package dev.steepest.kernel;

/**
 * The two passes over X that a layout defines, with the scratch memory they need. One instance serves one thread and one X.
 *
 * <p>A sum lives from one {@link #drain} to the next: a block of rows is added tile by tile, then drained.
 */
public interface Passes {

    /** Takes θ for the predictions that follow: d values, copied. */
    void theta(double[] theta);

    /**
     * z = X_tile · θ for the {@code count} rows from {@code row}, in panels and columns a multiple of 64; at most {@link Samples#tileRows} of them.
     *
     * @param z receives the predictions from index 0; it holds {@link Samples#tileLength} values, those after {@code count} are undefined
     */
    void predict(long row, int count, double[] z);

    /**
     * sum += X_tileᵀ · e for the {@code count} rows from {@code row} on, which are those of the last prediction.
     *
     * @param errors e from index 0, zeros from {@code count} to the next multiple of 64
     */
    void accumulate(long row, int count, double[] errors);

    /** z = X_tile · θ for the rows {@code list[from]} to before {@code list[from + count]}; where they are not taken row by row, a whole panel or the last one. */
    default void predict(int[] list, int from, int count, double[] z) {
        assert isPanel(list, from, count);
        predict(list[from], count, z);
    }

    /** sum += X_tileᵀ · e for the same rows, those of the last prediction. */
    default void accumulate(int[] list, int from, int count, double[] errors) {
        assert isPanel(list, from, count);
        accumulate(list[from], count, errors);
    }

    /** Whether these rows follow each other from the first of a panel on. */
    private static boolean isPanel(int[] list, int from, int count) {
        return count <= Samples.PANEL
                && list[from] % Samples.PANEL == 0
                && list[from + count - 1] - list[from] == count - 1;
    }

    /** Writes the d values of the sum to {@code sums} from index {@code from}, and makes the sum zero. */
    void drain(double[] sums, int from);
}
