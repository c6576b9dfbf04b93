package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model learns from.
 *
 * @param features the names of X's columns; x0, x1, … if the file has none
 * @param x X, in the layout of the file
 * @param y the targets, one a row of X
 */
public record Dataset(List<String> features, Matrix x, Vector y) {

    /** Takes the components as they are. */
    public Dataset {
        features = List.copyOf(features);
    }

    /**
     * Reads X and y from a {@code .npy} or {@code .csv} file, or X from one and y from another.
     *
     * <p>A CSV file begins with the columns' names; all other rows are finite numbers. An NPY file is as {@link
     * NpyFile} reads it; X without the first or the last column is a view of it.
     *
     * @param data the file
     * @param target the first of these that fits: a column's name, a column's number (from 0), a {@code .npy} or {@code
     *     .csv} file of one column; a column that is the target is not in X
     * @param arena owns X and y
     * @return X, y and the names
     * @throws DataException if a file cannot be read, the target is none of these, or the rows of two files disagree
     */
    public static Dataset read(Path data, String target, Arena arena) {
        return DatasetReader.of(data, target, arena).read();
    }
}
