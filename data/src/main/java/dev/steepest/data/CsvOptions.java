package dev.steepest.data;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How text is read as a table.
 *
 * @param format what DATA is, whatever its name ends in; null: told by its name. Standard input, {@code -}, has no ending
 * @param decimal what divides a number from its fraction: a point or a comma
 * @param header whether the first row names the columns; otherwise they are x0, x1, …
 * @param missing the words, besides the empty cell, that say that there is no value; a word that spells a number stands for all
 *     spellings of it
 */
public record CsvOptions(@Nullable Format format, char decimal, boolean header, Set<String> missing) {

    /** What separates fields. */
    public enum Format {
        /** Commas, or what the header has in their place: semicolons or tabs. */
        CSV,
        /** Tabs. */
        TSV
    }

    /** What people and programs write for a value that they do not have. */
    public static final Set<String> MISSING =
            Set.of("NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "?");

    /** Named by its ending, decimal points, a header, {@link #MISSING}. */
    public static final CsvOptions DEFAULT = new CsvOptions(null, '.', true, MISSING);

    /**
     * Keeps a copy of the words.
     *
     * @throws IllegalArgumentException if decimal is neither a point nor a comma
     */
    public CsvOptions {
        if (decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException("decimal=" + decimal + " is neither . nor ,");
        }
        missing = Set.copyOf(missing);
    }
}
