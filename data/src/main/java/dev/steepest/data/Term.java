package dev.steepest.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a column of a table contributes: one feature, or one for each of its categories.
 *
 * @param column where the values are
 * @param features where in X: one number, or one for each category
 * @param categories empty for a number
 */
record Term(TableColumn column, List<Integer> features, List<String> categories) {

    /** The number of a category that is none of these. */
    static final int UNSEEN = -1;

    static Term number(TableColumn column, int feature) {
        return new Term(column, List.of(feature), List.of());
    }

    /** Features side by side. */
    static Term text(TableColumn column, int feature, List<String> categories) {
        List<Integer> features =
                IntStream.range(feature, feature + categories.size()).boxed().toList();
        return new Term(column, features, categories);
    }

    boolean isNumber() {
        return categories.isEmpty();
    }

    List<String> names() {
        return isNumber()
                ? List.of(column.name())
                : categories.stream()
                        .map(category -> column.name() + "=" + category)
                        .toList();
    }

    /** SQL for the number, or for the number of the category: NULL if the value is missing, {@link #UNSEEN} if it is unknown. */
    String expression() {
        if (isNumber()) {
            return "CAST(" + column.sql() + " AS DOUBLE)";
        }
        String known = categories.stream().map(Database::literal).collect(Collectors.joining(", "));
        return "CAST(CASE WHEN " + column.sql() + " IS NULL THEN NULL ELSE coalesce(enum_code(TRY_CAST(" + text()
                + " AS ENUM(" + known + "))), " + UNSEEN + ") END AS DOUBLE)";
    }

    /** SQL for the value as text. */
    String text() {
        return "CAST(" + column.sql() + " AS VARCHAR)";
    }
}
