package dev.steepest.data;

import dev.steepest.Matrix;
import dev.steepest.Vector;
import dev.steepest.data.DataException.Remedy;
import java.lang.foreign.Arena;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what the target is, and takes X and y apart. */
final class DatasetReader {

    /** Not a column. */
    private static final int FILE = -1;

    private final Source source;
    private final String target;
    private final @Nullable List<String> wanted;
    private final ReadOptions options;
    private final Arena arena;

    /** @param wanted the features; null: all columns but the target */
    DatasetReader(Source source, String target, @Nullable List<String> wanted, ReadOptions options, Arena arena) {
        this.source = source;
        this.target = target;
        this.wanted = wanted;
        this.options = wanted == null ? options : options.withoutOneHot();
        this.arena = arena;
    }

    Dataset read() {
        Dataset all = readAll();
        return wanted == null || wanted.equals(all.features()) ? all : select(all, wanted);
    }

    private Dataset readAll() {
        return switch (source.kind(options.csv())) {
            case NPY -> readArray(NpyFile.matrix(source.path(), options.mapsAbove(), arena));
            case RAW -> readArray(RawFile.matrix(source.path(), source.part(), options.mapsAbove(), arena));
            case NPZ -> readNpz();
            case LIBSVM -> readLibsvm();
            case ARROW -> readArrow();
            case CSV -> readCsv();
            case TABLE, DATABASE -> readTable();
        };
    }

    /** A copy of these columns. */
    private Dataset select(Dataset all, List<String> features) {
        Features.requireAll(features, source.name(), all.features());
        Matrix x = new Columns(source.name(), arena)
                .select(
                        all.x(),
                        features.stream().mapToInt(all.features()::indexOf).toArray());
        List<String> ignored = Features.missing(all.features(), features);
        return new Dataset(features, x, all.y(), all.labels(), Findings.ignoring(ignored));
    }

    /** An array of the archive that the target names, and the only other one; or all columns of its only one. */
    private Dataset readNpz() {
        try (NpzFile archive = NpzFile.open(source.path())) {
            if (!archive.names().contains(target)) {
                return readArray(archive.array(archive.other(target), arena).read(arena));
            }
            Vector y = NpyFile.vector(archive.array(target, arena), arena);
            Matrix x = archive.array(archive.other(target), arena).read(arena);
            if (x.rows() != y.length()) {
                throw new DataException(source.name() + " has rows=" + x.rows() + " in "
                        + Text.quoted(archive.other(target)) + ", " + y.length() + " in " + Text.quoted(target));
            }
            return new Dataset(names(x), x, y, List.of(), Findings.NONE);
        }
    }

    private Dataset readLibsvm() {
        if (!target.equals(LibsvmReader.LABEL) && !target.equals("0")) {
            throw new DataException(source.name() + " has no column " + Text.quoted(target)
                    + ": the target of such a file is '" + LibsvmReader.LABEL + "'");
        }
        return LibsvmReader.read(source.path(), wanted == null ? 0 : wanted.size(), arena);
    }

    private Dataset readArrow() {
        try (ArrowFile file = ArrowFile.open(source.path())) {
            int column = column(file.names().size(), file.names());
            return new ArrowReader(file, arena).read(column, options, column == FILE ? readTarget(file.rows()) : null);
        } catch (NoClassDefFoundError e) {
            throw source.without(e);
        }
    }

    private Dataset readTable() {
        try {
            return readDatabase();
        } catch (NoClassDefFoundError e) {
            throw source.without(e);
        }
    }

    private Dataset readDatabase() {
        try (Database database = Database.open(source)) {
            TableReader reader = new TableReader(database, wanted, options, arena);
            List<String> names = reader.names();
            TableReader.Table table = reader.read(column(names.size(), names));
            Vector y = table.y() != null ? table.y() : readTarget(table.x().rows());
            return new Dataset(table.features(), table.x(), y, table.labels(), table.findings());
        }
    }

    private Dataset readCsv() {
        CsvTable table = readCsv(CsvInput.of(source, options.csv()));
        Vector y = table.y();
        if (y == null && table.findings().dropped() > 0) {
            throw new DataException(
                    source.name() + " has rows=" + table.findings().dropped()
                            + " with missing values: they cannot be dropped when the target is a file of its own");
        }
        return new Dataset(
                table.features(),
                table.x(),
                y != null ? y : readTarget(table.x().rows()),
                table.labels(),
                table.findings());
    }

