package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Layout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bytes are the same table, whatever the way to it: by name, compressed, in upper case, by a stated format, by standard
 * input, to learn from and to predict from, by the names of features.
 */
class CsvWaysTest {

    private static final String TARGET = "y";

    @TempDir
    Path directory = Path.of("");

    private final InputStream standardInput = System.in;

    /**
     * A file, with what is read of it: as it is, and with rows dropped and text spread.
     *
     * @param plain names, rows (the target last) and findings, or the refusal
     * @param full the same with both options
     */
    private record Case(String text, Charset charset, String plain, String full) {}

    private final List<Case> cases = new ArrayList<>();

    private void add(String text, String outcome) {
        add(text, outcome, outcome);
    }

    private void add(String text, String plain, String full) {
        cases.add(new Case(text, StandardCharsets.UTF_8, plain, full));
    }

    private void fill() {
        String ab = "[a, b] [1.0, 2.0, 3.0] [4.0, 5.0, 6.0]";
        add("a,b,y\n1,2,3\n4,5,6\n", ab);
        add("a,b,y\n1,2,3\n4,5,6", ab);
        add("a,b,y\r\n1,2,3\r\n4,5,6\r\n", ab);
        add("a,b,y\r1,2,3\r4,5,6\r", ab);
        add("\ufeffa,b,y\n1,2,3\n4,5,6\n", ab);
        add("\n\na,b,y\n1,2,3\n4,5,6\n\n\n", ab);
        add("\"a\",\"b\",\"y\"\n\"1\",\"2\",\"3\"\n4,\"5\",6\n", ab);
        add(" a ,b\t, y\n 1,2 ,\t3\n4, 5,6\n", ab);
        add("a;b;y\n1;2;3\n4;5;6\n", ab);
        add("a\tb\ty\n1\t2\t3\n4\t5\t6\n", ab);
        add("a,b,y\n+1.,0.2e1,.3e+1\n4,5.000000000000000000000,6\n", ab);
        add("\"a, b\",größe,\"x;y\",y\n1,2,3,4\n", "[a, b, größe, x;y] [1.0, 2.0, 3.0, 4.0]");
        add("a;b,y\n1,2\n", "[a;b] [1.0, 2.0]");
        add("\"q \"\"a\"\"\",y\n1,2\n", "[q \"a\"] [1.0, 2.0]");
        add("2020,2021,y\n1,2,3\n", "[2020, 2021] [1.0, 2.0, 3.0]");
        add("x,X,y\n1,5,7\n2,3,8\n", "[x, X] [1.0, 5.0, 7.0] [2.0, 3.0, 8.0]");
        add("y,a\n1,2\n3,4\n", "[a] [2.0, 1.0] [4.0, 3.0]");
        add("#a,y\n1,2\n", "[#a] [1.0, 2.0]");
        add(
                "a,y\n1,2\n#3,4\n",
                "FILE line=3 column=0 'a': '#3' is not a number",
                "[a=#3, a=1] [0.0, 1.0, 2.0] [1.0, 0.0, 4.0]");
        add("a,y\n1,2\n\n3,4\n", "FILE line=3 the line is blank, but more rows follow");
        add(
                "a,y\n1,2\ntotal\n",
                "FILE line=3 column=0 'a': 'total' is not a number",
                "FILE line=3 fewer fields than the header has: fields=1 columns=2");
        add("a,y\n1,2\n3\n", "FILE line=3 fewer fields than the header has: fields=1 columns=2");
        add("a,y\n1,2\n3,4,5\n", "FILE line=3 more fields than the header has, columns=2");
        add("a,y\n1,2,\n", "FILE line=2 more fields than the header has, columns=2");
        add("", "FILE is empty: its first row must name the columns");
        add("\n\n", "FILE is empty: its first row must name the columns");
        add("a,y\n", "FILE has no rows: there is nothing after its header");
        add(",y\n1,2\n", "FILE: column=0 has no name: the first row must name every column (numbers count from 0)");
        add("a,a,y\n1,2,3\n", "FILE: column=1 is named 'a' like column=0: names must differ");
        add(
                "a, ,y\n1,2,3\n",
                "FILE: column=1 has no name: the first row must name every column (numbers count from 0)");
        add(
                "a,y\nyes,1\nno,2\nyes,3\n",
                "FILE line=2 column=0 'a': 'yes' is not a number",
                "[a=no, a=yes] [0.0, 1.0, 1.0] [1.0, 0.0, 2.0] [0.0, 1.0, 3.0]");
        add(
                "a,y\ntrue,1\nfalse,2\n",
                "FILE line=2 column=0 'a': 'true' is not a number",
                "[a=false, a=true] [0.0, 1.0, 1.0] [1.0, 0.0, 2.0]");
        add(
                "a,y\nt,1\nf,2\n",
                "FILE line=2 column=0 'a': 't' is not a number",
                "[a=f, a=t] [0.0, 1.0, 1.0] [1.0, 0.0, 2.0]");
        add(
                "a,b,y\n1,A,2\n2,7,3\n3,A,4\n",
                "FILE line=2 column=1 'b': 'A' is not a number",
                "[a, b=7, b=A] [1.0, 0.0, 1.0, 2.0] [2.0, 1.0, 0.0, 3.0] [3.0, 0.0, 1.0, 4.0]");
        add(
                "a,y\n1,2\n2,3\nA1,4\n",
                "FILE line=4 column=0 'a': 'A1' is not a number",
                "[a=1, a=2, a=A1] [1.0, 0.0, 0.0, 2.0] [0.0, 1.0, 0.0, 3.0] [0.0, 0.0, 1.0, 4.0]");
        add(
                "a,b,y\n1,NA,3\n4,5,6\n",
                "FILE line=2 column=1 'b': the value is missing: 'NA'",
                "[a, b] [4.0, 5.0, 6.0] dropped 1 {b=1}");
        add(
                "a,b,y\n1,NaN,3\n4,5,6\n",
                "FILE line=2 column=1 'b': the value is missing: 'NaN'",
                "[a, b] [4.0, 5.0, 6.0] dropped 1 {b=1}");
        add(
                "a,b,y\n1,,3\n4,5,6\n7,NULL,8\n",
                "FILE line=2 column=1 'b': the value is missing",
                "[a, b] [4.0, 5.0, 6.0] dropped 2 {b=2}");
        add(
                "a,b,y\n1,None,3\n4,5,6\n?,2,1\n",
                "FILE line=2 column=1 'b': the value is missing: 'None'",
                "[a, b] [4.0, 5.0, 6.0] dropped 2 {a=1, b=1}");
        add(
                "a,b,y\n1,n/a,3\n4,5,NA\n",
                "FILE line=2 column=1 'b': the value is missing: 'n/a'",
                "FILE has no rows without a missing value: rows=2 are dropped, missing in 'b=1', 'y=1'");
        add(
                "a,b,y\nNA,NA,3\n",
                "FILE line=2 column=0 'a': the value is missing: 'NA'",
                "FILE has no rows without a missing value: rows=1 are dropped, missing in 'a=1', 'b=1'");
        add(
                "c,a,y\nred,1,2\nNA,2,3\nblue,3,4\n",
                "FILE line=2 column=0 'c': 'red' is not a number",
                "[c=blue, c=red, a] [0.0, 1.0, 1.0, 2.0] [1.0, 0.0, 3.0, 4.0] dropped 1 {c=1}");
        add(
                "c,a,y\nred,1,2\ngreen,,3\nblue,3,4\n",
                "FILE line=2 column=0 'c': 'red' is not a number",
                "[c=blue, c=red, a] [0.0, 1.0, 1.0, 2.0] [1.0, 0.0, 3.0, 4.0] dropped 1 {a=1}");
        add("a,y\n1e400,2\n", "FILE line=2 column=0 'a': '1e400' is too large for float64");
        add("a,y\n-1e400,2\n", "FILE line=2 column=0 'a': '-1e400' is too large for float64");
        add(
                "a,y\ninf,2\n",
                "FILE line=2 column=0 'a': 'inf' is not finite: missing and infinite values are not supported");
        add(
                "a,y\n-Infinity,2\n",
                "FILE line=2 column=0 'a': '-Infinity' is not finite: missing and infinite values are not supported");
        add("a,y\n1e-400,2\n", "[a] [0.0, 2.0]");
        add("a,y\n9007199254740993,2\n", "[a] [9.007199254740992E15, 2.0]");
        add("a,y\n0x10,2\n", "FILE line=2 column=0 'a': '0x10' is not a number", "[a=0x10] [1.0, 2.0]");
        add("a,y\n1d,2\n", "FILE line=2 column=0 'a': '1d' is not a number", "[a=1d] [1.0, 2.0]");
        add(
                "a,y\n\"1,5\",2\n\"2,5\",3\n",
                "FILE line=2 column=0 'a': '1,5' is not a number",
                "FILE: column 'a' is text, and all its values are like '1,5'");
        add(
                "a;y\n1,5;2\n2,5;3\n",
                "FILE line=2 column=0 'a': '1,5' is not a number",
                "FILE: column 'a' is text, and all its values are like '1,5'");
        add("a,y\n1 000,2\n", "FILE line=2 column=0 'a': '1 000' is not a number", "[a=1 000] [1.0, 2.0]");
        add("a,y\n1_000,2\n", "FILE line=2 column=0 'a': '1_000' is not a number", "[a=1_000] [1.0, 2.0]");
        add("a,y\n1,\"2\n3,4\n", "FILE line=2 is not valid CSV: Unclosed quoted field at end of input");
        add("a,y\n1,\"2\"2\n", "FILE line=2 is not valid CSV: Unexpected character after closing quote: '2' (0x32)");
        add("a,y\n1,abc\n", "FILE line=2 column=1 'y': 'abc' is not a number");
        add("a,y\n\0,2\n", "FILE line=2 column=0 'a': '\\u0000' is not a number", "[a=\0] [1.0, 2.0]");
        add(
                "a,y\n2020-01-01,2\n2020-01-02,3\n",
                "FILE line=2 column=0 'a': '2020-01-01' is not a number",
                "[a=2020-01-01, a=2020-01-02] [1.0, 0.0, 2.0] [0.0, 1.0, 3.0]");
        add("a,y\n5%,2\n", "FILE line=2 column=0 'a': '5%' is not a number", "[a=5%] [1.0, 2.0]");
        add("a,y\n$5,2\n", "FILE line=2 column=0 'a': '$5' is not a number", "[a=$5] [1.0, 2.0]");
        add("\"a\nb\",y\n1,2\n", "[a\nb] [1.0, 2.0]");
        add(
                "c,y\n\"x\ny\",1\nz,2\n",
                "FILE line=2 column=0 'c': 'x\\ny' is not a number",
                "[c=x\ny, c=z] [1.0, 0.0, 1.0] [0.0, 1.0, 2.0]");
        add(
                "c,y\n Rome ,1\nRome,2\n",
                "FILE line=2 column=0 'c': 'Rome' is not a number",
                "[c=Rome] [1.0, 1.0] [1.0, 2.0]");
        add(
                "c,y\nRome,1\nrome,2\n",
                "FILE line=2 column=0 'c': 'Rome' is not a number",
                "[c=Rome, c=rome] [1.0, 0.0, 1.0] [0.0, 1.0, 2.0]");
        add(
                "c,y\nÖ,1\nZ,2\n\ud83d\ude00,3\n\uffee,4\n",
                "FILE line=2 column=0 'c': 'Ö' is not a number",
                "[c=Z, c=Ö, c=\uffee, c=\ud83d\ude00] [0.0, 1.0, 0.0, 0.0, 1.0] [1.0, 0.0, 0.0, 0.0, 2.0] [0.0, 0.0, 0.0, 1.0, 3.0] [0.0, 0.0, 1.0, 0.0, 4.0]");
        add("a,y\n-0.0,2\n0,3\n", "[a] [-0.0, 2.0] [0.0, 3.0]");
        add(
                "a,b,y\n" + "0,1,0\n1,1,1\n2,1,2\n".repeat(14) + "0.5,1,7\n",
                "[a, b]" + " [0.0, 1.0, 0.0] [1.0, 1.0, 1.0] [2.0, 1.0, 2.0]".repeat(14) + " [0.5, 1.0, 7.0]");
        add(
                "c,y\n01,1\n1,2\nA,3\n",
                "FILE line=4 column=0 'c': 'A' is not a number",
                "[c=01, c=1, c=A] [1.0, 0.0, 0.0, 1.0] [0.0, 1.0, 0.0, 2.0] [0.0, 0.0, 1.0, 3.0]");
        add("a,b\n1,2\n", "FILE has no column 'y': it has 'a', 'b'; a target may also be a .npy, .f64 or .csv file");
        add(
                "a,y\n,2\n",
                "FILE line=2 column=0 'a': the value is missing",
                "FILE has no rows without a missing value: rows=1 are dropped, missing in 'a=1'");
        add(
                "a,y\n1,2\n \n3,4\n",
                "FILE line=3 column=0 'a': the value is missing",
                "FILE line=3 fewer fields than the header has: fields=1 columns=2");
        add("a,y\n1,2\r\n3,4\r5,6\n", "[a] [1.0, 2.0] [3.0, 4.0] [5.0, 6.0]");
        String noText = "FILE line=1 or later is not UTF-8 text: is it a CSV file?";
        cases.add(new Case("größe,y\n1,2\n", StandardCharsets.ISO_8859_1, noText, noText));
        cases.add(new Case("a,y\n1,2\n", StandardCharsets.UTF_16, noText, noText));
        cases.add(new Case("a,y\n1,\u00ff2\n", StandardCharsets.ISO_8859_1, noText, noText));
    }

