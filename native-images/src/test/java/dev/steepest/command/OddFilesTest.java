package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that people have: what is right is known, as targets are a known function of the features. */
class OddFilesTest {

    /** Of the coefficients that a fit ends with. */
    private static final double CLOSE = 1e-6;

    private static final String LINE = rows("x,y", 6, i -> i + "," + (2 * i + 1));
    private static final String OTHER = rows("x,y", 6, i -> i + "," + (200 * i + 100));

    @TempDir
    Path dir;

    private static String rows(String header, int count, IntFunction<String> row) {
        return header + "\n" + IntStream.range(0, count).mapToObj(row).collect(Collectors.joining("\n")) + "\n";
    }

    private Path file(String name, String text) throws IOException {
        if (!name.toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return Files.writeString(dir.resolve(name), text);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(dir.resolve(name), bytes.toByteArray());
    }

    private static Run fit(Object data, String target, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("fit", data, "--target", target, "--json", "--quiet"));
        arguments.addAll(List.of("--intercept", "--optimizer", "accelerated", "--max-epochs", "100000"));
        arguments.addAll(List.of(options));
        return Run.of(arguments.toArray());
    }

    private static void fits(Run run, long rows, double intercept, double... theta) {
        assertEquals(Exit.DONE, run.code(), run.err());
        Map<String, Object> json = run.json();
        assertEquals((double) rows, json.get("rows"));
        assertEquals(intercept, (double) json.get("intercept"), CLOSE);
        List<?> fitted = (List<?>) json.get("theta");
        assertEquals(theta.length, fitted.size());
        for (int j = 0; j < theta.length; j++) {
            assertEquals(theta[j], (double) fitted.get(j), CLOSE);
        }
    }

    private static void refused(String part, Run run) {
        assertEquals(Exit.REFUSED, run.code(), run.out());
        assertTrue(run.err().contains(part), run.err());
    }

    @Test
    void aNameIsTheFile() throws IOException {
        for (String ending : List.of(".csv", ".csv.gz")) {
            Path named = file("data[1]" + ending, LINE);
            file("data1" + ending, OTHER);
            fits(fit(named, "y"), 6, 1, 2);
            fits(fit(named, "y", "--drop-null"), 6, 1, 2);
            fits(fit(named, "y", "--one-hot"), 6, 1, 2);
        }
        Path question = file("d?.csv", LINE);
        file("d1.csv", OTHER);
        fits(fit(question, "y"), 6, 1, 2);
        fits(fit(question, "y", "--drop-null"), 6, 1, 2);
        fits(fit(file("UPPER.CSV", LINE), "y", "--drop-null"), 6, 1, 2);
        fits(fit(file("UPPER.CSV.GZ", LINE), "y"), 6, 1, 2);
        fits(fit(file("tabs.tsv", LINE.replace(',', '\t')), "y"), 6, 1, 2);
        fits(fit(file("tabs.tsv.gz", LINE.replace(',', '\t')), "y"), 6, 1, 2);
        fits(fit(file("data.txt", LINE), "y", "--format=csv"), 6, 1, 2);
    }

    @Test
    void decimalsThatComeLate() throws IOException {
        IntFunction<String> row = i -> {
            double x = i % 10 + (i < 25_000 ? 0 : 0.5);
            return (i < 25_000 ? String.valueOf(i % 10) : String.valueOf(x)) + "," + (2 * x + 1);
        };
        String late = rows("x,y", 30_000, row);
        for (Path file : List.of(file("late.csv", late), file("late.csv.gz", late))) {
            fits(fit(file, "y"), 30_000, 1, 2);
            fits(fit(file, "y", "--drop-null"), 30_000, 1, 2);
            fits(fit(file, "y", "--one-hot"), 30_000, 1, 2);
        }
    }

    @Test
    void yearsAsNames() throws IOException {
        String years = "2020,2021,2022\n1,2,5\n2,1,4\n3,5,13\n4,0,4\n";
        for (Path file : List.of(file("years.csv", years), file("years.csv.gz", years))) {
            for (List<String> options : List.of(List.<String>of(), List.of("--drop-null"))) {
                Run run = fit(file, "2022", options.toArray());
                fits(run, 4, 0, 1, 2);
                assertTrue(
                        run.err()
                                .contains(
                                        "its first row, all numbers, is taken for the names of the columns (--no-header"),
                        run.err());
            }
        }
        fits(fit(file("none.csv", LINE.substring(4)), "1", "--no-header"), 6, 1, 2);
    }

    @Test
    void booleansAreText() throws IOException {
        String text = "smoker,age,y\nyes,30,18\nno,40,20\nyes,51,28.5\nno,22,11\nno,65,32.5\n";
        for (Path file : List.of(file("yn.csv", text), file("yn.csv.gz", text))) {
            Path model = dir.resolve("m.json");
            assertEquals(
                    Exit.DONE, fit(file, "y", "--one-hot", "--model", model).code());
            // A file of one row has no other values to guess a type from.
            Run one = Run.of("predict", "--model", model, file("one.csv", "smoker,age\nyes,33\n"));
            assertEquals(19.5, Double.parseDouble(one.out().strip()), 1e-4);
            assertEquals(
                    5, Run.of("predict", "--model", model, file).out().lines().count());
        }
    }

