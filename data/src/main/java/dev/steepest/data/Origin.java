package dev.steepest.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where features of a model come from.
 *
 * @param column the name of a column
 * @param features their numbers: one, or one for each category
 * @param categories the values of a column of text that are features, empty for a number
 */
record Origin(String column, List<Integer> features, List<String> categories) {

    boolean isNumber() {
        return categories.isEmpty();
    }

    /**
     * A feature is the column of its name, or else {@code column=value}, a value of a column of text.
     *
     * @param name of the table, for messages
     */
    static List<Origin> of(List<String> features, List<String> columns, String name) {
        Set<String> known = new HashSet<>(columns);
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        Map<String, List<String>> categories = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            String feature = features.get(j);
            String column = known.contains(feature) ? feature : text(feature, known);
            if (column == null) {
                missing.add(feature);
                continue;
            }
            places.computeIfAbsent(column, c -> new ArrayList<>()).add(j);
            if (!column.equals(feature)) {
                categories.computeIfAbsent(column, c -> new ArrayList<>()).add(feature.substring(column.length() + 1));
            }
        }
        if (!missing.isEmpty()) {
            throw Features.lacks(name, missing, columns);
        }
        return places.entrySet().stream()
                .map(place -> new Origin(
                        place.getKey(), place.getValue(), categories.getOrDefault(place.getKey(), List.of())))
                .toList();
    }

    /** The column that column=value names, the longest if names contain =. */
    private static @Nullable String text(String feature, Set<String> columns) {
        for (int end = feature.lastIndexOf('='); end >= 0; end = feature.lastIndexOf('=', end - 1)) {
            if (columns.contains(feature.substring(0, end))) {
                return feature.substring(0, end);
            }
        }
        return null;
    }
}
