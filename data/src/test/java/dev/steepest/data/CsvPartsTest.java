package dev.steepest.data;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several threads read what one reads, to the bit, and refuse what one refuses, in the same words. */
class CsvPartsTest {

    private static final int CASES = 1_500;

    private static final CsvParts ONE_THREAD = new CsvParts(1, 1, 0);

    private static final List<Layout> LAYOUTS = List.of(Layout.values());

    /** What makes a file anything but rows of numbers, or wrong. */
    private static final List<String> DISTURBANCES = List.of(
            "\"1\"",
            "\"1\n2\"",
            "\"",
            "1\"2",
            "",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "x",
            "ö",
            "1,2",
            "NaN",
            "1e999",
            " 3\t",
            "",
            "?",
            "y",
            "z");

    @TempDir
    Path directory;

    @Test
    void severalThreadsReadWhatOneReads() throws IOException {
        Random random = new Random(27);
        int read = 0;
        for (int k = 0; k < CASES; k++) {
            String text = text(random);
            Path file = Files.writeString(directory.resolve("d.csv"), text);
            CsvParts parts = new CsvParts(1 + random.nextInt(60), 2 + random.nextInt(3), 0);
            for (int way = 0; way < 4; way++) {
                ReadOptions options = new ReadOptions(way % 2 == 1, way > 1, LAYOUTS.get(k % LAYOUTS.size()));
                String alone = outcome(file, options, ONE_THREAD);
                assertEquals(alone, outcome(file, options, parts), () -> text + "\n" + options + " " + parts);
                read += alone.startsWith("[") ? 1 : 0;
            }
            assertEquals(features(file, ONE_THREAD), features(file, parts), () -> "predict: " + text + "\n" + parts);
        }
        // Both must be frequent, or the test proves nothing.
        assertTrue(read > CASES && read < 4 * CASES * 9 / 10, "read=" + read);
        System.out.println("csv files read by several threads: " + 4 * CASES + ", refused: " + (4 * CASES - read));
    }

    /** Parsers take 8192 characters at a time: a CRLF, and a field, is cut there wherever it can be. */
    @Test
    void partsLongerThanWhatAParserTakesAtOnce() throws IOException {
        for (int width = 1; width <= 40; width++) {
            String text = "a,b\r\n" + ("1," + " ".repeat(width) + "2\r\n").repeat(40_000 / width);
            Path file = Files.writeString(directory.resolve("d.csv"), text);
            for (CsvParts parts : List.of(new CsvParts(8192, 2, 0), new CsvParts(20_000, 2, 0))) {
                assertEquals(outcome(file, ONE_THREAD), outcome(file, parts), "width=" + width);
                assertEquals(40_000 / width, rows(file, parts), "rows that are not read line by line");
            }
        }
    }

    /** How many rows the threads parse before they leave the file to who reads line by line. */
    private static long rows(Path file, CsvParts parts) throws IOException {
        long rows = 0;
        try (Arena arena = Arena.ofConfined();
                CsvFile csv = open(file);
                CsvQueue<CsvValues> queue = new CsvQueue<>(
                        csv,
                        csv.rows(),
                        CsvColumns.all(2),
                        parts,
                        block -> new CsvValues(csv, CsvColumns.all(2), block))) {
            RowSink memory = new RowSink(Matrix.allocate(arena, Layout.ROWS, Files.size(file), 2), 1);
            CsvCounts counts = new CsvCounts();
            for (CsvPart<CsvValues> part = queue.next(); part != null; part = queue.next()) {
                rows += part.rows().drain(memory, 0, null, counts);
            }
        }
        return rows;
    }

    /** A fit heeds the interrupt; what reads its data leaves it alone. */
    @Test
    void anInterruptIsNoReasonNotToRead() throws IOException {
        Path file = Files.writeString(directory.resolve("d.csv"), "a,b\n" + "1,2\n".repeat(100));
        String expected = outcome(file, ONE_THREAD);
        Thread.currentThread().interrupt();
        String actual = outcome(file, new CsvParts(20, 2, 0));
        assertTrue(Thread.interrupted());
        assertEquals(expected, actual);
    }

    @Test
    void linesAreCountedInAnyRanges() throws IOException {
        Random random = new Random(28);
        for (int k = 0; k < 200; k++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(60);
            for (int i = 0; i < pieces; i++) {
                text.append(List.of("\n", "\r", "\r\n", "1").get(random.nextInt(4)));
            }
            Path file = Files.writeString(directory.resolve("d.csv"), text);
            // The last one may be without an end, and is counted with or without one.
            int ends = text.toString()
                    .replace("\r\n", "\n")
                    .replaceAll("[^\r\n]", "")
                    .length();
            assertEquals(1L + ends, CsvText.lines(file, 1 + random.nextInt(20)), text::toString);
        }
    }

