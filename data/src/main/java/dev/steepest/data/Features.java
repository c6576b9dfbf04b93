package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a model predicts from: the features it knows, in its order.
 *
 * @param x X, layout {@link Layout#ROWS}
 * @param ignored the names of the file's other columns, of which nothing was read
 */
public record Features(Matrix x, List<String> ignored) {

    /** Takes the components as they are. */
    public Features {
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads the features that a model names: by name from a {@code .csv} file, by position from a {@code .npy} file,
     * which must have no other columns.
     *
     * @param data the file
     * @param features the model's features
     * @param arena owns X
     * @return X and what was left out
     * @throws DataException if the file cannot be read or lacks a feature
     * @throws IllegalArgumentException if a feature is named twice
     */
    public static Features read(Path data, List<String> features, Arena arena) {
        if (new HashSet<>(features).size() != features.size()) {
            throw new IllegalArgumentException("a feature is named twice: features=" + Text.list(features));
        }
        if (Kind.of(data) == Kind.NPY) {
            return new Features(readNpy(data, features, arena), List.of());
        }
        CsvTable table = CsvFile.read(data, names -> select(data, features, names), arena);
        return new Features(table.x(), table.ignored());
    }

    private static Matrix readNpy(Path data, List<String> features, Arena arena) {
        Matrix x = NpyFile.readMatrix(data, arena);
        if (x.features() != features.size()) {
            throw new DataException(Text.name(data) + " has columns=" + x.features() + ", the model has features="
                    + features.size() + ": " + Text.list(features));
        }
        return x;
    }

    private static CsvColumns select(Path data, List<String> features, List<String> names) {
        Map<String, Integer> positions =
                IntStream.range(0, names.size()).boxed().collect(Collectors.toMap(names::get, j -> j));
        List<String> missing = new ArrayList<>(features);
        missing.removeIf(positions::containsKey);
        if (!missing.isEmpty()) {
            throw new DataException(Text.name(data) + " lacks columns that the model needs: " + Text.list(missing)
                    + "; it has " + Text.list(names));
        }
        int[] wanted = features.stream().mapToInt(positions::get).toArray();
        return CsvColumns.only(wanted, names.size());
    }
}