    @AfterEach
    void restore() {
        System.setIn(standardInput);
    }

    @Test
    void oneFileHasOneMeaning() throws IOException {
        fill();
        int ways = 0;
        int read = 0;
        for (Case file : cases) {
            for (boolean full : new boolean[] {false, true}) {
                for (String name : List.of("d.csv", "d.csv.gz", "D.CSV", "D.CSV.GZ", "d.txt", "-")) {
                    for (Layout layout : List.of(Layout.ROWS, Layout.PANELS)) {
                        ways += compare(file, name, new ReadOptions(full, full, layout), full ? file.full : file.plain);
                    }
                }
            }
            read += file.plain.startsWith("[") ? 1 : 0;
        }
        assertTrue(cases.size() >= 60 && read >= 20 && cases.size() - read >= 25, cases.size() + " " + read);
        System.out.println("csv files: " + cases.size() + ", read in ways: " + ways + ", differences: 0");
    }

    /** How many ways were compared. */
    private int compare(Case file, String name, ReadOptions options, String expected) throws IOException {
        String label = name + " " + options + " of " + file.text;
        CsvOptions.Format format = has(name, ".csv") ? null : CsvOptions.Format.CSV;
        ReadOptions all = new ReadOptions(
                options.oneHot(),
                options.dropNull(),
                false,
                false,
                options.layout(),
                Long.MAX_VALUE,
                new CsvOptions(format, '.', true, CsvOptions.MISSING));
        String data = write(file.text.getBytes(file.charset), name);
        assertEquals(expected, outcome(name, () -> read(data, null, all)), label);
        if (!expected.startsWith("[")) {
            return 1;
        }
        List<String> features = new ArrayList<>();
        outcome(name, () -> {
            try (Arena arena = Arena.ofConfined()) {
                features.addAll(Dataset.read(data, TARGET, all, arena).features());
                return "";
            }
        });
        assertEquals(expected, outcome(name, () -> read(data, features, all)), "by name: " + label);
        if (expected.contains("y=")) { // who predicts does not miss a target
            return 2;
        }
        String predicted = outcome(name, () -> predicted(data, features, all));
        assertEquals(withoutTargets(expected), withoutTargets(predicted), "predict: " + label);
        return 3;
    }

