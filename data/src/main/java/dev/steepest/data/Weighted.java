package dev.steepest.data;

import dev.steepest.Vector;
import java.lang.foreign.Arena;

/**
 * What a model learns from, and what each row counts for.
 *
 * @param data X and y, without the weights
 * @param weights w, one a row of X
 */
public record Weighted(Dataset data, Vector weights) {

    /**
     * Finds the weights of the rows: one of the features, which is then none, or else a file.
     *
     * @param data X, y and perhaps w
     * @param weights the name of a feature, or a {@code .npy}, {@code .f64}, {@code .f32} or {@code .csv} file of one column
     * @param arena owns what is copied or read
     * @throws DataException if it is neither, a file cannot be read or has more or fewer rows, or no features are left
     */
    public static Weighted of(Dataset data, String weights, Arena arena) {
        Taken taken = Taken.of(data, weights, "weights", arena);
        return new Weighted(taken.data(), taken.values());
    }
}
