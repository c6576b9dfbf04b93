package dev.steepest.data;

import java.util.Set;

/**
 * A column of a table.
 *
 * @param type as SQL names it
 */
record TableColumn(String name, String type) {

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

    boolean isNumber() {
        return NUMBERS.contains(type) || type.startsWith("DECIMAL");
    }

    boolean isText() {
        return type.equals("VARCHAR") || type.startsWith("ENUM");
    }
}
