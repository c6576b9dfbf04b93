package dev.steepest.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first row of a CSV file, which names the columns. Checked name by name: a file of any size may claim to be one
 * row.
 */
final class CsvHeader {

    /** More than anybody's columns, and few enough for the heap. */
    static final int MOST_COLUMNS = 1 << 20;

    private final Path file;
    private final List<String> names = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long lines;

    CsvHeader(Path file) {
        this.file = file;
    }

    List<String> names() {
        return names;
    }

    /** How many lines of the file end with the header, blank ones before it and those inside of names counted. */
    long lines() {
        return lines;
    }

    void add(String field, long firstLine) {
        lines = Math.max(lines, firstLine) + CsvText.lineEnds(field);
        String name = field.strip();
        int column = names.size();
        if (column == MOST_COLUMNS) {
            throw new DataException(Text.name(file) + " has more than columns=" + MOST_COLUMNS);
        }
        if (name.isEmpty()) {
            throw new DataException(Text.name(file) + ": column=" + column
                    + " has no name: the first row must name every column (numbers count from 0)");
        }
        if (!seen.add(name)) {
            throw new DataException(Text.name(file) + ": column=" + column + " is named " + Text.quoted(name)
                    + " like column=" + names.indexOf(name) + ": names must differ");
        }
        names.add(name);
    }
}
