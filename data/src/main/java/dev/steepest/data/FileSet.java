package dev.steepest.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a name stands for: the file of this very name, or else, if the name is a pattern, those that match it, in
 * the order of their names.
 *
 * @param name as it was written
 * @param isPattern whether no file has the name
 */
record FileSet(String name, List<Path> files, boolean isPattern) {

    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);

    /** @param of what names it, for messages */
    static FileSet of(String of, String name) {
        requireNoUrl(of, name);
        Path file = path(of, name);
        if (Files.exists(file) || !hasPattern(name)) {
            Disk.requireFile(file);
            return new FileSet(name, List.of(file), false);
        }
        List<Path> files = matches(file);
        if (files.isEmpty()) {
            throw new DataException(
                    "cannot read " + Text.name(file) + ": there is no such file, and none that matches it");
        }
        return new FileSet(name, files, true);
    }

    /** @param of what names it, for messages */
    static void requireNoUrl(String of, String name) {
        if (URL.matcher(name).matches()) {
            throw new DataException(
                    of + " is the URL " + Text.shortened(name, 80) + ": only files are read, download it first");
        }
    }

    private static Path path(String of, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new DataException(of + " names " + Text.quoted(name) + ", which cannot be a file", e);
        }
    }

    /** The characters that DuckDB's patterns are made of. */
    static boolean hasPattern(String name) {
        return name.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
    }

    private static List<Path> matches(Path pattern) {
        Path root = pattern.getRoot();
        int literal = 0;
        while (literal < pattern.getNameCount() - 1
                && !hasPattern(pattern.getName(literal).toString())) {
            literal++;
        }
        Path base = literal == 0
                ? root
                : root == null ? pattern.subpath(0, literal) : root.resolve(pattern.subpath(0, literal));
        Path start = base == null ? Path.of("") : base;
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        // Braces and backslashes mean something to Java's patterns only.
        String text = pattern.toString().replaceAll("[\\\\{}]", "\\\\$0");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + text);
        int depth = text.contains("**") ? Integer.MAX_VALUE : pattern.getNameCount() - literal;
        try (Stream<Path> files = Files.walk(start, depth, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(matcher::matches)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(
                    "cannot look for " + Text.name(pattern) + ": "
                            + Text.shortened(String.valueOf(e.getMessage()), 200),
                    e);
        }
    }

    /** How many files a pattern names, the first and the last. */
    String told() {
        return Text.shortened(name, 200) + " names files=" + files.size() + ": "
                + (files.size() == 1
                        ? Text.name(files.get(0))
                        : "from " + Text.name(files.get(0)) + " to " + Text.name(files.get(files.size() - 1)));
    }

    /** SQL for the files themselves, whatever DuckDB's patterns are made of. */
    List<String> literals() {
        return files.stream().map(FileSet::escaped).map(Database::literal).toList();
    }

    /** DuckDB takes every name for a pattern, ~ for a home, and file: for an address. */
    static String escaped(Path file) {
        String name = file.toString();
        if (hasPattern(name) && name.indexOf('\\') >= 0) {
            throw new DataException(
                    Text.name(file) + " has a backslash and one of *?[ in its name, and DuckDB cannot be told to open"
                            + " it: give it another name");
        }
        return opened(file).replaceAll("[*?\\[]", "[$0]");
    }

    /** What DuckDB opens then. */
    static String opened(Path file) {
        String name = file.toString();
        boolean isOwn = name.startsWith("~") || (name.contains(":") && !file.isAbsolute());
        return isOwn ? "./" + name : name;
    }

    /** The function that reads files of such a name; none is no table. */
    static String function(String of, Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        if (name.endsWith(".parquet")) {
            return "read_parquet";
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return "read_csv";
        }
        if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return "read_json";
        }
        throw new DataException(of + " names the table " + Text.quoted(file.toString())
                + ": it is none of its own, nor a .parquet, .csv, .tsv or .json file");
    }
}
