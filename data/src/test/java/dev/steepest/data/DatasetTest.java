package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

    private static final double[][] TABLE = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};

    private static final ReadOptions MAPPING = ReadOptions.DEFAULT.mappingAbove(0);

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofAuto();

    private Path csv(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Path npy(String name, double[][] rows) {
        Path file = directory.resolve(name);
        NpyFile.write(file, Matrix.of(arena, rows));
        return file;
    }

    private Path table() throws IOException {
        return csv("data.csv", "age,bmi,bp,y\n1,2,3,4\n5,6,7,8\n9,10,11,12\n");
    }

    private void refused(String message, Path data, String target) {
        assertRefused(directory, message, () -> Dataset.read(data, target, arena));
    }

    @Test
    void theTargetIsAColumnByName() throws IOException {
        Dataset data = Dataset.read(table(), "bmi", arena);
        assertEquals(List.of("age", "bp", "y"), data.features());
        assertArrayEquals(new double[][] {{1, 3, 4}, {5, 7, 8}, {9, 11, 12}}, NpyFileTest.values(data.x()));
        assertArrayEquals(new double[] {2, 6, 10}, data.y().toArray());
        assertEquals(Layout.ROWS, data.x().layout());
    }

    @Test
    void theTargetIsAColumnByNumber() throws IOException {
        Dataset data = Dataset.read(table(), "0", arena);
        assertEquals(List.of("bmi", "bp", "y"), data.features());
        assertArrayEquals(new double[] {1, 5, 9}, data.y().toArray());
    }

    @Test
    void aNameWinsOverANumber() throws IOException {
        Path file = csv("years.csv", "2,1,0\n7,8,9\n");
        Dataset data = Dataset.read(file, "0", arena);
        assertEquals(List.of("2", "1"), data.features());
        assertArrayEquals(new double[] {9}, data.y().toArray());
        file = csv("files.csv", "a,y.csv\n7,8\n");
        assertArrayEquals(
                new double[] {8}, Dataset.read(file, "y.csv", arena).y().toArray());
    }

    @Test
    void theTargetIsAFile() throws IOException {
        Path y = csv("y.csv", "target\n20\n21\n22\n");
        Dataset data = Dataset.read(table(), y.toString(), arena);
        assertEquals(List.of("age", "bmi", "bp", "y"), data.features());
        assertArrayEquals(TABLE, NpyFileTest.values(data.x()));
        assertArrayEquals(new double[] {20, 21, 22}, data.y().toArray());
        Path binary = directory.resolve("Y.NPY");
        NpyFile.write(binary, Vector.of(arena, 30, 31, 32));
        assertArrayEquals(
                new double[] {30, 31, 32},
                Dataset.read(table(), binary.toString(), arena).y().toArray());
        data = Dataset.read(npy("x.npy", TABLE), y.toString(), arena);
        assertArrayEquals(TABLE, NpyFileTest.values(data.x()));
        assertArrayEquals(new double[] {20, 21, 22}, data.y().toArray());
    }

    @Test
    void columnsOfArraysHaveNumbers() {
        for (int target = 0; target < 4; target++) {
            Dataset data = Dataset.read(npy("x.npy", TABLE).toString(), String.valueOf(target), MAPPING, arena);
            assertEquals(List.of("x0", "x1", "x2"), data.features());
            assertArrayEquals(without(TABLE, target), NpyFileTest.values(data.x()));
            for (int i = 0; i < TABLE.length; i++) {
                assertEquals(TABLE[i][target], data.y().get(i));
            }
            assertEquals(target == 0 || target == 3, data.x().segment().isMapped());
        }
    }

    /** Views, but for a target in the middle. */
    @Test
    void columnsOfFortranArrays() throws IOException {
        double[] values = new double[TABLE.length * 4];
        for (int i = 0; i < TABLE.length; i++) {
            for (int j = 0; j < 4; j++) {
                values[j * TABLE.length + i] = TABLE[i][j];
            }
        }
        String header = NpyBytes.header("<f8", true, "(" + TABLE.length + ", 4)");
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        Path file = Files.write(directory.resolve("f.npy"), NpyBytes.of(1, padded, NpyBytes.doubles(values)));
        for (int target = 0; target < 4; target++) {
            Dataset data = Dataset.read(file.toString(), String.valueOf(target), MAPPING, arena);
            assertEquals(Layout.COLUMNS, data.x().layout());
            assertArrayEquals(without(TABLE, target), NpyFileTest.values(data.x()));
            for (int i = 0; i < TABLE.length; i++) {
                assertEquals(TABLE[i][target], data.y().get(i));
            }
            assertEquals(target == 0 || target == 3, data.x().segment().isMapped());
            assertTrue(data.y().segment().isMapped());
        }
    }

    @Test
    void columnsOfLongAndWideArraysAreTakenApart() {
        Random random = new Random(5);
        for (int[] shape : new int[][] {{20_000, 3}, {3, 20_000}, {1, 2}, {5000, 2}}) {
            double[][] table = new double[shape[0]][];
            for (int i = 0; i < table.length; i++) {
                table[i] = random.doubles(shape[1]).toArray();
            }
            Path file = npy("x.npy", table);
            for (int target : new int[] {0, shape[1] / 2, shape[1] - 1}) {
                Dataset data = Dataset.read(file, String.valueOf(target), arena);
                assertArrayEquals(without(table, target), NpyFileTest.values(data.x()));
                for (int i = 0; i < table.length; i++) {
                    assertEquals(table[i][target], data.y().get(i));
                }
            }
        }
    }

    private static double[][] without(double[][] table, int column) {
        double[][] rest = new double[table.length][table[0].length - 1];
        for (int i = 0; i < table.length; i++) {
            System.arraycopy(table[i], 0, rest[i], 0, column);
            System.arraycopy(table[i], column + 1, rest[i], column, rest[i].length - column);
        }
        return rest;
    }

    @Test
    void targetsAreRefusedThatAreNothing() throws IOException {
        refused(
                "data.csv has no column 'price': it has 'age', 'bmi', 'bp', 'y'; a target may also be"
                        + " a .npy, .f64 or .csv file",
                table(),
                "price");
        refused("data.csv has no column=4: it has columns=4, numbers count from 0", table(), "4");
        refused("data.csv has no column=99999999999: it has columns=4, numbers count from 0", table(), "99999999999");
        refused(
                "data.csv has no column '-1': it has 'age', 'bmi', 'bp', 'y'; a target may also be a .npy, .f64 or .csv file",
                table(),
                "-1");
        refused(
                "data.csv has no column '': it has 'age', 'bmi', 'bp', 'y'; a target may also be a .npy, .f64 or .csv file",
                table(),
                "");
        refused(
                "cannot read none.npy: there is no such file",
                table(),
                directory.resolve("none.npy").toString());
        refused("target 'a\\u0000.csv' is neither a column nor a file name", table(), "a\0.csv");
        Path x = npy("x.npy", TABLE);
        refused("x.npy has no column=4: it has columns=4, numbers count from 0", x, "4");
        refused(
                "x.npy has no column 'y': it has numbers from 0 to 3; a target may also be a .npy, .f64 or .csv file",
                x,
                "y");
        refused(
                "one.npy has no column but the target: no features are left",
                npy("one.npy", new double[][] {{1}, {2}}),
                "0");
        refused("one.csv has no column but the target: no features are left", csv("one.csv", "y\n1\n"), "0");
        refused("one.csv has no column but the target: no features are left", csv("one.csv", "y\n1\n"), "y");
    }

    @Test
    void filesOfTargetsAreRefusedThatDoNotFit() throws IOException {
        Path three = csv("three.csv", "y\n1\n2\n3\n");
        refused("three.csv has rows=3, data.csv has rows=1", csv("data.csv", "a\n1\n"), three.toString());
        refused("three.csv has rows=3, x.npy has rows=2", npy("x.npy", new double[][] {{1}, {2}}), three.toString());
        Path table = table();
        refused("data.csv has columns=4: 'age', 'bmi', 'bp', 'y'; it should have one", table, table.toString());
        refused("x.npy is no vector: shape=(3, 4)", table, npy("x.npy", TABLE).toString());
        refused(
                "y.csv line=3 column=0 'y': 'x' is not a number",
                table,
                csv("y.csv", "y\n1\nx\n").toString());
    }

    @Test
    void filesAreRefusedOfOtherKinds() {
        refused(
                "data.xls is of no known kind: names of data files end in .npy, .npz, .csv, .tsv, .csv.gz, .tsv.gz, .parquet, .json, .jsonl, .ndjson, .duckdb, .arrow, .libsvm, .libsvm.gz, .f64 or .f32",
                directory.resolve("data.xls"),
                "y");
        refused("cannot read none.csv: there is no such file", directory.resolve("none.csv"), "y");
        refused("cannot read none.npy: there is no such file", directory.resolve("none.npy"), "0");
    }

    @Test
    void manyColumnsAreListedInShort() throws IOException {
        refused(
                "wide.csv has no column 'y': it has 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', … (12);"
                        + " a target may also be a" + " .npy, .f64 or .csv file",
                csv("wide.csv", "a,b,c,d,e,f,g,h,i,j,k,l\n1,2,3,4,5,6,7,8,9,10,11,12\n"),
                "y");
    }

    @Test
    void featuresAreReadByNameInTheModelsOrder() throws IOException {
        Path file = csv("data.csv", "id,bp,note,age\nr1,3,hello,1\nr2,7,\"a, b\nc\",5\n");
        try (Features features = Features.open(file.toString(), List.of("age", "bp"), ReadOptions.DEFAULT, arena)) {
            assertEquals(List.of("id", "note"), features.findings().ignored());
            assertTrue(features.next());
            assertArrayEquals(new double[][] {{1, 3}, {5, 7}}, NpyFileTest.values(features.x()));
            assertFalse(features.next());
        }
        assertRefused(
                directory,
                "data.csv lacks columns that the model needs: 'bmi', 'sex'; it has 'id', 'bp', 'note', 'age'",
                () -> Features.open(file.toString(), List.of("age", "bmi", "sex"), ReadOptions.DEFAULT, arena));
        assertThrows(
                IllegalArgumentException.class,
                () -> Features.open(file.toString(), List.of("age", "age"), ReadOptions.DEFAULT, arena));
    }

    @Test
    void featuresOfArraysAreReadByPosition() {
        Path file = npy("x.npy", TABLE);
        try (Features features =
                Features.open(file.toString(), List.of("a", "b", "c", "d"), ReadOptions.DEFAULT, arena)) {
            assertTrue(features.next());
            assertArrayEquals(TABLE, NpyFileTest.values(features.x()));
            assertTrue(features.findings().ignored().isEmpty());
            assertFalse(features.next());
        }
        assertRefused(
                directory,
                "x.npy has columns=4, the model has features=2: 'a', 'b'",
                () -> Features.open(file.toString(), List.of("a", "b"), ReadOptions.DEFAULT, arena));
    }
}
