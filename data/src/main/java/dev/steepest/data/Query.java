package dev.steepest.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * SQL that only reads. Names of files are replaced by the functions that read them, so that each file is opened under its own
 * name, and with nothing guessed from its first rows; all else stays as it was written.
 *
 * @param sql what DuckDB will run
 * @param files by what the query calls them
 */
record Query(String sql, List<FileSet> files) {

    /** Characters that may hold a header. */
    private static final int HEADER = 8192;

    /** What DuckDB says of SQL. */
    interface Engine {

        /** Its tree, if it is a single SELECT. */
        SyntaxTree parse(String sql);

        /** Its columns. */
        List<TableColumn> columns(String sql);
    }

    /** Refuses whatever does anything but reading. */
    static Query of(String name, String sql, Engine engine) {
        List<SqlGuard.FileUse> uses = new ArrayList<>(new SqlGuard(name, null).files(engine.parse(sql)));
        uses.sort(Comparator.comparingInt(SqlGuard.FileUse::begin));
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        List<FileSet> files = new ArrayList<>();
        int copied = 0;
        for (SqlGuard.FileUse use : uses) {
            int end = use.function().isEmpty() ? endOfName(name, text, use) : use.end();
            if (use.begin() < copied || end < use.begin() || end > text.length) {
                throw unfound(name, use);
            }
            List<FileSet> named = use.names().stream()
                    .map(file -> FileSet.of(name + " names a table that", file))
                    .toList();
            files.addAll(named);
            result.write(text, copied, use.begin() - copied);
            result.writeBytes(replacement(name, use, named, engine).getBytes(StandardCharsets.UTF_8));
            copied = end;
        }
        result.write(text, copied, text.length - copied);
        Query query = new Query(result.toString(StandardCharsets.UTF_8), List.copyOf(files));
        query.requireReplaced(name, uses, engine);
        return query;
    }

    /** What DuckDB will parse is looked at as well: the same files, and nothing but files that were found. */
    private void requireReplaced(String name, List<SqlGuard.FileUse> uses, Engine engine) {
        if (uses.isEmpty()) {
            return;
        }
        Set<String> known = new HashSet<>(paths());
        List<SqlGuard.FileUse> replaced = new SqlGuard(name, null).files(engine.parse(sql));
        boolean same = replaced.size() == uses.size()
                && replaced.stream().allMatch(use -> !use.function().isEmpty() && known.containsAll(use.names()));
        if (!same) {
            throw unfound(name, uses.get(0));
        }
    }

    private static DataException unfound(String name, SqlGuard.FileUse use) {
        return new DataException(
                name + " names " + Text.list(use.names()) + " in a way that is not understood: put it in quotes");
    }

    /** The names of all files, as DuckDB is given them and as it then opens them. */
    List<String> paths() {
        return files.stream()
                .flatMap(set -> set.files().stream())
                .flatMap(file -> Stream.of(FileSet.escaped(file), FileSet.opened(file)))
                .distinct()
                .toList();
    }

    private static String replacement(String name, SqlGuard.FileUse use, List<FileSet> files, Engine engine) {
        List<String> literals =
                files.stream().flatMap(set -> set.literals().stream()).toList();
        String list = "[" + String.join(", ", literals) + "]";
        Path first = files.get(0).files().get(0);
        if (!use.function().isEmpty()) {
            return list + (use.options().isEmpty() ? options(use.function(), list, first, engine) : withoutGuess(use));
        }
        String alias = use.alias().isEmpty() ? " AS " + Database.identifier(base(first)) : "";
        String function = FileSet.function(name, first);
        return function + "(" + list + options(function, list, first, engine) + ")" + alias;
    }

    /** Options of one's own are kept; what they leave open is not guessed from a sample, nor taken from the names of folders. */
    private static String withoutGuess(SqlGuard.FileUse use) {
        boolean samples = !use.function().contains("parquet") && !use.options().contains("sample_size");
        return (samples ? ", sample_size = -1" : "")
                + (use.options().contains("hive_partitioning") ? "" : ", hive_partitioning = false");
    }

