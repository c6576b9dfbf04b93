package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        int feature = data.features().indexOf(weights);
        return feature < 0 ? ofFile(data, weights, arena) : ofFeature(data, feature, arena);
    }

    private static Weighted ofFile(Dataset data, String weights, Arena arena) {
        if (!Kind.isTarget(weights)) {
            throw new DataException("there is no column " + Text.quoted(weights) + " of weights: X has "
                    + Text.list(data.features()) + "; weights may also be a .npy, .f64 or .csv file");
        }
        Path file = path(weights);
        Disk.requireFile(file);
        Vector w = DatasetReader.readColumn(file, arena);
        if (w.length() != data.x().rows()) {
            throw new DataException(Text.name(file) + " has rows=" + w.length() + ", X has rows="
                    + data.x().rows());
        }
        return new Weighted(data, w);
    }

    private static Path path(String weights) {
        try {
            return Path.of(weights);
        } catch (InvalidPathException e) {
            throw new DataException("weights " + Text.quoted(weights) + " are neither a column nor a file name", e);
        }
    }

    private static Weighted ofFeature(Dataset data, int feature, Arena arena) {
        Matrix x = data.x();
        if (x.features() == 1) {
            throw new DataException("no features are left but the weights "
                    + Text.quoted(data.features().getFirst()));
        }
        List<String> features = new ArrayList<>(data.features());
        features.remove(feature);
        Matrix rows = x.layout() == Layout.PANELS ? x.copy(arena, Layout.ROWS) : x;
        Columns columns = new Columns("X without its column of weights", arena);
        Dataset rest = new Dataset(features, columns.without(rows, feature), data.y(), data.labels(), data.findings());
        return new Weighted(rest, columns.values(rows, feature));
    }
}
