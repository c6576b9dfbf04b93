package dev.steepest.data;

import static dev.steepest.data.Refusal.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibsvmTest {

    @TempDir
    Path dir;

    @Test
    void whatIsNotWrittenIsZero() throws IOException {
        String data = write("+1 1:0.5 3:-2e3 # a comment\r\n\n-1\t2:7\n# only a comment\n3.5\n");
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(data, "label", ReadOptions.DEFAULT, arena);
            assertEquals(List.of("x1", "x2", "x3"), read.features());
            assertArrayEquals(new double[][] {{0.5, 0, -2000}, {0, 7, 0}, {0, 0, 0}}, NpyFileTest.values(read.x()));
            assertArrayEquals(new double[] {1, -1, 3.5}, read.y().toArray());

            try (Features features = Features.open(data, List.of("x1", "x2", "x3", "x4"), ReadOptions.DEFAULT, arena)) {
                features.next();
                assertArrayEquals(
                        new double[][] {{0.5, 0, -2000, 0}, {0, 7, 0, 0}, {0, 0, 0, 0}},
                        NpyFileTest.values(features.x()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"d.libsvm.gz", "d.SVM.GZ", "d.svmlight.gz"})
    void unpackedAsItIsRead(String name) throws IOException {
        byte[] text = "1 1:0.5 3:-2e3\n-1 2:7\n".getBytes(StandardCharsets.US_ASCII);
        Path file = dir.resolve(name);
        Files.write(file, GzipStreamTest.gzip(text));
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(file.toString(), "label", ReadOptions.DEFAULT, arena);
            assertArrayEquals(new double[][] {{0.5, 0, -2000}, {0, 7, 0}}, NpyFileTest.values(read.x()));
            assertArrayEquals(new double[] {1, -1}, read.y().toArray());
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 1));
            assertRefused(
                    dir,
                    name + " is cut short: it ends within its compressed content",
                    () -> Dataset.read(file.toString(), "label", ReadOptions.DEFAULT, arena));
        }
    }

    /** What counts is the text, not how well it is packed. */
    @Test
    void muchZippedIsNotTooSparse() throws IOException {
        byte[] text = "1 200:1\n".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(dir.resolve("d.svm.gz"), GzipStreamTest.gzip(text));
        assertTrue(Files.size(file) < 2000L * 200 * 8 / 4096);
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = Dataset.read(file.toString(), "label", ReadOptions.DEFAULT, arena);
            assertEquals(2000, read.x().rows());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one 1:2 | line=1: the label is 'one', not a finite number",
                "1 1:2\\n1 qid:3 | line=2: index 'qid' is none of 1 to 1048576",
                "1 0:2 | line=1: index '0' is none of 1 to 1048576",
                "1 99999999999:2 | line=1: index '99999999999' is none of 1 to 1048576",
                "1 2:1 2:3 | line=1: index=2 after index=2: indices ascend",
                "1 2 | line=1: '2' is not index:value",
                "1 2: | line=1: the value of index=2 is '', not a finite number",
                "1 2:NaN | line=1: the value of index=2 is 'NaN', not a finite number",
                "1 2:1e999 | line=1: the value of index=2 is '1e999', not a finite number",
            })
    void refusals(String text, String message) throws IOException {
        refused("d.libsvm " + message, text.replace("\\n", "\n"), "label");
    }

    @Test
    void noRowsNoValuesTooSparse() throws IOException {
        refused("d.libsvm has no values: rows=0", "# nothing\n", "label");
        refused("d.libsvm has no values: rows=1", "1\n", "label");
        refused(
                "d.libsvm is too sparse for a dense X: rows=1 × features=1000000 from bytes=12",
                "1 1000000:1\n",
                "label");
        refused("d.libsvm has no column 'y': the target of such a file is 'label'", "1 1:1\n", "y");
    }

    private void refused(String message, String text, String target) throws IOException {
        String data = write(text);
        try (Arena arena = Arena.ofConfined()) {
            assertRefused(dir, message, () -> Dataset.read(data, target, ReadOptions.DEFAULT, arena));
        }
    }

    private String write(String text) throws IOException {
        return Files.writeString(dir.resolve("d.libsvm"), text).toString();
    }
}
