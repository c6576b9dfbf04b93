package dev.steepest.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file holds, told by its name. */
enum Kind {
    NPY(".npy"),
    NPZ(".npz"),
    /** Numbers without a header. */
    RAW(".f64", ".f32"),
    CSV(".csv", ".tsv", ".csv.gz", ".tsv.gz"),
    LIBSVM(".libsvm", ".svm", ".svmlight", ".libsvm.gz", ".svm.gz", ".svmlight.gz"),
    ARROW(".arrow", ".feather"),
    /** Tables that DuckDB reads. */
    TABLE(".parquet", ".json", ".jsonl", ".ndjson"),
    DATABASE(".duckdb");

    private static final String KNOWN =
            ".npy, .npz, .csv, .tsv, .csv.gz, .tsv.gz, .parquet, .json, .jsonl, .ndjson, .duckdb, .arrow, .libsvm, .libsvm.gz, .f64 or .f32";

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<String> extensions;

    Kind(String... extensions) {
        this.extensions = List.of(extensions);
    }

    static Kind of(Path file) {
        return find(file.toString()).orElseThrow(() -> unknown(file));
    }

    private static DataException unknown(Path file) {
        return new DataException(
                Files.isDirectory(file)
                        ? "cannot read " + Text.name(file) + ": it is a directory"
                        : Text.name(file) + " is of no known kind: names of data files end in " + KNOWN);
    }

    /** Whether a file of targets may have this name. */
    static boolean isTarget(String name) {
        return find(name)
                .filter(kind -> kind == NPY || kind == RAW || kind == CSV)
                .isPresent();
    }

    /** Whether DuckDB reads a file of this name, which may be a pattern. */
    static boolean isTable(Path file) {
        return find(file.toString()).filter(kind -> kind == TABLE).isPresent();
    }

    private static Optional<Kind> find(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.extensions.stream().anyMatch(lower::endsWith))
                .findFirst();
    }
}
