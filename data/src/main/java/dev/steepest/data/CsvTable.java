package dev.steepest.data;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was read from a CSV file. */
record CsvTable(List<String> features, Matrix x, @Nullable Vector y, List<String> labels, Findings findings) {

    /** Tells from the header which columns are wanted. */
    interface Choice {
        CsvColumns of(List<String> names);
    }

    /**
     * Reads all rows, by all processors if they are many.
     *
     * @param labelled whether the target is text
     */
    static CsvTable read(CsvInput input, Choice choice, ReadOptions options, boolean labelled, Arena arena) {
        return read(input, choice, options, labelled, CsvParts.ofThisMachine(), arena);
    }

    static CsvTable read(
            CsvInput input, Choice choice, ReadOptions options, boolean labelled, CsvParts parts, Arena arena) {
        try (CsvFile csv = CsvFile.open(input, options)) {
            CsvColumns wanted = choice.of(csv.names());
            CsvColumns columns = options.oneHot() || labelled ? CsvScan.spread(csv, wanted, parts) : wanted;
            CsvCounts counts = new CsvCounts();
            Room room = null;
            try (CsvBlocks<CsvValues> blocks =
                    new CsvBlocks<>(csv, columns, parts, block -> new CsvValues(csv, columns, block))) {
                for (CsvValues block = blocks.next(); block != null; block = blocks.next()) {
                    // After the first rows: most files that are refused are refused by them.
                    room = room == null ? new Room(csv, columns, arena) : room;
                    room.add(block, counts);
                }
            }
            if (room == null || room.rows == 0) {
                throw counts.noRows(csv, columns);
            }
            return room.table(counts.of(csv, columns));
        } catch (IOException e) {
            throw input.unreadable(e);
        }
    }

    /** X and y while rows arrive. */
    private static final class Room {

        private final CsvFile csv;
        private final CsvColumns columns;
        private final Arena arena;
        private final Layout layout;
        private Matrix x;
        private @Nullable Vector y;
        private RowSink sink;
        private long rows;

        /**
         * Once, where the file tells how many rows it can have: arenas cannot grow what they gave, and copying needs X twice.
         */
        Room(CsvFile csv, CsvColumns columns, Arena arena) throws IOException {
            this.csv = csv;
            this.columns = columns;
            this.arena = arena;
            this.layout = csv.options().layout();
            CsvInput input = csv.input();
            long lines = input.lines();
            long capacity = input.isEstimated() ? lines : Math.min(lines, columns.mostRows(input.bytes()));
            this.x = Allocation.matrix(csv.name(), arena, layout, capacity, columns.features);
            this.y = columns.target ? Allocation.vector(csv.name(), arena, capacity) : null;
            this.sink = new RowSink(x, 1);
        }

        void add(CsvValues block, CsvCounts counts) {
            if (block.waiting() > x.rows() - rows) {
                if (!csv.input().isEstimated()) {
                    throw new DataException(csv.name() + " changed while it was read: more rows than before");
                }
                grow(rows + block.waiting());
            }
            rows += block.drain(sink, rows, y, counts);
        }

        /** By half at least. */
        private void grow(long least) {
            long capacity = Math.max(least, x.rows() + x.rows() / 2);
            Matrix wider = Allocation.matrix(csv.name(), arena, layout, capacity, columns.features);
            for (long run = 0, runs = layout == Layout.COLUMNS ? columns.features : 1; run < runs; run++) {
                long length = runs == 1 ? x.segment().byteSize() : rows * Double.BYTES;
                MemorySegment.copy(
                        x.segment(),
                        run * x.stride() * Double.BYTES,
                        wider.segment(),
                        run * wider.stride() * Double.BYTES,
                        length);
            }
            if (y != null) {
                Vector longer = Allocation.vector(csv.name(), arena, capacity);
                MemorySegment.copy(y.segment(), JAVA_DOUBLE, 0, longer.segment(), JAVA_DOUBLE, 0, rows);
                y = longer;
            }
            x = wider;
            sink = new RowSink(x, 1);
        }

        /** The rows that there are. */
        CsvTable table(Findings findings) {
            return new CsvTable(
                    columns.features(csv.names()),
                    Matrix.wrap(x.segment(), layout, rows, x.features(), x.stride()),
                    y == null ? null : Vector.wrap(y.segment().asSlice(0, rows * Double.BYTES)),
                    columns.labels(),
                    findings);
        }
    }
}
