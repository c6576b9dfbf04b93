package dev.steepest.data;

import java.nio.file.Path;
import java.util.Locale;

/** What a file holds, told by its name. */
enum Kind {
    NPY,
    CSV;

    static Kind of(Path file) {
        if (has(file.toString(), ".npy")) {
            return NPY;
        }
        if (has(file.toString(), ".csv")) {
            return CSV;
        }
        throw new DataException(Text.name(file) + " is of no known kind: names of data files end in .npy or .csv");
    }

    static boolean isKnown(String name) {
        return has(name, ".npy") || has(name, ".csv");
    }

    private static boolean has(String name, String extension) {
        return name.toLowerCase(Locale.ROOT).endsWith(extension);
    }
}
