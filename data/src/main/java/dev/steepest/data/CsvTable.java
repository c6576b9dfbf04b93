package dev.steepest.data;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
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

    /** Reads all rows, by all processors if they are many. */
    static CsvTable read(Path file, Choice choice, Layout layout, Arena arena) {
        return read(file, choice, layout, CsvParts.ofThisMachine(), arena);
    }

    /** The memory is allocated once: arenas cannot grow what they gave, and copying would need X twice. */
    static CsvTable read(Path file, Choice choice, Layout layout, CsvParts parts, Arena arena) {
        try (CsvFile csv = CsvFile.open(file)) {
            CsvColumns columns = choice.of(csv.names());
            long capacity = Math.min(CsvText.lines(file), columns.mostRows(Files.size(file)));
            CsvTable room = new CsvTable(
                    columns.features(csv.names()),
                    Allocation.matrix(file, arena, layout, capacity, columns.features),
                    columns.target ? Allocation.vector(file, arena, capacity) : null);
            CsvPlace begin = csv.rows();
            CsvPlace read = parts.pay(csv, begin) ? room.copyParts(csv, begin, columns, parts) : begin;
            try (CsvFile rest = csv.from(read)) {
                return room.of(room.copy(rest, columns, read.lines() - begin.lines()));
            }
        } catch (IOException e) {
            throw Disk.unreadable(file, e);
        }
    }

    /** Copies rows that several threads parse; returns the place behind the last one. */
    private CsvPlace copyParts(CsvFile csv, CsvPlace begin, CsvColumns columns, CsvParts parts) throws IOException {
        CsvPlace read = begin;
        try (CsvQueue queue = new CsvQueue(csv, begin, columns, parts)) {
            RowSink sink = new RowSink(x, 1);
            for (CsvPart part = queue.next(); part != null; part = queue.next()) {
                long row = read.lines() - begin.lines();
                if (part.rows() > x.rows() - row) { // what reads line by line will tell
                    break;
                }
                read = part.behind(read);
                part.values().drain(sink, row, y);
            }
        }
        return read;
    }

    /** Copies the rows of the file behind those that are there; returns how many there are. */
    private long copy(CsvFile csv, CsvColumns columns, long before) {
        RowSink sink = new RowSink(x, 1);
        CsvValues values = csv.values(columns, x.rows() - before);
        csv.values(values);
        long rows = before;
        while (csv.row()) {
            if (values.isFull()) {
                rows += values.drain(sink, rows, y);
            }
        }
        rows += values.drain(sink, rows, y);
        if (rows == 0) {
            throw values.noRows();
        }
        return rows;
    }

    /** Its first rows. */
    private CsvTable of(long rows) {
        return new CsvTable(
                features,
                Matrix.wrap(x.segment(), x.layout(), rows, x.features(), x.stride()),
                y == null ? null : Vector.wrap(y.segment().asSlice(0, rows * Double.BYTES)));
    }
}
