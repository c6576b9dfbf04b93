package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model learns from.
 *
 * @param features the names of X's columns; x0, x1, … if the file has none
 * @param x X, in the layout of the file
 * @param y the targets, one a row of X
 * @param labels where the target is text, its values in the order of their characters: y is the number of each; empty if the
 *     target has numbers
 * @param findings what reading found
 */
public record Dataset(List<String> features, Matrix x, Vector y, List<String> labels, Findings findings) {

    /** Takes the components as they are. */
    public Dataset {
        features = List.copyOf(features);
        labels = List.copyOf(labels);
    }

    /**
     * The same, but X has an {@linkplain Matrix#withOffset offset}: one of the features, which is then none, or else a file.
     *
     * @param offset the name of a feature, or a {@code .npy}, {@code .f64}, {@code .f32} or {@code .csv} file of one column
     * @param arena owns what is copied or read
     * @throws DataException if it is neither, a file cannot be read or has more or fewer rows, or no features are left
     */
    public Dataset withOffset(String offset, Arena arena) {
        Taken taken = Taken.of(this, offset, "offsets", arena);
        Dataset without = taken.data();
        return new Dataset(without.features, without.x.withOffset(taken.values()), y, without.labels, without.findings);
    }

    /**
     * Reads a file as {@link #read(String, String, ReadOptions, Arena)} does, without options.
     *
     * @param data the file
     * @param target a column, or a file of one column
     * @param arena owns X and y
     * @return X, y and the names
     * @throws DataException if a file cannot be read, the target is none of these, or the rows of two files disagree
     */
    public static Dataset read(Path data, String target, Arena arena) {
        return new DatasetReader(Source.of(data), target, null, ReadOptions.DEFAULT, arena).read();
    }

    /**
     * The file that {@link #read(String, String, ReadOptions, Arena)} will open.
     *
     * @param data the name of a file, or SQL
     * @return none for SQL, whatever files it names
     * @throws DataException if it is neither SQL nor can be a file's name
     */
    public static Optional<Path> file(String data) {
        return Optional.ofNullable(Source.of(data).file());
    }

    /**
     * The file of one column that a target or weights of this name are read from, unless a column has the name.
     *
     * @param name what a user calls the target or the weights
     * @return none if no such file is there
     */
    public static Optional<Path> columnFile(String name) {
        return Kind.isTarget(name) && Files.exists(Path.of(name)) ? Optional.of(Path.of(name)) : Optional.empty();
    }

    /**
     * Reads X and y from a file or by SQL, or X from there and y from another file.
     *
     * <p>A {@code .npy} file is as {@link NpyFile} reads it, or maps it if it is larger than the options say; X without the first or the last column is a view of it. So is
     * {@code FILE.f64:N}, little-endian float64 and nothing else, N of them a row ({@code FILE.f32:N}: float32). A
     * {@code .csv} or {@code .tsv} file, {@code .gz} or not, or {@code -}, standard input, begins with the columns' names; all
     * other rows are finite numbers, or text where that becomes features ({@link CsvOptions}). Of a {@code .npz} archive the
     * target may name an array, X is then the only other. In a {@code .libsvm} file the target is 'label'. An {@code .arrow}
     * file (not compressed) of one batch of float64 columns at equal distances is not copied. Other tables are read by
     * DuckDB: {@code .parquet}, {@code .json} (an array or lines of objects), a table of a database
     * ({@code FILE.duckdb:TABLE}, or {@code FILE.duckdb} if it has only one), or what a single SELECT yields, whose
     * tables may be files, too: {@code SELECT a, b, y FROM 'part-*.parquet'}. Numbers of any type become float64. A table
     * is read twice: once to count its rows.
     *
     * @param data the name of a file, or SQL
     * @param target the first of these that fits: a column's name, a column's number (from 0), a {@code .npy}, {@code
     *     .f64}, {@code .f32} or {@code .csv} file of one column; a column that is the target is not in X
     * @param options how tables are read
     * @param arena owns X and y
     * @return X, y and the names
     * @throws DataException if something cannot be read, the target is none of these, or the rows of two files disagree
     */
    public static Dataset read(String data, String target, ReadOptions options, Arena arena) {
        return new DatasetReader(Source.of(data), target, null, options, arena).read();
    }

    /**
     * The same, but X has these features and no others, found as {@link Features#open} finds them.
     *
     * @param data the name of a file, or SQL
     * @param target what {@link #read(String, String, ReadOptions, Arena)} takes
     * @param features the names of X's columns
     * @param options how tables are read
     * @param arena owns X and y
     * @return X, y and the names
     * @throws DataException if something cannot be read, a feature is missing, or the rows of two files disagree
     */
    public static Dataset read(String data, String target, List<String> features, ReadOptions options, Arena arena) {
        return new DatasetReader(Source.of(data), target, features, options, arena).read();
    }
}
