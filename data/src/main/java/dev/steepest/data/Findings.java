package dev.steepest.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What reading found that its user should know.
 *
 * @param dropped how many rows were left out because a value was missing
 * @param missing how many rows lacked a value, by the columns that had any
 * @param unseen how many texts were none of the values that a feature is made of
 * @param ignored the names of columns of which nothing is read
 * @param notes a sentence each
 */
public record Findings(long dropped, Map<String, Long> missing, long unseen, List<String> ignored, List<String> notes) {

    /** Nothing. */
    public static final Findings NONE = new Findings(0, Map.of(), 0, List.of(), List.of());

    /** Keeps copies. */
    public Findings {
        missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
        ignored = List.copyOf(ignored);
        notes = List.copyOf(notes);
    }

    static Findings ignoring(List<String> columns) {
        return new Findings(0, Map.of(), 0, columns, List.of());
    }
}
