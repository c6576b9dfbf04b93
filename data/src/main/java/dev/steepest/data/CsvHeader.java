package dev.steepest.data;

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

    private final String file;
    private final boolean isNamed;
    private final List<String> names = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long lines;

    /** @param isNamed whether the first row has names; otherwise it is a row like the others, and columns are x0, x1, … */
    CsvHeader(String file, boolean isNamed) {
        this.file = file;
        this.isNamed = isNamed;
    }

    List<String> names() {
        return names;
    }

    /** How many lines of the file are before the rows: blank ones, and those of the header. */
    long lines() {
        return lines;
    }

    void add(String field, long firstLine) {
        lines = isNamed ? Math.max(lines, firstLine) + CsvText.lineEnds(field) : firstLine - 1;
        int column = names.size();
        if (column == MOST_COLUMNS) {
            throw new DataException(file + " has more than columns=" + MOST_COLUMNS);
        }
        names.add(isNamed ? name(field.strip(), column) : "x" + column);
    }

    private String name(String name, int column) {
        if (name.isEmpty()) {
            throw new DataException(file + ": column=" + column
                    + " has no name: the first row must name every column (numbers count from 0)");
        }
        if (!seen.add(name)) {
            throw new DataException(file + ": column=" + column + " is named " + Text.quoted(name) + " like column="
                    + names.indexOf(name) + ": names must differ");
        }
        return name;
    }

    /** Whether these are rather the values of a row. */
    boolean isNumbers() {
        return isNamed && names.stream().allMatch(name -> Decimal.isNumber(name, '.'));
    }
}
