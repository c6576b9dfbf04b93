/** Readers and writers of real files: arrays, tables, SQL, and models as JSON. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // DuckDB's driver has a module name, but no descriptor
module dev.steepest.data {
    requires transitive dev.steepest;
    requires de.siegmar.fastcsv;
    requires com.fasterxml.jackson.core;
    requires duckdb.jdbc;
    requires java.sql;
    requires static transitive org.jspecify;

    exports dev.steepest.data;
}