    /** Labels are numbers, or text as the first that is none tells: then the file is read once more to know them all. */
    private CsvTable readCsv(CsvInput input) {
        try {
            return CsvTable.read(input, this::columns, options, false, arena);
        } catch (DataException e) {
            if (e.remedy() != Remedy.LABELS || !options.labels()) {
                throw e;
            }
            return CsvTable.read(input, this::columns, options, true, arena);
        }
    }

    private CsvColumns columns(List<String> names) {
        int column = column(names.size(), names);
        if (wanted != null) {
            return CsvColumns.of(Origin.of(wanted, names, source.name()), names, column);
        }
        return column == FILE ? CsvColumns.all(names.size()) : CsvColumns.allBut(column, names.size());
    }

    private Dataset readArray(Matrix table) {
        if (table.features() > CsvHeader.MOST_COLUMNS) {
            throw new DataException(
                    source.name() + " has columns=" + table.features() + ", more than " + CsvHeader.MOST_COLUMNS);
        }
        int column = column(table.features(), List.of());
        Columns columns = new Columns(source.name(), arena);
        Matrix x = column == FILE ? table : columns.without(table, column);
        Vector y = column == FILE ? readTarget(table.rows()) : columns.values(table, column);
        return new Dataset(names(x), x, y, List.of(), Findings.NONE);
    }

    /** Arrays have none. */
    private static List<String> names(Matrix x) {
        List<String> names = new ArrayList<>(x.features());
        for (int j = 0; j < x.features(); j++) {
            names.add("x" + j);
        }
        return names;
    }

    /** The number of the target's column; a file is looked for at once, before X is read. */
    private int column(int columns, List<String> names) {
        int named = names.indexOf(target);
        int column = named >= 0 ? named : number(columns);
        if (column == FILE) {
            requireTargetFile(columns, names);
        } else if (columns == 1) {
            throw new DataException(source.name() + " has no column but the target: no features are left");
        }
        return column;
    }

    private int number(int columns) {
        boolean digits = !target.isEmpty() && target.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return FILE;
        }
        int column = target.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(target);
        if (column >= columns) {
            throw new DataException(source.name() + " has no column=" + Text.shortened(target, 40) + ": it has columns="
                    + columns + ", numbers count from 0");
        }
        return column;
    }

    private void requireTargetFile(int columns, List<String> names) {
        if (!Kind.isTarget(target)) {
            String known = names.isEmpty() ? "numbers from 0 to " + (columns - 1) : Text.list(names);
            throw new DataException(source.name() + " has no column " + Text.quoted(target) + ": it has " + known
                    + "; a target may also be a .npy, .f64 or .csv file");
        }
        Disk.requireFile(targetFile());
    }

    private Path targetFile() {
        try {
            return Path.of(target);
        } catch (InvalidPathException e) {
            throw new DataException("target " + Text.quoted(target) + " is neither a column nor a file name", e);
        }
    }

    private Vector readTarget(long rows) {
        Path file = targetFile();
        Vector y = readColumn(file, arena);
        if (y.length() != rows) {
            throw new DataException(
                    Text.name(file) + " has rows=" + y.length() + ", " + source.name() + " has rows=" + rows);
        }
        return y;
    }

    /** A file of one column: targets or weights. */
    static Vector readColumn(Path file, Arena arena) {
        return switch (Kind.of(file)) {
            case NPY -> NpyFile.readVector(file, arena);
            case RAW -> RawFile.vector(file, arena);
            default -> readCsvColumn(file, arena);
        };
    }

    private static Vector readCsvColumn(Path file, Arena arena) {
        CsvInput input = CsvInput.of(Source.of(file), CsvOptions.DEFAULT);
        CsvTable table = CsvTable.read(input, names -> oneColumn(file, names), ReadOptions.DEFAULT, false, arena);
        return Vector.wrap(table.x().segment());
    }

    private static CsvColumns oneColumn(Path file, List<String> names) {
        if (names.size() != 1) {
            throw new DataException(Text.name(file) + " has columns=" + names.size() + ": " + Text.list(names)
                    + "; it should have one");
        }
        return CsvColumns.all(1);
    }
}
