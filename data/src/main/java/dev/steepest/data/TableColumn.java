package dev.steepest.data;

import java.util.Set;

/**
 * A column of a table.
 *
 * @param type as SQL names it
 * @param sql what SQL calls the column
 */
record TableColumn(String name, String type, String sql) {

    private static final Set<String> NUMBERS = Set.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "HUGEINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
            "UBIGINT",
            "UHUGEINT",
            "FLOAT",
            "DOUBLE");

    static TableColumn of(String name, String type) {
        return new TableColumn(name, type, Database.identifier(name));
    }

    /** SQL that is true where there is a value: NaN is none. */
    String isThere() {
        boolean canBeNaN = type.equals("FLOAT") || type.equals("DOUBLE");
        return canBeNaN ? "(" + sql + " IS NOT NULL AND NOT isnan(" + sql + "))" : sql + " IS NOT NULL";
    }

    boolean isNumber() {
        return NUMBERS.contains(type) || type.startsWith("DECIMAL");
    }

    boolean isText() {
        return type.equals("VARCHAR") || type.startsWith("ENUM");
    }
}