    /** As DuckDB calls a table that is a file. */
    private static String base(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The rows of one set of files. */
    static Query of(String name, FileSet files, Engine engine) {
        Path first = files.files().get(0);
        String function = FileSet.function(name, first);
        String list = "[" + String.join(", ", files.literals()) + "]";
        return new Query(
                "SELECT * FROM " + function + "(" + list + options(function, list, first, engine) + ")",
                List.of(files));
    }

    /**
     * Nothing is guessed from a sample, no row is left out, and the names of folders are no columns. Text of JSON stays text,
     * words like yes and t of CSV do, too. All rows are looked through for the types once, not whenever DuckDB looks up the table.
     */
    private static String options(String function, String list, Path first, Engine engine) {
        if (function.contains("parquet")) {
            return ", hive_partitioning = false";
        }
        boolean isJson = function.contains("json");
        String how = ", hive_partitioning = false, ignore_errors = false"
                + (isJson
                        ? ", dateformat = '%%', timestampformat = '%%'"
                        : ", header = true, skip = 0" + separator(first)
                                + ", quote = '\"', escape = '\"', comment = '', strict_mode = true, null_padding = false");
        String looking = how + ", sample_size = -1"
                + (isJson ? "" : ", auto_type_candidates = ['BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']");
        List<TableColumn> columns = engine.columns("SELECT * FROM " + function + "(" + list + looking + ")");
        // Then DuckDB may have renamed a column, and would not find it again.
        boolean renamed = columns.stream().anyMatch(column -> column.name().matches("(?s).*_\\d+"));
        return renamed
                ? looking
                : how
                        + columns.stream()
                                .map(column -> Database.literal(column.name()) + ": " + Database.literal(column.type()))
                                .collect(Collectors.joining(
                                        ", ", (isJson ? "" : ", auto_detect = false") + ", columns = {", "}"));
    }

    /** As the reader of CSV has it: told by the header. */
    private static String separator(Path csv) {
        String name = csv.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".zst")) {
            return "";
        }
        if (name.matches("(?s).*\\.tsv(\\.gz)?")) {
            return ", delim = '\t'";
        }
        try (InputStream file = Files.newInputStream(csv);
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
                PushbackReader text = new PushbackReader(new InputStreamReader(in, StandardCharsets.UTF_8), HEADER)) {
            return ", delim = " + Database.literal(String.valueOf(CsvText.separator(text, '.')));
        } catch (IOException e) {
            throw Disk.unreadable(csv, e);
        }
    }

    /** Behind the parts of a table's name, which dots separate: identifiers, or text in quotes. */
    private static int endOfName(String name, byte[] text, SqlGuard.FileUse use) {
        int at = use.begin();
        int end = at;
        for (int part = 0; part < use.parts(); part++) {
            at = afterBlanks(text, at);
            if (part > 0) {
                if (at >= text.length || text[at] != '.') {
                    throw unfound(name, use);
                }
                at = afterBlanks(text, at + 1);
            }
            end = endOfPart(text, at);
            if (end <= at) {
                throw unfound(name, use);
            }
            at = end;
        }
        return end;
    }

    private static int afterBlanks(byte[] text, int at) {
        int next = Math.max(at, 0);
        while (next < text.length && Character.isWhitespace(text[next])) {
            next++;
        }
        return next;
    }

    private static int endOfPart(byte[] text, int begin) {
        if (begin >= text.length) {
            return begin;
        }
        byte quote = text[begin];
        int end = begin;
        if (quote != '\'' && quote != '"') {
            while (end < text.length
                    && (text[end] < 0
                            || Character.isLetterOrDigit(text[end])
                            || text[end] == '_'
                            || text[end] == '$')) {
                end++;
            }
            return end;
        }
        end++;
        while (end < text.length) {
            if (text[end] != quote) {
                end++;
            } else if (end + 1 < text.length && text[end + 1] == quote) {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return begin;
    }
}
