package dev.steepest.data;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a column of a table contributes: one feature, or one for each of its categories.
 *
 * @param column its name
 * @param feature the first feature
 * @param categories empty for a number
 */
record Term(String column, int feature, List<String> categories) {

    static Term number(String column, int feature) {
        return new Term(column, feature, List.of());
    }

    boolean isNumber() {
        return categories.isEmpty();
    }

    /** How many features. */
    int width() {
        return isNumber() ? 1 : categories.size();
    }

    List<String> features() {
        return isNumber()
                ? List.of(column)
                : categories.stream().map(category -> feature(column, category)).toList();
    }

    static String feature(String column, String category) {
        return column + "=" + category;
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
