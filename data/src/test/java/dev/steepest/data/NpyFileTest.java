package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures are NumPy's own files, see fixtures.py. */
class NpyFileTest {

    private static final double[][] TABLE = {{1.5, -2.0}, {3.25, 1e300}, {0.1, -0.0}};
    private static final double[][] NARROW = {{1.5, -2.0}, {3.25, 1e30f}, {0.1f, -0.0}};

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();

    static Path fixture(String name) {
        try {
            URI uri =
                    Objects.requireNonNull(NpyFileTest.class.getResource(name)).toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("x.npy"), bytes);
    }

    static double[][] values(Matrix x) {
        double[][] values = new double[(int) x.rows()][x.features()];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < x.features(); j++) {
                values[i][j] = x.get(i, j);
            }
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"f8-c.npy", "f8-c-version2.npy", "f8-c-version3.npy"})
    void doublesInCOrder(String name) {
        readAndMapped(fixture(name), TABLE, Layout.ROWS, Storage.FLOAT64);
    }

    @Test
    void doublesInFortranOrder() {
        readAndMapped(fixture("f8-fortran.npy"), TABLE, Layout.COLUMNS, Storage.FLOAT64);
    }

    @Test
    void floatsStayFloats() {
        readAndMapped(fixture("f4-c.npy"), NARROW, Layout.ROWS, Storage.FLOAT32);
        readAndMapped(fixture("f4-fortran.npy"), NARROW, Layout.COLUMNS, Storage.FLOAT32);
    }

    private void readAndMapped(Path file, double[][] expected, Layout layout, Storage storage) {
        Matrix read = NpyFile.readMatrix(file, arena);
        Matrix mapped = NpyFile.mapMatrix(file, arena);
        assertFalse(read.segment().isMapped());
        assertEquals(0, read.segment().address() % 64);
        assertTrue(mapped.segment().isMapped());
        for (Matrix x : new Matrix[] {read, mapped}) {
            assertArrayEquals(expected, values(x));
            assertEquals(layout, x.layout());
            assertEquals(storage, x.storage());
        }
    }

    /** What is read is the reader's own. */
    @Test
    void aFileThatIsCutDoesNotChangeWhatWasRead() throws IOException {
        Path file = file(Files.readAllBytes(fixture("f8-c.npy")));
        Matrix x = NpyFile.readMatrix(file, arena);
        Files.write(file, new byte[0]);
        assertArrayEquals(TABLE, values(x));
    }

    @ParameterizedTest
    @CsvSource({
        "i1, -128, 127",
        "i2, -32768, 32767",
        "i4, -2147483648, 2147483647",
        "i8, -9223372036854775808, 9223372036854774784",
        "u1, 0, 255",
        "u2, 0, 65535",
        "u4, 0, 4294967295",
        "u8, 0, 18446744073709549568"
    })
    void wholeNumbersAreWidened(String type, double least, double most) {
        double[][] expected = {{least, most}, {0, 1}, {7, 100}};
        widened(type + ".npy", expected, Layout.ROWS);
        widened(type + "-big-endian.npy", expected, Layout.COLUMNS);
    }

    @Test
    void otherTypesAreWidened() {
        double[][] halves = {{1.5, -65504}, {0x1p-24, -0.0}, {Double.POSITIVE_INFINITY, Double.NaN}};
        widened("f2.npy", halves, Layout.ROWS);
        widened("f2-big-endian.npy", halves, Layout.COLUMNS);
        widened("f4-big-endian.npy", NARROW, Layout.COLUMNS);
        widened("f8-big-endian.npy", TABLE, Layout.COLUMNS);
        widened("bool.npy", new double[][] {{1, 0}, {0, 1}}, Layout.ROWS);
        assertArrayEquals(
                new double[] {1, 0},
                NpyFile.readVector(fixture("bool-line.npy"), arena).toArray());
    }

    private void widened(String name, double[][] expected, Layout layout) {
        for (Matrix x :
                new Matrix[] {NpyFile.readMatrix(fixture(name), arena), NpyFile.mapMatrix(fixture(name), arena)}) {
            assertArrayEquals(expected, values(x));
            assertEquals(layout, x.layout());
            assertEquals(Storage.FLOAT64, x.storage());
        }
    }

    /** Longer than what is widened at a time, so that places behind the first part are told as well. */
    @Test
    void wideningGoesOnBehindItsBuffer() throws IOException {
        int rows = 70_001;
        byte[] bytes = new byte[2 * rows];
        new Random(4).nextBytes(bytes);
        double[][] expected = new double[rows][2];
        for (int k = 0; k < bytes.length; k++) {
            expected[k / 2][k % 2] = bytes[k];
        }
        String shape = "(" + rows + ", 2)";
        Path file = file(NpyBytes.of(1, NpyBytes.header("|i1", false, shape), bytes));
        assertArrayEquals(expected, values(NpyFile.readMatrix(file, arena)));
        Arrays.fill(bytes, (byte) 1);
        bytes[2 * rows - 3] = 2;
        refused(
                "x.npy row=69999 column=1: 2 is no bool, which is 0 or 1",
                file(NpyBytes.of(1, NpyBytes.header("|b1", false, shape), bytes)));
    }

    @Test
    void wholeNumbersThatAreNoDoublesAreRefused() {
        String reason = " is no float64: not all whole numbers beyond 2^53=9007199254740992 are";
        refused("i8-inexact.npy row=1 column=1: 9007199254740993" + reason, fixture("i8-inexact.npy"));
        refused("i8-largest.npy row=0 column=0: 9223372036854775807" + reason, fixture("i8-largest.npy"));
        refused("u8-inexact.npy row=2 column=0: 18446744073709551615" + reason, fixture("u8-inexact.npy"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f8-line.npy", "f8-column.npy", "f8-row.npy"})
    void linesColumnsAndRowsAreVectors(String name) {
        assertArrayEquals(
                new double[] {1.5, -2.0, 0.1},
                NpyFile.readVector(fixture(name), arena).toArray());
    }

    @Test
    void linesAreOneColumn() {
        assertArrayEquals(
                new double[][] {{1.5}, {-2.0}, {0.1}}, values(NpyFile.readMatrix(fixture("f8-line.npy"), arena)));
        assertArrayEquals(
                new double[] {1.5, -2.0, 0.1f},
                NpyFile.readVector(fixture("f4-line.npy"), arena).toArray());
    }

    @Test
    void valuesAreRefusedIfTheyAreOfAnotherType() {
        String known = "only float16 to float64, int8 to int64, uint8 to uint64 and bool are read";
        String[][] types = {{"complex", "<c16"}, {"text", "<U2"}, {"object", "|O"}};
        for (String[] type : types) {
            refused(
                    type[0] + ".npy holds values of dtype '" + type[1] + "', " + known
                            + ": save it again as array.astype('<f8')",
                    fixture(type[0] + ".npy"));
        }
        refused(
                "structured.npy holds values of a structured dtype '[('a', '<f8'), ('b', '<i8')], 'fortran_o…', "
                        + known,
                fixture("structured.npy"));
    }

    @Test
    void shapesAreRefusedThatAreNoTables() throws IOException {
        refused(
                "cube.npy has dimensions=3 shape=(2, 3, 4): only arrays of one or two dimensions are tables",
                fixture("cube.npy"));
        refused(
                "scalar.npy has dimensions=0 shape=(): only arrays of one or two dimensions are tables",
                fixture("scalar.npy"));
        refused("no-rows.npy has no values: shape=(0, 3)", fixture("no-rows.npy"));
        refused("no-columns.npy has no values: shape=(3, 0)", fixture("no-columns.npy"));
        assertRefused(
                fixture("f8-c.npy").getParent(),
                "f8-c.npy is no vector: shape=(3, 2)",
                () -> NpyFile.readVector(fixture("f8-c.npy"), arena));
        shapeRefused("x.npy is damaged: expected a size, a whole number ≥ 0 at character=51 of its header ", "(-3, 2)");
        shapeRefused("x.npy is damaged: expected ')' at character=52 of its header ", "(3.5, 2)");
        shapeRefused(
                "x.npy is damaged: a size in the shape exceeds 9223372036854775807 at character=69 of its header ",
                "(9999999999999999999999, 2)");
        shapeRefused(
                "x.npy is damaged: shape=(4611686018427387904, 2) is more than any memory holds",
                "(4611686018427387904, 2)");
        shapeRefused("x.npy is damaged: shape=(1, 2147483648) is more than any memory holds", "(1, 2147483648)");
        shapeRefused("x.npy has dimensions=40 shape=(1, 1, 1, ", "(" + "1,".repeat(40) + ")");
        shapeRefused(
                "x.npy is cut short: rows=9 × columns=2 × 8 bytes need bytes=144 after the header,"
                        + " the file has bytes=48",
                "(9, 2)");
        shapeRefused(
                "x.npy is cut short: rows=4611686018427387 × columns=2 × 8 bytes need bytes=73786976294838192"
                        + " after the header," + " the file has bytes=48",
                "(4611686018427387, 2)");
    }

    private void shapeRefused(String start, String shape) throws IOException {
        startRefused(start, NpyBytes.header("<f8", false, shape));
    }

    private void startRefused(String start, String header) throws IOException {
        Path file = file(NpyBytes.of(1, header, NpyBytes.doubles(1, 2, 3, 4, 5, 6)));
        DataException e = assertThrows(DataException.class, () -> NpyFile.readMatrix(file, arena));
        Refusal.assertOneLine(e);
        String message = e.getMessage().replace(directory + File.separator, "");
        assertTrue(message.startsWith(start), message);
        assertTrue(message.length() < 400, message);
    }

    private void refused(String message, Path file) {
        assertRefused(file.getParent(), message, () -> NpyFile.readMatrix(file, arena));
    }

    @Test
    void headersAreParsedStrictly() throws IOException {
        String rest = " of its header '";
        startRefused("x.npy is damaged: expected '{' at character=0" + rest, "['descr']");
        startRefused("x.npy is damaged: expected '{' at character=0" + rest, "");
        startRefused(
                "x.npy is damaged: it needs the keys 'descr', 'fortran_order' and 'shape' at character=2" + rest, "{}");
        startRefused("x.npy is damaged: expected text in quotes at character=1" + rest, "{descr: 1}");
        startRefused("x.npy is damaged: expected text in quotes at character=1" + rest, "{,}");
        startRefused("x.npy is damaged: a quote is left open at character=1" + rest, "{'descr");
        startRefused("x.npy is damaged: expected ':' at character=9" + rest, "{'descr' '<f8'}");
        startRefused("x.npy is damaged: unknown key 'order' at character=9" + rest, "{'order': 1}");
        startRefused("x.npy is damaged: the key 'shape' twice at character=23" + rest, "{'shape': (1,),'shape':(1,)}");
        startRefused("x.npy is damaged: expected True or False at character=18" + rest, "{'fortran_order': None}");
        startRefused("x.npy is damaged: escaped characters at character=10" + rest, "{'descr': '<f\\x38'}");
        startRefused("x.npy is damaged: expected '}' at character=16" + rest, "{'descr': '<f8' 'shape': (1,)}");
        startRefused(
                "x.npy is damaged: more text after the literal at character=60" + rest,
                NpyBytes.header("<f8", false, "(3, 2)") + " # 1");
        startRefused("x.npy holds values of a structured dtype '(((((((((", "{'descr': " + "(".repeat(60_000));
        startRefused(
                "x.npy holds values of dtype '\\u0000\\u001b[31m', only",
                NpyBytes.header("\0\33[31m", false, "(3, 2)"));
    }

    @Test
    void keysMayStandInAnyOrderWithAnyBlanks() throws IOException {
        String header = "  { \"shape\" :( 3 ,2 ) , 'fortran_order':False,\n 'descr':'<f8'}\n ";
        Matrix x = NpyFile.readMatrix(file(NpyBytes.of(3, header, NpyBytes.doubles(1, 2, 3, 4, 5, 6))), arena);
        assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, values(x));
    }

    @Test
    void misalignedValuesAreCopied() throws IOException {
        for (String blanks : new String[] {"", " ", "  ", "   ", "    ", "     ", "      ", "       "}) {
            for (boolean fortran : new boolean[] {false, true}) {
                String header = NpyBytes.header("<f8", fortran, "(3, 2)") + blanks;
                Path file = file(NpyBytes.of(1, header, NpyBytes.doubles(1, 2, 3, 4, 5, 6)));
                Matrix x = NpyFile.mapMatrix(file, arena);
                double[][] columns = {{1, 4}, {2, 5}, {3, 6}};
                assertArrayEquals(fortran ? columns : new double[][] {{1, 2}, {3, 4}, {5, 6}}, values(x));
                assertEquals(fortran ? Layout.COLUMNS : Layout.ROWS, x.layout());
                assertEquals((10 + header.length()) % 8 == 0, x.segment().isMapped());
            }
        }
    }

    @Test
    void headersAreRefusedThatTheFileDoesNotHold() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("f8-c.npy"));
        refused("x.npy is no NPY file: it does not begin with \\x93NUMPY", file(new byte[0]));
        refused(
                "x.npy is no NPY file: it does not begin with \\x93NUMPY",
                file("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)));
        refused("x.npy is no NPY file: it does not begin with \\x93NUMPY", file(Arrays.copyOf(whole, 7)));
        refused("x.npy is cut short: its header needs bytes=10, the file has bytes=9", file(Arrays.copyOf(whole, 9)));
        refused(
                "x.npy is cut short: its header needs bytes=128, the file has bytes=60",
                file(Arrays.copyOf(whole, 60)));
        refused(
                "x.npy is cut short: rows=3 × columns=2 × 8 bytes need bytes=48 after the header,"
                        + " the file has bytes=47",
                file(Arrays.copyOf(whole, whole.length - 1)));
        byte[] version = whole.clone();
        version[6] = 4;
        refused("x.npy is of an unknown NPY version=4, known are 1, 2 and 3", file(version));
        byte[] huge = Files.readAllBytes(fixture("f8-c-version2.npy"));
        Arrays.fill(huge, 8, 12, (byte) 0xFF);
        refused("x.npy is damaged: its header claims bytes=4294967295, at most 65535 make sense", file(huge));
    }

    @Test
    void everyPrefixOfAFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("f4-fortran.npy"));
        for (int length = 0; length < whole.length; length++) {
            Path file = file(Arrays.copyOf(whole, length));
            Refusal.assertOneLine(assertThrows(DataException.class, () -> NpyFile.readMatrix(file, arena)));
        }
    }

    @Test
    void pathsAreRefusedThatAreNoFiles() throws IOException {
        refused("cannot read none.npy: there is no such file", directory.resolve("none.npy"));
        Path folder = Files.createDirectory(directory.resolve("folder.npy"));
        refused("cannot read folder.npy: it is a directory", folder);
        Matrix x = Matrix.of(arena, TABLE);
        assertRefused(directory, "cannot write folder.npy: it is a directory", () -> NpyFile.write(folder, x));
        assertRefused(
                directory,
                "cannot write none/x.npy: there is no directory none".replace('/', File.separatorChar),
                () -> NpyFile.write(directory.resolve("none").resolve("x.npy"), x));
    }

    @Test
    void filesAreWrittenAsNumPyWritesThem() throws IOException {
        Path file = directory.resolve("x.npy");
        NpyFile.write(file, Matrix.of(arena, TABLE));
        assertArrayEquals(Files.readAllBytes(fixture("f8-c.npy")), Files.readAllBytes(file));
        NpyFile.write(file, Vector.of(arena, 1.5, -2.0, 0.1));
        assertArrayEquals(Files.readAllBytes(fixture("f8-line.npy")), Files.readAllBytes(file));
    }

    @Test
    void everyLayoutSurvivesTheFileBitForBit() {
        Random random = new Random(1);
        int[] features = {1, 2, 7, 8, 65, 300, 9001};
        long[] rows = {1, 2, 63, 64, 65, 130};
        Path file = directory.resolve("x.npy");
        for (int d : features) {
            for (long m : rows) {
                Matrix strided = strided(random, m, d);
                NpyFile.write(file, strided);
                assertSameBits(strided, NpyFile.readMatrix(file, arena));
                Matrix panels = strided.pack(arena);
                NpyFile.write(file, panels);
                assertSameBits(strided, NpyFile.readMatrix(file, arena));
            }
        }
        System.out.println("npy round trips: " + 2 * features.length * rows.length);
    }

    /** All bit patterns, NaN with a payload too. */
    private Matrix strided(Random random, long rows, int features) {
        int stride = features + random.nextInt(3);
        long[] bits = random.longs(rows * stride).toArray();
        return Matrix.wrap(arena.allocateFrom(ValueLayout.JAVA_LONG, bits), Layout.ROWS, rows, features, stride);
    }

    private static void assertSameBits(Matrix expected, Matrix actual) {
        assertEquals(expected.rows(), actual.rows());
        assertEquals(expected.features(), actual.features());
        for (long i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.features(); j++) {
                long bits = Double.doubleToRawLongBits(expected.get(i, j));
                assertEquals(bits, Double.doubleToRawLongBits(actual.get(i, j)));
            }
        }
    }

    @Test
    void vectorsSurviveTheFileBitForBit() {
        Random random = new Random(2);
        Path file = directory.resolve("y.npy");
        for (int length : new int[] {1, 5, 8191, 8192, 8193, 20_000}) {
            long[] bits = random.longs(length).toArray();
            NpyFile.write(file, Vector.wrap(arena.allocateFrom(ValueLayout.JAVA_LONG, bits)));
            assertArrayEquals(bits, NpyFile.readVector(file, arena).segment().toArray(ValueLayout.JAVA_LONG));
        }
    }

    @Test
    void fortranOrderIsColumnAfterColumn() throws IOException {
        Random random = new Random(3);
        for (int[] shape : new int[][] {{1, 5}, {5, 1}, {255, 3}, {256, 256}, {257, 513}, {3, 700}}) {
            float[] values = new float[shape[0] * shape[1]];
            double[][] expected = new double[shape[0]][shape[1]];
            for (int k = 0; k < values.length; k++) {
                values[k] = random.nextFloat();
                expected[k % shape[0]][k / shape[0]] = values[k];
            }
            String header = "(" + shape[0] + ", " + shape[1] + ")";
            byte[] bytes = NpyBytes.of(1, NpyBytes.header("<f4", true, header), NpyBytes.floats(values));
            assertArrayEquals(expected, values(NpyFile.readMatrix(file(bytes), arena)));
            double[] wide = new double[values.length];
            Arrays.setAll(wide, k -> values[k]);
            bytes = NpyBytes.of(1, NpyBytes.header("<f8", true, header), NpyBytes.doubles(wide));
            assertArrayEquals(expected, values(NpyFile.readMatrix(file(bytes), arena)));
        }
    }

    @Test
    void moreThanTwoGibibytesAreMapped() throws IOException {
        long rows = 100_000_000;
        byte[] start = NpyHeader.of("(" + rows + ", 3)");
        Path file = file(start);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(start.length + rows * 3 * Double.BYTES);
            sparse.seek(start.length + (rows * 3 - 2) * Double.BYTES);
            sparse.write(NpyBytes.doubles(17, 18));
        }
        try (Arena confined = Arena.ofConfined()) {
            Matrix x = NpyFile.mapMatrix(file, confined);
            assertEquals(rows, x.rows());
            assertEquals(0, x.get(rows / 2, 1));
            assertEquals(17, x.get(rows - 1, 1));
            assertEquals(18, x.get(rows - 1, 2));
        }
        Files.delete(file);
    }

    @Test
    void moreThanMemoryIsRefused() {
        Path file = directory.resolve("x.npy");
        String start = "x.npy does not fit in memory: rows=1099511627776 × columns=4 × 8 bytes: ";
        DataException e =
                assertThrows(DataException.class, () -> Allocation.matrix(file, arena, Layout.ROWS, 1L << 40, 4));
        assertTrue(e.getMessage().contains(start + "Cannot reserve 351843720"), e.getMessage());
        try (Arena confined = Arena.ofConfined()) {
            e = assertThrows(DataException.class, () -> Allocation.matrix(file, confined, Layout.ROWS, 1L << 55, 1));
            assertTrue(e.getMessage().contains("× columns=1 × 8 bytes: "), e.getMessage());
            e = assertThrows(DataException.class, () -> Allocation.vector(file, confined, 1L << 55));
            assertTrue(e.getMessage().contains("× columns=1 × 8 bytes: "), e.getMessage());
        }
    }
}
