package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read from a CSV file. */
record CsvTable(List<String> features, Matrix x, @Nullable Vector y) {

    /** Tells from the header which columns are wanted. */
    interface Choice {
        CsvColumns of(List<String> names);
    }

    /** Reads all rows. The memory is allocated once: arenas cannot grow what they gave, and copying would need X twice. */
    static CsvTable read(Path file, Choice choice, Arena arena) {
        try (CsvFile csv = CsvFile.open(file)) {
            CsvColumns columns = choice.of(csv.names());
            long capacity = mostRows(file, columns);
            CsvValues values = new CsvValues(file, csv.names(), columns, capacity);
            Matrix x = Allocation.matrix(file, arena, Layout.ROWS, capacity, columns.features);
            Vector y = columns.target ? Allocation.vector(file, arena, capacity) : null;
            csv.values(values);
            long rows = copy(csv, values, x.segment(), y == null ? null : y.segment());
            if (rows == 0) {
                throw values.noRows();
            }
            return new CsvTable(
                    columns.features(csv.names()),
                    Matrix.wrap(x.segment(), Layout.ROWS, rows, columns.features),
                    y == null ? null : Vector.wrap(y.segment().asSlice(0, rows * Double.BYTES)));
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    private static long copy(CsvFile csv, CsvValues values, MemorySegment x, @Nullable MemorySegment y) {
        long rows = 0;
        while (csv.row()) {
            if (values.isFull()) {
                rows += values.drain(x, rows, y);
            }
        }
        return rows + values.drain(x, rows, y);
    }

    /**
     * A row takes a line and, with one character a value and the separators, some bytes: no file makes us allocate much
     * more than its size.
     */
    private static long mostRows(Path file, CsvColumns columns) throws IOException {
        long bytes = Files.size(file) / (columns.wanted() + columns.places.length) + 1;
        return Math.min(CsvText.lines(file), bytes);
    }
}