    @Test
    void textThatIsNotUtf8IsRefusedWhereverItIs() throws IOException {
        byte[] bytes = ("a,b\n" + "1,2\n".repeat(100) + "größe,2\n").getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("d.csv"), bytes);
        String message = outcome(file, new CsvParts(50, 2, 0));
        assertTrue(message.endsWith(" or later is not UTF-8 text: is it a CSV file?"), message);
    }

    /** The rows that a model of these features would see, the last feature first, or the message. */
    private static String features(Path file, CsvParts parts) {
        List<List<Double>> rows = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                CsvFile csv = open(file);
                Features features = new CsvFeatures(csv, csv.names().reversed(), parts, arena)) {
            while (features.next()) {
                for (double[] row : NpyFileTest.values(features.x())) {
                    rows.add(Arrays.stream(row).boxed().toList());
                }
            }
            return rows.toString();
        } catch (DataException e) {
            return e.getMessage();
        }
    }

    /**
     * Bytes on the heap for a part, whatever is in it: its future, what is left of its last line. A buffer of FastCSV's has
     * 32 KB.
     */
    private static final long MOST_BYTES_A_PART = 2048;

    /** What is allocated does not grow with the file but for these few bytes. */
    @Test
    void aPartsMemoryServesTheNext() throws IOException {
        int bytes = 1 << 14;
        Path few = Files.writeString(directory.resolve("few.csv"), "a,b\n" + "1.25,-2\n".repeat(50 * bytes / 8));
        Path many = Files.writeString(directory.resolve("many.csv"), "a,b\n" + "1.25,-2\n".repeat(500 * bytes / 8));
        CsvParts parts = new CsvParts(bytes, 2, 0);
        rows(few, parts); // classes
        long before = allocated();
        assertEquals(50 * bytes / 8, rows(few, parts));
        long between = allocated();
        assertEquals(500 * bytes / 8, rows(many, parts));
        long grown = allocated() - between - (between - before);
        assertTrue(grown <= 450 * MOST_BYTES_A_PART, "bytes=" + grown + " for 450 parts more");
    }

    /** By all threads, those that have ended among them. */
    private static long allocated() {
        return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
    }

    private static CsvFile open(Path file) {
        return CsvFile.open(input(file), ReadOptions.DEFAULT);
    }

    private static CsvInput input(Path file) {
        return CsvInput.of(Source.of(file), CsvOptions.DEFAULT);
    }

    /** All values and names, or the message. */
    private static String outcome(Path file, CsvParts parts) {
        return outcome(file, ReadOptions.DEFAULT, parts);
    }

    private static String outcome(Path file, ReadOptions options, CsvParts parts) {
        try (Arena arena = Arena.ofConfined()) {
            CsvTable table = CsvTable.read(
                    input(file),
                    names -> CsvColumns.allBut(names.size() - 1, names.size()),
                    options,
                    false,
                    parts,
                    arena);
            return Arrays.deepToString(NpyFileTest.values(table.x()))
                    + table.features()
                    + Arrays.toString(requireNonNull(table.y()).toArray())
                    + table.findings();
        } catch (DataException e) {
            return e.getMessage();
        }
    }

    private static String text(Random random) {
        String end = List.of("\n", "\r\n", "\r").get(random.nextInt(10) / 4);
        int columns = 2 + random.nextInt(4);
        StringBuilder text =
                new StringBuilder(List.of("", "\uFEFF", "\n\n", "\r\n").get(random.nextInt(4)));
        for (int j = 0; j < columns; j++) {
            String name =
                    List.of("x%d", "\"x%d\"", "\"x\ny\r\nz%d\"", "größe%d").get(random.nextInt(4));
            text.append(j == 0 ? "" : ",").append(name.formatted(j));
        }
        int rows = random.nextInt(40);
        boolean disturbed = random.nextBoolean();
        for (int i = 0; i < rows; i++) {
            text.append(end);
            for (int j = 0; j < columns; j++) {
                boolean here = disturbed && random.nextInt(rows * columns) == 0;
                text.append(j == 0 ? "" : ",")
                        .append(
                                here
                                        ? DISTURBANCES.get(random.nextInt(DISTURBANCES.size()))
                                        : Double.toString(random.nextInt(2000) / 8.0 - 100));
            }
        }
        return text + end.repeat(random.nextInt(4));
    }
}