    private static boolean has(String name, String part) {
        return name.toLowerCase(Locale.ROOT).contains(part);
    }

    private String write(byte[] bytes, String name) throws IOException {
        if (name.equals("-")) {
            System.setIn(new ByteArrayInputStream(bytes));
            return name;
        }
        byte[] written = bytes;
        if (has(name, ".gz")) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
                out.write(bytes);
            }
            written = compressed.toByteArray();
        }
        return Files.write(directory.resolve(name), written).toString();
    }

    /** With one name for all ways. */
    private String outcome(String name, Supplier<String> way) throws IOException {
        try {
            return way.get();
        } catch (DataException e) {
            String file = name.equals("-")
                    ? "standard input"
                    : directory.resolve(name).toString();
            return String.valueOf(e.getMessage()).replace(file, "FILE");
        } finally {
            if (name.equals("-")) {
                System.in.reset();
            }
        }
    }

    private static String read(String data, @Nullable List<String> features, ReadOptions options) {
        try (Arena arena = Arena.ofConfined()) {
            Dataset read = features == null
                    ? Dataset.read(data, TARGET, options, arena)
                    : Dataset.read(data, TARGET, features, options, arena);
            StringBuilder text = new StringBuilder(read.features().toString());
            double[][] rows = NpyFileTest.values(read.x());
            for (int i = 0; i < rows.length; i++) {
                double[] row = Arrays.copyOf(rows[i], rows[i].length + 1);
                row[rows[i].length] = read.y().get(i);
                text.append(' ').append(Arrays.toString(row));
            }
            Findings findings = read.findings();
            return text
                    + (findings.dropped() == 0 ? "" : " dropped " + findings.dropped() + " " + findings.missing())
                    + (findings.notes().isEmpty() ? "" : " noted");
        }
    }

    private static String predicted(String data, List<String> features, ReadOptions options) {
        StringBuilder text = new StringBuilder(features.toString());
        try (Arena arena = Arena.ofConfined();
                Features read = Features.open(data, features, options, arena)) {
            while (read.next()) {
                for (double[] row : NpyFileTest.values(read.x())) {
                    text.append(' ').append(Arrays.toString(Arrays.copyOf(row, row.length + 1)));
                }
            }
        }
        return text.toString();
    }

    private static String withoutTargets(String outcome) {
        return outcome.replaceAll(", [^,\\]]*]", "]").replaceAll(" (dropped|noted).*", "");
    }
}
