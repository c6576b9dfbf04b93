package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds out what the target is, and takes X and y apart. */
final class DatasetReader {

    /** Not a column. */
    private static final int FILE = -1;

    private final Source source;
    private final String target;
    private final ReadOptions options;
    private final Arena arena;

    DatasetReader(Source source, String target, ReadOptions options, Arena arena) {
        this.source = source;
        this.target = target;
        this.options = options;
        this.arena = arena;
    }

    Dataset read() {
        return switch (source.kind()) {
            case NPY -> readArray(NpyFile.matrix(source.path(), options.mapsAbove(), arena));
            case RAW -> readArray(RawFile.matrix(source.path(), source.part(), options.mapsAbove(), arena));
            case NPZ -> readNpz();
            case LIBSVM -> readLibsvm();
            case ARROW -> readArrow();
            case CSV -> options.isPlain() ? readCsv() : readTable();
            case TABLE, DATABASE -> readTable();
        };
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
            return new Dataset(names(x), x, y, 0);
        }
    }

    private Dataset readLibsvm() {
        if (!target.equals(LibsvmReader.LABEL) && !target.equals("0")) {
            throw new DataException(source.name() + " has no column " + Text.quoted(target)
                    + ": the target of such a file is '" + LibsvmReader.LABEL + "'");
        }
        return LibsvmReader.read(source.path(), 0, arena);
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
            TableReader reader = new TableReader(database, options, arena);
            List<String> names = reader.names();
            TableReader.Table table = reader.read(column(names.size(), names));
            Vector y = table.y() != null ? table.y() : readTarget(table.x().rows());
            return new Dataset(table.features(), table.x(), y, table.dropped());
        }
    }

    private Dataset readCsv() {
        CsvTable table = CsvTable.read(source.path(), this::columns, options.layout(), arena);
        Vector y = table.y();
        return new Dataset(
                table.features(),
                table.x(),
                y != null ? y : readTarget(table.x().rows()),
                0);
    }

    private CsvColumns columns(List<String> names) {
        int column = column(names.size(), names);
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
        return new Dataset(names(x), x, y, 0);
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
        CsvTable table = CsvTable.read(file, names -> oneColumn(file, names), Layout.ROWS, arena);
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
