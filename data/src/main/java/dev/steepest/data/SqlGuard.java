package dev.steepest.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a query may consist of. It walks the tree that DuckDB itself makes of the text; a kind of node, an expression or a
 * function that is not in its lists is refused by its name, so what a later DuckDB can do besides is refused until it is put
 * there.
 */
final class SqlGuard {

    /** Statements, tables, expressions, and what orders and limits them. */
    private static final Set<String> TYPES = words(
            "SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY"
                    + " EXPRESSION_LIST PIVOT ORDER_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER DISTINCT_MODIFIER"
                    + " ORDER_DEFAULT ASCENDING DESCENDING VALUE_CONSTANT VALUE_NULL COLUMN_REF FUNCTION OPERATOR_CAST"
                    + " CASE_EXPR STAR LAMBDA COLLATE POSITIONAL_REFERENCE TYPE OPERATOR_NOT OPERATOR_IS_NULL"
                    + " OPERATOR_IS_NOT_NULL OPERATOR_COALESCE OPERATOR_NULLIF OPERATOR_TRY OPERATOR_UNPACK COMPARE_IN"
                    + " COMPARE_NOT_IN COMPARE_EQUAL COMPARE_NOTEQUAL COMPARE_LESSTHAN COMPARE_GREATERTHAN"
                    + " COMPARE_LESSTHANOREQUALTO COMPARE_GREATERTHANOREQUALTO COMPARE_DISTINCT_FROM"
                    + " COMPARE_NOT_DISTINCT_FROM COMPARE_BETWEEN COMPARE_NOT_BETWEEN CONJUNCTION_AND CONJUNCTION_OR"
                    + " ARRAY_EXTRACT ARRAY_SLICE ARRAY_CONSTRUCTOR STRUCT_EXTRACT ARROW GROUPING_FUNCTION"
                    + " WINDOW_AGGREGATE WINDOW_RANK WINDOW_RANK_DENSE WINDOW_NTILE WINDOW_PERCENT_RANK WINDOW_CUME_DIST"
                    + " WINDOW_ROW_NUMBER WINDOW_FIRST_VALUE WINDOW_LAST_VALUE WINDOW_LEAD WINDOW_LAG WINDOW_NTH_VALUE"
                    + " WINDOW_FILL WINDOW_FUNCTION");

    private static final Set<String> CLASSES = words(
            "CONSTANT COLUMN_REF COMPARISON CONJUNCTION CAST CASE BETWEEN FUNCTION WINDOW SUBQUERY STAR OPERATOR COLLATE"
                    + " LAMBDA POSITIONAL_REFERENCE TYPE");

    /** They read the files that their first argument names. */
    static final Set<String> FILE_FUNCTIONS =
            words("read_parquet parquet_scan read_csv read_csv_auto read_json read_json_auto"
                    + " read_ndjson read_ndjson_auto");

    /** They make rows of their arguments. */
    static final Set<String> ROW_FUNCTIONS =
            words("range generate_series unnest repeat repeat_row json_each json_tree");

    /** How a file is read; rejects_table and the like would make tables. */
    private static final Set<String> OPTIONS = words("all_varchar allow_quoted_nulls auto_detect auto_type_candidates"
            + " binary_as_string column_names columns comment compression convert_strings_to_integers dateformat"
            + " date_format dec decimal_separator delim delimiter dtypes encoding escape field_appearance_threshold"
            + " file_row_number filename force_not_null format header hive_partitioning hive_types hive_types_autocast"
            + " ignore_errors map_inference_threshold max_line_size maximum_depth maximum_line_size"
            + " maximum_object_size maximum_sample_files names new_line newline normalize_names null_padding nullstr null"
            + " parallel quote records sample_size sep skip strict_mode thousands timestamp_format timestampformat types"
            + " union_by_name");

    /** Scalars, aggregates and windows. */
    private static final Set<String> FUNCTIONS = functions();

    /**
     * Where a query reads a file.
     *
     * @param names as they are written
     * @param begin where they are, in bytes
     * @param function which reads them; empty if the name stands for a table
     * @param options what the function is told besides
     * @param parts of the name, if it stands for a table
     * @param alias how the query calls the table; empty if it does not say
     */
    record FileUse(
            List<String> names, int begin, int end, String function, Set<String> options, int parts, String alias) {}

    /** The tables that a query may name besides files and its own. */
    @FunctionalInterface
    interface Tables {

        /** Looks into it, if it is a view; false if there is none of this name. */
        boolean reach(List<String> path);
    }

    private final String name;
    private final @Nullable Tables tables;
    private final List<FileUse> files = new ArrayList<>();