    @Test
    void codesThatAreTextLate() throws IOException {
        String codes = rows(
                "code,x,y",
                25_100,
                i -> (i < 25_000 ? i % 5 : "A1") + "," + i % 7 + "," + ((i < 25_000 ? i % 5 : 9) + 2 * (i % 7)));
        Path model = dir.resolve("codes.json");
        Run fit = fit(file("codes.csv", codes), "y", "--one-hot", "--model", model);
        assertEquals(Exit.DONE, fit.code(), fit.err());
        Run digits = Run.of("predict", "--model", model, file("digits.csv", "code,x\n3,1\n0,2\n"));
        List<String> lines = digits.out().lines().toList();
        assertEquals(5, Double.parseDouble(lines.get(0)), 1e-4);
        assertEquals(4, Double.parseDouble(lines.get(1)), 1e-4);
    }

    @Test
    void whatStandsForAMissingValue() throws IOException {
        List<String> z = List.of("1", "NA", "2", "NaN", "", "3", "NULL", "5", "4", "None");
        Path file = file("na.csv", rows("x,z,y", z.size(), i -> i + "," + z.get(i) + "," + (2 * i + 1)));
        Run dropped = fit(file, "y", "--drop-null");
        fits(dropped, 5, 1, 2, 0);
        assertEquals("steepest: rows with a missing value dropped: 5 (z=5), rows left: 5\n", dropped.err());
        refused("line=3 column=1 'z': the value is missing: 'NA': --drop-null leaves such rows out", fit(file, "y"));
        refused("'NULL' is not a number", fit(file, "y", "--drop-null", "--missing=NA,NaN,None"));
        Path sentinel = file("sentinel.csv", "x,y\n1,3\n-999,5\n2,5\n-999.0,1\n3,7\n");
        fits(fit(sentinel, "y", "--drop-null", "--missing=-999"), 3, 1, 2);
    }

    @Test
    void aHashIsAValue() throws IOException {
        Path file = file("hash.csv", "x,y\n1,3\n#2,100\n3,7\n");
        refused("line=3", fit(file, "y"));
        refused("line=3", fit(file, "y", "--drop-null"));
    }

    @Test
    void decimalCommas() throws IOException {
        Path file = file("eu.csv", "a;y\n1,5;4\n2,5;6\n3,0;7\n4,25;9,5\n");
        fits(fit(file, "y", "--decimal", ","), 4, 1, 2);
        refused("'1,5' is not a number: --decimal , reads numbers with a decimal comma", fit(file, "y"));
        refused(
                "all its values are like '1,5': --decimal , reads",
                fit(file("features.csv", "a;y\n1,5;4\n2,5;6\n"), "y", "--one-hot"));
        fits(fit(file("quoted.csv", "a,y\n\"1,5\",4\n\"2,5\",6\n3,7\n"), "y", "--decimal=,"), 3, 1, 2);
    }

    @Test
    void namesThatDifferInCaseOnly() throws IOException {
        Path file = file("xX.csv", "x,X,y\n1,5,7\n2,3,7\n3,9,15\n4,4,12\n5,5,15\n");
        fits(fit(file, "y"), 5, 0, 2, 1);
        fits(fit(file, "y", "--drop-null"), 5, 0, 2, 1);
    }

    @Test
    void validationAndStartFindColumnsByTheirNames() throws IOException {
        Path data = file("a.csv", rows("p,q,y", 30, i -> i + "," + i * i % 7 + "," + (2 * i - i * i % 7)));
        Path other = file("v.csv", rows("q,y,p", 10, i -> i * i % 7 + "," + (2 * i - i * i % 7) + "," + i));
        Run run = fit(data, "y", "--validation", other, "--patience=100000", "--model", dir.resolve("m.json"));
        fits(run, 30, 0, 2, -1);
        assertEquals(0, (double) run.json().get("validationCost"), CLOSE);
        fits(fit(other, "y", "--start", dir.resolve("m.json")), 10, 0, 2, -1);

        Path categories = file("c.csv", rows("c,y", 30, i -> "abc".charAt(i % 3) + "," + i % 3));
        Path fewer = file("f.csv", rows("c,y", 10, i -> "ab".charAt(i % 2) + "," + i % 2));
        Path model = dir.resolve("c.json");
        Run lacking = fit(categories, "y", "--one-hot", "--validation", fewer, "--model", model);
        assertEquals(Exit.DONE, lacking.code(), lacking.err());
        assertEquals(3, ((List<?>) lacking.json().get("theta")).size());
        Run started = fit(fewer, "y", "--start", model);
        assertEquals(Exit.DONE, started.code(), started.err());
        assertEquals(3, ((List<?>) started.json().get("theta")).size());
        refused(
                "not in the model: 'r'",
                fit(file("more.csv", "p,q,r,y\n1,2,3,4\n2,3,4,5\n"), "y", "--start", dir.resolve("m.json")));
    }

    @Test
    @Tag("jvm") // of this process
    void standardInput() throws IOException {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(LINE.getBytes(StandardCharsets.UTF_8)));
            Path model = dir.resolve("m.json");
            fits(fit("-", "y", "--format=csv", "--model", model), 6, 1, 2);
            System.setIn(new ByteArrayInputStream("x\n10\n20\n".getBytes(StandardCharsets.UTF_8)));
            Run run = Run.of("predict", "--model", model, "-", "--format", "csv");
            assertEquals(2, run.out().lines().count());
            assertEquals(41, Double.parseDouble(run.out().lines().toList().get(1)), 1e-4);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aSmallArchiveOfCommas() throws IOException {
        Path commas = file("commas.csv.gz", ",".repeat(10_000_000));
        assertTrue(Files.size(commas) < 16_000);
        refused("column=0 has no name", fit(commas, "y"));
    }
}
