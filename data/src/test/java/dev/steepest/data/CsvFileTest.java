package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CsvFileTest {

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("d.csv"), text);
    }

    private CsvTable read(String text) throws IOException {
        return read(file(text));
    }

    private CsvTable read(Path file) {
        return CsvTable.read(input(file), names -> CsvColumns.all(names.size()), ReadOptions.DEFAULT, false, arena);
    }

    private static CsvInput input(Path file) {
        return CsvInput.of(Source.of(file), CsvOptions.DEFAULT);
    }

    private void refused(String message, String text) throws IOException {
        refused(message, file(text));
    }

    private void refused(String message, Path file) {
        assertRefused(directory, message, () -> read(file));
    }

    private void reads(String text) throws IOException {
        CsvTable table = read(text);
        assertEquals(List.of("a", "b"), table.features());
        assertArrayEquals(new double[][] {{1, 2}, {3, 4}}, NpyFileTest.values(table.x()));
    }

    @Test
    void filesComeInManyDialects() throws IOException {
        reads("a,b\n1,2\n3,4\n");
        reads("a,b\n1,2\n3,4");
        reads("a,b\r\n1,2\r\n3,4\r\n");
        reads("a,b\r1,2\r3,4\r");
        reads("a,b\r\n1,2\r3,4\n\r\n\n");
        reads("\uFEFFa,b\n1,2\n3,4\n");
        reads("\n\r\na,b\n1,2\n3,4\n");
        reads("\"a\",\"b\"\n\"1\",\"2\"\n3,\"4\"\n");
        reads(" a ,b\t\n 1, 2\n3\t,4 \n");
        reads("a;b\n1;2\n3;4\n");
        reads("\n\na;b\n1;2\n3;4\n");
        reads("\uFEFFa\tb\r\n1\t2\r\n3\t4\r\n");
        reads("\"a\";\"b\"\n\"1\";\"2\"\n3;4\n");
        reads("a,b\n+1.,0.2e1\n.3e+1,4.000000000000000000000\n");
    }

    @Test
    void namesMayHoldAnything() throws IOException {
        CsvTable table = read("\"a, b; \"\"c\"\"\",größe,日本\n1,2,3\n");
        assertEquals(List.of("a, b; \"c\"", "größe", "日本"), table.features());
        assertEquals(List.of("a;b"), read("\"a;b\"\n1\n").features());
    }

    @Test
    void headersAreRefusedThatDoNotNameTheColumns() throws IOException {
        refused("d.csv is empty: its first row must name the columns", "");
        refused("d.csv is empty: its first row must name the columns", "\uFEFF");
        refused("d.csv is empty: its first row must name the columns", "\n\r\n");
        refused("d.csv has no rows: there is nothing after its header", "a,b\n");
        refused("d.csv has no rows: there is nothing after its header", "a,b\n\n\n");
        refused(
                "d.csv: column=0 has no name: the first row must name every column (numbers count from 0)",
                ",a\n0,1\n");
        refused(
                "d.csv: column=1 has no name: the first row must name every column (numbers count from 0)",
                "a,\n0,1\n");
        refused(
                "d.csv: column=1 has no name: the first row must name every column (numbers count from 0)",
                "a, ,b\n0,1,2\n");
        refused("d.csv: column=2 is named 'a' like column=0: names must differ", "a,b, a\n0,1,2\n");
    }

    @Test
    void valuesAreRefusedThatAreNoNumbers() throws IOException {
        refused("d.csv line=3 column=1 'b': 'abc' is not a number", "a,b\n1,2\n3,abc\n");
        refused("d.csv line=3 column=1 'b': 'abc' is not a number", "a,b\r\n1,2\r\n3,abc\r\n");
        refused("d.csv line=5 column=1 'b': 'x' is not a number", "\n\na,b\n1,2\n3,x\n");
        refused("d.csv line=4 column=0 'a b': '0x1p3' is not a number", "a b\n1\n2\n0x1p3\n");
        refused("d.csv line=2 column=0 'a': '1d' is not a number", "a\n1d\n");
        refused("d.csv line=2 column=0 'a': '1,5' is not a number", "a,b\n\"1,5\",2\n");
        refused(
                "d.csv line=3 column=0 'a\\nb': 'c\\td\\u0000\\u001b\\u202e' is not a number",
                "\"a\nb\",c\n\"c\td\0\33\u202E\",2\n");
        refused(
                "d.csv line=2 column=0 'a': '" + "y".repeat(40) + "…' is not a number",
                "a\n" + "y".repeat(1000) + "\n");
        refused("d.csv line=2 column=1 'b': the value is missing", "a,b\n1,\n");
        refused("d.csv line=2 column=0 'a': the value is missing", "a,b\n,1\n");
        refused("d.csv line=2 column=0 'a': the value is missing", "a,b\n\"\",1\n");
        refused("d.csv line=2 column=0 'a': the value is missing", "a\n  \n1\n");
        refused("d.csv line=2 column=0 'a': '1e999' is too large for float64", "a\n1e999\n");
        for (String text : CsvOptions.MISSING) {
            refused("d.csv line=2 column=0 'a': the value is missing: '" + text + "'", "a\n" + text + "\n");
        }
        for (String text : List.of("NAN", "-nan", "inf", "-Infinity", "+INF")) {
            refused(
                    "d.csv line=2 column=0 'a': '" + text
                            + "' is not finite: missing and infinite values are not supported",
                    "a\n" + text + "\n");
        }
    }

    @Test
    void rowsAreRefusedOfAnotherLength() throws IOException {
        refused("d.csv line=3 fewer fields than the header has: fields=1 columns=2", "a,b\n1,2\n3\n");
        refused("d.csv line=3 more fields than the header has, columns=2", "a,b\n1,2\n3,4,5\n");
        refused("d.csv line=3 more fields than the header has, columns=2", "a,b\n1,2\n3,4,\n");
        refused("d.csv line=3 the line is blank, but more rows follow", "a,b\n1,2\n\n\n3,4\n");
        refused("d.csv line=2 the line is blank, but more rows follow", "a\n\n3\n");
    }

    @Test
    void brokenQuotesAreRefused() throws IOException {
        refused("d.csv line=2 is not valid CSV: Unclosed quoted field at end of input", "a,b\n1,\"2\n3,4\n");
        refused(
                "d.csv line=2 is not valid CSV: Unexpected character after closing quote: '2' (0x32)",
                "a,b\n1,\"2\"2\n");
        refused(
                "d.csv line=2 is not valid CSV: a field is longer than 65536 characters: is a quote left open?",
                "a,b\n1,\"" + "2\n".repeat(100_000));
    }

    @Test
    void otherFilesAreRefusedSoon() throws IOException {
        byte[] latin = "größe\n1\n".getBytes(StandardCharsets.ISO_8859_1);
        String notText = "d.csv line=1 or later is not UTF-8 text: is it a CSV file?";
        refused(notText, Files.write(directory.resolve("d.csv"), latin));
        refused(notText, Files.write(directory.resolve("d.csv"), "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16)));
        Path hole = directory.resolve("hole.csv");
        try (RandomAccessFile sparse = new RandomAccessFile(hole.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        refused(
                "hole.csv line=1 is not valid CSV: a field is longer than 65536 characters: is a quote left open?",
                hole);
        Files.delete(hole);
    }

    @Test
    void columnsAreLimited() throws IOException {
        StringJoiner header = new StringJoiner(",");
        for (int j = 0; j <= CsvHeader.MOST_COLUMNS; j++) {
            header.add(Integer.toString(j, 36));
        }
        refused("d.csv has more than columns=1048576", header + "\n");
    }

    @Test
    void linesThatNobodyWantsMayHoldAnything() throws IOException {
        Path file = file("a,b\nx,1\n,2\nNaN,3\n");
        CsvTable table = CsvTable.read(
                input(file),
                names -> CsvColumns.of(Origin.of(List.of("b"), names, ""), names, -1),
                ReadOptions.DEFAULT,
                false,
                arena);
        assertArrayEquals(new double[][] {{1}, {2}, {3}}, NpyFileTest.values(table.x()));
    }

    @Test
    void numbersSurviveTheFileBitForBit() throws IOException {
        Random random = new Random(6);
        int files = 60;
        for (int k = 0; k < files; k++) {
            double[][] rows = new double[1 + random.nextInt(300)][];
            int features = 1 + random.nextInt(k % 5 == 0 ? 2000 : 9);
            String end = List.of("\n", "\r\n", "\r").get(k % 3);
            StringBuilder text = new StringBuilder("x0");
            for (int j = 1; j < features; j++) {
                text.append(",x").append(j);
            }
            for (int i = 0; i < rows.length; i++) {
                rows[i] = row(random, features);
                StringJoiner line = new StringJoiner(",", end, "");
                for (double value : rows[i]) {
                    line.add(random.nextInt(20) == 0 ? "\"" + value + "\"" : Double.toString(value));
                }
                text.append(line);
            }
            CsvTable table = read(text + (k % 2 == 0 ? end : ""));
            double[][] actual = NpyFileTest.values(table.x());
            assertEquals(rows.length, actual.length);
            for (int i = 0; i < rows.length; i++) {
                assertArrayEquals(bits(rows[i]), bits(actual[i]));
            }
        }
        System.out.println("csv round trips: " + files);
    }

    /** Rows are estimated from the beginning of what is compressed: here that is all wrong, and memory grows several times. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void compressedRowsThatAreManyMoreThanTheBeginningTells(Layout layout) throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("a,b,y\n");
        while (text.length() < 5_000_000) {
            text.append(random.nextDouble())
                    .append("0".repeat(200))
                    .append(',')
                    .append(random.nextLong())
                    .append(",1\n");
        }
        for (int i = 0; i < 300_000; i++) {
            text.append(i % 10).append(",2,3\n");
        }
        Path plain = file(text.toString());
        Path compressed = directory.resolve("d.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(Files.readAllBytes(plain));
        }
        assertTrue(
                CsvInput.of(Source.of(compressed), CsvOptions.DEFAULT).lines() < 100_000,
                "the estimate is to be wrong");
        ReadOptions options = new ReadOptions(false, false, layout);
        Dataset expected = Dataset.read(plain.toString(), "y", options, arena);
        Dataset actual = Dataset.read(compressed.toString(), "y", options, arena);
        assertTrue(actual.x().rows() > 300_000);
        assertEquals(expected.x().rows(), actual.x().rows());
        for (long i = 0; i < actual.x().rows(); i++) {
            assertEquals(expected.x().get(i, 0), actual.x().get(i, 0));
            assertEquals(expected.x().get(i, 1), actual.x().get(i, 1));
            assertEquals(expected.y().get(i), actual.y().get(i));
        }
    }

    private static double[] row(Random random, int features) {
        double[] row = new double[features];
        for (int j = 0; j < features; j++) {
            double any = Double.longBitsToDouble(random.nextLong());
            row[j] = random.nextBoolean() && Double.isFinite(any) ? any : random.nextInt(2000) / 8.0 - 100;
        }
        return row;
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }
}
