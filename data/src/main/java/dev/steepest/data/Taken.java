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
 * What each row of X has besides its features and its target: a weight, or an offset. One of the features, which is then none, or else a
 * file of one column.
 *
 * @param data X and y, without it
 * @param values one a row of X
 */
record Taken(Dataset data, Vector values) {

    /** @param what it is, for messages, in the plural */
    static Taken of(Dataset data, String name, String what, Arena arena) {
        int feature = data.features().indexOf(name);
        return feature < 0 ? ofFile(data, name, what, arena) : ofFeature(data, feature, what, arena);
    }

    private static Taken ofFile(Dataset data, String name, String what, Arena arena) {
        if (!Kind.isTarget(name)) {
            throw new DataException("there is no column " + Text.quoted(name) + " of " + what + ": X has "
                    + Text.list(data.features()) + "; " + what + " may also be a .npy, .f64 or .csv file");
        }
        Path file = path(name, what);
        Disk.requireFile(file);
        Vector values = DatasetReader.readColumn(file, arena);
        if (values.length() != data.x().rows()) {
            throw new DataException(Text.name(file) + " has rows=" + values.length() + ", X has rows="
                    + data.x().rows());
        }
        return new Taken(data, values);
    }

    private static Path path(String name, String what) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new DataException(what + " " + Text.quoted(name) + " are neither a column nor a file name", e);
        }
    }

    private static Taken ofFeature(Dataset data, int feature, String what, Arena arena) {
        Matrix x = data.x();
        if (x.features() == 1) {
            throw new DataException("no features are left but the " + what + " "
                    + Text.quoted(data.features().getFirst()));
        }
        List<String> features = new ArrayList<>(data.features());
        features.remove(feature);
        Matrix rows = x.layout() == Layout.PANELS ? x.copy(arena, Layout.ROWS) : x;
        Columns columns = new Columns("X without its column of " + what, arena);
        Matrix others = columns.without(rows, feature);
        Matrix rest = x.offset().map(others::withOffset).orElse(others);
        Dataset without = new Dataset(features, rest, data.y(), data.labels(), data.findings());
        return new Taken(without, columns.values(rows, feature));
    }
}
