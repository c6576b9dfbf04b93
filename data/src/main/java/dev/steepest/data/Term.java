package dev.steepest.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a column of a table contributes: one feature, or one for each of its categories.
 *
 * @param column its name
 * @param features where in X: one number, or one for each category
 * @param categories empty for a number
 */
record Term(String column, List<Integer> features, List<String> categories) {

    static Term number(String column, int feature) {
        return new Term(column, List.of(feature), List.of());
    }

    /** Features side by side. */
    static Term text(String column, int feature, List<String> categories) {
        List<Integer> features =
                IntStream.range(feature, feature + categories.size()).boxed().toList();
        return new Term(column, features, categories);
    }

    /** One category more. */
    Term with(String category, int feature) {
        List<String> more = new ArrayList<>(categories);
        more.add(category);
        List<Integer> places = new ArrayList<>(features);
        places.add(feature);
        return new Term(column, places, more);
    }

    boolean isNumber() {
        return categories.isEmpty();
    }

    List<String> names() {
        return isNumber()
                ? List.of(column)
                : categories.stream().map(category -> column + "=" + category).toList();
    }

    /** SQL for the number, or for the number of the category: NULL if the value is missing or unknown. */
    String expression() {
        String name = Database.identifier(column);
        if (isNumber()) {
            return "CAST(" + name + " AS DOUBLE)";
        }
        String known = categories.stream().map(Database::literal).collect(Collectors.joining(", "));
        return "CAST(enum_code(TRY_CAST(CAST(" + name + " AS VARCHAR) AS ENUM(" + known + "))) AS DOUBLE)";
    }
}
