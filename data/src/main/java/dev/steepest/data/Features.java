package dev.steepest.data;

import dev.steepest.Matrix;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model predicts from: the features it knows, in its order, some rows at a time, so that memory does not depend on
 * how many there are. One thread, the arena's.
 */
public sealed interface Features extends AutoCloseable
        permits ArrayFeatures, ArrowFeatures, CsvFeatures, MatrixFeatures, OffsetFeatures, TableFeatures {

    /**
     * Opens a file or a query, as {@link Dataset#read(String, String, ReadOptions, Arena)} does. Columns are found by the
     * names of the features; a feature {@code column=value} that is no column is 1 where the text of the column is this value.
     * A {@code .npy} or {@code .f64} file has no names: it must have these columns in this order and no others.
     *
     * @param data the name of a file, or SQL
     * @param features the model's features
     * @param options how tables are read
     * @param arena owns the rows
     * @return the rows, before the first
     * @throws DataException if the file cannot be read or lacks a feature
     * @throws IllegalArgumentException if a feature is named twice
     */
    static Features open(String data, List<String> features, ReadOptions options, Arena arena) {
        if (new HashSet<>(features).size() != features.size()) {
            throw new IllegalArgumentException("a feature is named twice: features=" + Text.list(features));
        }
        Source source = Source.of(data);
        return switch (source.kind(options.csv())) {
            case NPY, RAW -> openArray(source, features, arena);
            case NPZ -> openNpz(source, features, arena);
            case LIBSVM -> openLibsvm(source, features, arena);
            case CSV -> openCsv(source, features, options, arena);
            case ARROW -> openArrow(source, features, arena);
            case TABLE, DATABASE -> openTable(source, features, options, arena);
        };
    }

    /**
     * The same, and {@link #x} has an {@linkplain Matrix#withOffset offset}.
     *
     * @param offset the name of a {@code .npy}, {@code .f64}, {@code .f32} or {@code .csv} file of one column that is there, or else of a
     *     column; {@code .npy}, {@code .npz}, {@code .f64} and {@code .libsvm} files, whose columns are found by their places, have none
     *     of its name
     * @throws DataException if a file cannot be read or lacks a feature or the offset, and as {@link #next} says if it has more or fewer
     *     rows
     * @throws IllegalArgumentException if a feature is named twice, or is the offset
     */
    static Features open(String data, List<String> features, String offset, ReadOptions options, Arena arena) {
        Optional<Path> file = Dataset.columnFile(offset);
        Source source = Source.of(data);
        if (file.isPresent()) {
            return OffsetFeatures.ofFile(source.name(), open(data, features, options, arena), file.get(), arena);
        }
        if (Set.of(Kind.NPY, Kind.RAW, Kind.NPZ, Kind.LIBSVM).contains(source.kind(options.csv()))) {
            throw new DataException(source.name() + " has no names of columns: the offset " + Text.quoted(offset)
                    + " must be a .npy, .f64 or .csv file of one column");
        }
        List<String> columns = new ArrayList<>(features);
        columns.add(offset);
        return OffsetFeatures.ofLastColumn(source.name(), open(data, columns, options, arena));
    }

    private static Features openArray(Source source, List<String> features, Arena arena) {
        OpenFile open = OpenFile.of(source.path());
        try {
            NpyArray array = source.kind() == Kind.NPY
                    ? NpyFile.array(open)
                    : RawFile.array(open, RawFile.columns(source.path(), source.part()));
            return new ArrayFeatures(source.name(), array, open, features, arena);
        } catch (RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private static Features openNpz(Source source, List<String> features, Arena arena) {
        try (NpzFile archive = NpzFile.open(source.path())) {
            NpyArray array = archive.array(archive.other(""), arena);
            return new ArrayFeatures(source.name(), array, null, features, arena);
        }
    }

    /** As a whole: a sparse file is small. Features behind its last index are 0 in all rows. */
    private static Features openLibsvm(Source source, List<String> features, Arena arena) {
        Dataset all = LibsvmReader.read(source.path(), features.size(), arena);
        List<String> missing = missing(features, all.features());
        if (!missing.isEmpty()) {
            throw lacks(source.name(), missing, all.features());
        }
        if (all.features().size() == features.size() && !all.features().equals(features)) {
            throw new DataException(source.name() + " has features x1, x2, …, the model has them in another order");
        }
        return new MatrixFeatures(all.x());
    }

    private static Features openCsv(Source source, List<String> features, ReadOptions options, Arena arena) {
        CsvFile csv = CsvFile.open(CsvInput.of(source, options.csv()), options);
        try {
            return new CsvFeatures(csv, features, CsvParts.ofThisMachine(), arena);
        } catch (RuntimeException e) {
            csv.close();
            throw e;
        }
    }

    private static Features openArrow(Source source, List<String> features, Arena arena) {
        try {
            ArrowFile file = ArrowFile.open(source.path());
            try {
                return new ArrowFeatures(file, features, arena);
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (NoClassDefFoundError e) {
            throw source.without(e);
        }
    }

    private static Features openTable(Source source, List<String> features, ReadOptions options, Arena arena) {
        try {
            return TableFeatures.open(source, features, options.unseenZero(), arena);
        } catch (NoClassDefFoundError e) {
            throw source.without(e);
        }
    }

    /** Refuses a file that lacks columns. */
    static void requireAll(List<String> features, String name, List<String> columns) {
        List<String> missing = missing(features, columns);
        if (!missing.isEmpty()) {
            throw lacks(name, missing, columns);
        }
    }

    /** The features that are no columns. */
    static List<String> missing(List<String> features, List<String> columns) {
        List<String> missing = new ArrayList<>(features);
        missing.removeAll(new HashSet<>(columns));
        return missing;
    }

    /** What to say of these. */
    static DataException lacks(String name, List<String> missing, List<String> columns) {
        return new DataException(
                name + " lacks columns that the model needs: " + Text.list(missing) + "; it has " + Text.list(columns));
    }

    /**
     * Goes to the next rows.
     *
     * @return false if there are no more
     * @throws DataException if a row cannot be read, or there is none at all
     */
    boolean next();

    /** These rows. The memory is used again for the next. */
    Matrix x();

    /** What reading has found so far. */
    Findings findings();

    /** Closes what was opened; the memory is the arena's. */
    @Override
    void close();
}
