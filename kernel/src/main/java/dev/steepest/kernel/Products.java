package dev.steepest.kernel;

/**
 * The loop that {@link Gram} spends its time in: sum += x_j · x_k over the rows of a tile, for every pair of features j ≤ k, each sum one
 * chain of FMAs in the order of the rows.
 *
 * <p>Features k are taken in columns of eight. The sums of column c begin at {@link #start}: for each feature j before the end of the
 * column eight sums, one for each k, and then four times eight, the first of which are Σ x_k (the others belong to zeros).
 */
public interface Products {

    /** Features j that are multiplied with a column at once. */
    int GROUP = 4;

    /**
     * Adds the products of a tile.
     *
     * @param ones whether Σ x_k is wanted, too
     * @param sums as {@link #start} says; modified
     */
    void add(GramTile tile, boolean ones, double[] sums);

    /** Where the sums of a column begin; that of the column behind the last is the length of all. */
    static int start(int column) {
        // Σ (8 (c + 1) + 4) · 8 over the columns c before
        return Math.multiplyExact(GROUP * Lanes.COUNT * column, column + 2);
    }

    /** Where in a column the sums of feature j, or of the one, begin. */
    static int row(int feature) {
        return feature * Lanes.COUNT;
    }

    /** Features j of a column, those of its diagonal included: the row of the one follows. */
    static int features(int column) {
        return (column + 1) * Lanes.COUNT;
    }
}