    /**
     * @param name of what is checked, for messages
     * @param tables those of a database, and then no files; null if files are the tables
     */
    SqlGuard(String name, @Nullable Tables tables) {
        this.name = name;
        this.tables = tables;
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    private static Set<String> functions() {
        try (InputStream in = Objects.requireNonNull(SqlGuard.class.getResourceAsStream("sql-functions.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an expression may call it. */
    static boolean isAllowed(String function) {
        return FUNCTIONS.contains(function.toLowerCase(Locale.ROOT));
    }

    /** The files that are read, in no order; refuses a query that does anything but reading. */
    List<FileUse> files(SyntaxTree tree) {
        walk(tree, Set.of());
        return List.copyOf(files);
    }

    private void walk(@Nullable Object value, Set<String> scope) {
        if (value instanceof List<?> list) {
            list.forEach(element -> walk(element, scope));
        } else if (value instanceof SyntaxTree node) {
            Set<String> visible = node.members().containsKey("cte_map") ? named(node, scope) : scope;
            check(node, visible);
            boolean isCall = node.text("type").equals("TABLE_FUNCTION");
            node.members().forEach((key, member) -> {
                if (isCall && key.equals("function")) { // which is looked up among those that make tables
                    node.node(key).members().values().forEach(part -> walk(part, visible));
                } else if (!key.equals("cte_map")) {
                    walk(member, visible);
                }
            });
        }
    }

    /** The tables of WITH: each sees those before it, and itself if it is recursive. */
    private Set<String> named(SyntaxTree node, Set<String> outer) {
        Set<String> scope = new HashSet<>(outer);
        for (SyntaxTree entry : node.node("cte_map").nodes("map")) {
            String table = entry.text("key").toLowerCase(Locale.ROOT);
            SyntaxTree value = entry.node("value");
            Set<String> inner = new HashSet<>(scope);
            if (value.node("query_node").text("type").equals("RECURSIVE_CTE_NODE")) {
                inner.add(table);
            }
            walk(value, inner);
            scope.add(table);
        }
        return scope;
    }

    private void check(SyntaxTree node, Set<String> scope) {
        requireKnown(node, "type", TYPES);
        requireKnown(node, "class", CLASSES);
        if (node.members().get("at_clause") != null || !node.text("pivot_enum").isEmpty()) {
            throw refused("AT and PIVOT over a type");
        }
        if (node.text("type").equals("BASE_TABLE")) {
            checkTable(node, scope);
        } else if (node.text("type").equals("TABLE_FUNCTION")) {
            checkTableFunction(node);
        } else if (node.members().containsKey("function_name")) {
            requireFunction(node);
        }
    }

    private void requireKnown(SyntaxTree node, String key, Set<String> known) {
        if (node.members().get(key) instanceof String kind && !known.contains(kind)) {
            throw refused(kind);
        }
    }

    private void requireFunction(SyntaxTree node) {
        String function = String.join(".", node.path());
        boolean exports = Boolean.TRUE.equals(node.members().get("export_state"));
        if (node.path().size() != 1
                || !function.equals(node.text("function_name"))
                || !isAllowed(function)
                || exports) {
            throw refused(function + "()");
        }
    }

    private void checkTable(SyntaxTree node, Set<String> scope) {
        List<String> path = node.path();
        if (path.size() == 1 && scope.contains(path.get(0).toLowerCase(Locale.ROOT))) {
            return;
        }
        if (tables == null) {
            int begin = node.begin();
            files.add(new FileUse(
                    List.of(String.join(".", path)), begin, begin, "", Set.of(), path.size(), node.text("alias")));
        } else if (!tables.reach(path)) {
            throw new DataException(name + " names " + Text.quoted(String.join(".", path))
                    + ", which is no table of the database: nothing else is read there");
        }
    }

    private void checkTableFunction(SyntaxTree node) {
        SyntaxTree function = node.node("function");
        String called = function.text("function_name").toLowerCase(Locale.ROOT);
        boolean readsFiles = FILE_FUNCTIONS.contains(called);
        if (!function.path().equals(List.of(function.text("function_name")))
                || !(readsFiles ? tables == null : ROW_FUNCTIONS.contains(called))) {
            throw refused(String.join(".", function.path()) + "()");
        }
        if (readsFiles) {
            files.add(file(node, called, function.nodes("arguments")));
        }
    }

    private FileUse file(SyntaxTree node, String function, List<SyntaxTree> arguments) {
        SyntaxTree first = arguments.isEmpty()
                ? new SyntaxTree(Map.of())
                : arguments.get(0).node("expression");
        boolean isList = first.text("function_name").equals("list_value");
        List<SyntaxTree> texts = isList
                ? first.nodes("arguments").stream()
                        .map(argument -> argument.node("expression"))
                        .toList()
                : List.of(first);
        boolean areTexts = texts.stream()
                .allMatch(text -> text.text("class").equals("CONSTANT")
                        && text.node("literal").text("kind").equals("STRING"));
        if (texts.isEmpty() || !areTexts) {
            throw new DataException(
                    name + ": " + function + "() must begin with the name of a file in quotes, or a list of them");
        }
        Set<String> options = new HashSet<>();
        for (SyntaxTree argument : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
            options.add(option(function, argument));
        }
        List<String> names =
                texts.stream().map(text -> text.node("literal").text("text")).toList();
        return new FileUse(names, first.begin(), first.end(), function, options, 0, node.text("alias"));
    }

    /** They come as name := value, or as a comparison. */
    private String option(String function, SyntaxTree argument) {
        SyntaxTree expression = argument.node("expression");
        String option = argument.text("name");
        if (option.isEmpty() && expression.text("type").equals("COMPARE_EQUAL")) {
            option = expression.node("left").members().get("column_names") instanceof List<?> names && names.size() == 1
                    ? String.valueOf(names.get(0))
                    : "";
        }
        if (!OPTIONS.contains(option.toLowerCase(Locale.ROOT))) {
            throw refused("the option " + Text.quoted(option) + " of " + function + "()");
        }
        return option.toLowerCase(Locale.ROOT);
    }

    private DataException refused(String what) {
        return new DataException(name + " must only read: " + Text.shortened(what, 80) + " is not allowed there");
    }
}
