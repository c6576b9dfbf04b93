package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser: charts with points, text that stays text, nothing loaded, nothing complained of. */
@Tag("browser")
class HtmlReportTest {

    /** What each chart draws. */
    private static final String POINTS =
            "Object.values(Chart.instances).map(chart => Math.max(...chart.data.datasets.map(set => set.data.length)))";

    private static final String DRAWN = "Object.values(Chart.instances).every(chart => {"
            + " const area = chart.chartArea;"
            + " return chart.width > 200 && area.right - area.left > 100 && chart.getDatasetMeta(0).data.every("
            + "   point => Number.isFinite(point.x) && Number.isFinite(point.y)) })";

    private static final String COLORS = "Object.values(Chart.instances).map(chart => {"
            + " const meta = chart.getDatasetMeta(0);"
            + " return meta.type === 'bar' ? meta.data[0].options.backgroundColor : meta.dataset.options.borderColor })";

    private static final String RUN = "JSON.parse(document.getElementById('run').textContent)";

    private static Browser browser;

    @TempDir
    static Path profile;

    @TempDir
    Path dir;

    @BeforeAll
    static void start() {
        browser = Browser.start(profile);
    }

    @AfterAll
    static void end() {
        browser.close();
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertEquals(List.of(), browser.complaints());
    }

    private Path report(Object... arguments) throws IOException {
        Path report = dir.resolve("report.html");
        Object[] all = new Object[arguments.length + 4];
        all[0] = "fit";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 3] = "--report";
        all[all.length - 2] = report;
        all[all.length - 1] = "--json";
        Run run = Run.of(all);
        assertTrue(Files.exists(report), run.err());
        browser.look(1280, 900, false);
        browser.open(report);
        return report;
    }

    @Test
    void everyChartHasPoints() throws IOException {
        report(Run.DIABETES, "--target=target", "--intercept", "--standardize", "--max-epochs=500", "--tolerance=0");

        List<?> points = (List<?>) browser.evaluate(POINTS);
        // Cost and gradient norm against epochs and seconds, the rate, two times the coefficients, two times the rows.
        assertEquals(List.of(378.0, 378.0, 378.0, 378.0, 378.0, 10.0, 10.0, 442.0, 442.0), points);
        assertEquals(true, browser.evaluate(DRAWN));
        assertEquals(
                true,
                browser.evaluate(
                        "Object.values(Chart.instances).slice(0, 5).every(chart => chart.scales.x.type + chart.scales.y.type"
                                + " === 'logarithmiclogarithmic')"));
        assertEquals("Fit of target", text("h1"));
        assertEquals("Not converged", text(".state"));
        assertTrue(text("main").contains("The cost was still falling"), text("main"));
        assertTrue(text("table.facts").contains("MAX_EPOCHS"), text("table.facts"));
        assertEquals(
                true,
                browser.evaluate(RUN + ".coefficients.every((row, k, all) => k === 0"
                        + " || Math.abs(row[2]) <= Math.abs(all[k - 1][2]))"));
    }

    /** Of the epochs before, a checkpoint knows the costs and nothing else. */
    @Test
    void aResumedFitShowsTheCostsFromTheStart() throws IOException {
        Path checkpoint = dir.resolve("fit.checkpoint");
        String[] options = {"--target=target", "--standardize", "--max-epochs=100", "--tolerance=0"};
        List<Object> arguments = new ArrayList<>(List.of(options));
        arguments.addFirst(Run.DIABETES);
        report(arguments.toArray());
        Object costs = browser.evaluate(RUN + ".curve.map(row => row[2])");
        arguments.addAll(List.of("--checkpoint=" + checkpoint, "--every=40"));
        report(arguments.toArray());
        arguments.add("--resume");
        report(arguments.toArray());

        assertEquals(costs, browser.evaluate(RUN + ".curve.map(row => row[2])"));
        assertEquals(List.of(100.0, 20.0, 20.0, 20.0, 20.0, 10.0, 10.0, 442.0, 442.0), browser.evaluate(POINTS));
        assertEquals(true, browser.evaluate(DRAWN));
    }

    @Test
    void itFitsAPhoneAndFollowsTheColours() throws IOException {
        report(Run.DIABETES, "--target=target", "--intercept", "--standardize", "--tolerance=1e-4");
        assertEquals(colors("#2c6a9b", "#b8622b", "#5f6870"), browser.evaluate(COLORS));
        browser.look(390, 844, true);

        assertEquals(390.0, browser.evaluate("document.documentElement.scrollWidth"));
        assertEquals(true, browser.evaluate(DRAWN));
        assertEquals(colors("#74b3e0", "#e29a64", "#98a1aa"), browser.evaluate(COLORS));
        assertEquals("rgb(21, 24, 28)", browser.evaluate("getComputedStyle(document.body).backgroundColor"));
        assertEquals("Converged", text(".state"));
        assertFalse(text("main").contains("What to try next"));
    }

    @Test
    void itPrintsInDarkInk() throws IOException {
        report(Run.DIABETES, "--target=target", "--max-epochs=20");
        browser.look(1280, 900, true);
        Object before = browser.evaluate("Chart.instances[0].width");
        byte[] pdf = browser.pdf();

        assertTrue(new String(pdf, 0, 5, StandardCharsets.US_ASCII).equals("%PDF-") && pdf.length > 20_000);
        assertEquals(before, browser.evaluate("Chart.instances[0].width"));
        browser.evaluate("dispatchEvent(new Event('beforeprint'))");
        assertEquals("rgb(255, 255, 255)", browser.evaluate("getComputedStyle(document.body).backgroundColor"));
        assertEquals(colors("#1f5a8a", "#a04f1b", "#444"), browser.evaluate(COLORS));
    }

    /** Of lines and bars in the order of the page. */
    private static List<String> colors(String first, String second, String quiet) {
        return List.of(first, first, second, second, quiet, first + "d0", first + "d0", second, second);
    }

    @Test
    void hostileNamesStayText() throws IOException {
        List<String> names = List.of(
                "</script><script>alert(1)</script>",
                "<img src=x onerror=alert(2)>",
                "quote' double\"\" back\\`${alert(3)}`",
                "<!--<script>",
                "שלום עולם \u202Ereversed",
                "long".repeat(500),
                "&lt;b&gt;\u2028&amp;");
        StringBuilder csv = new StringBuilder();
        for (String name : names) {
            csv.append('"')
                    .append(name.contains("\"\"") ? name : name.replace("\"", "\"\""))
                    .append("\",");
        }
        csv.append("\"<b>y</b>\"\n");
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < names.size(); j++) {
                csv.append(Math.sin(i * (j + 1.0))).append(',');
            }
            csv.append(Math.cos(i)).append('\n');
        }
        Path data = Files.writeString(dir.resolve("hostile.csv"), csv);
        report(data, "--target=<b>y</b>", "--max-epochs=30");

        assertEquals("Fit of <b>y</b>", text("h1"));
        List<?> shown = (List<?>) browser.evaluate(
                "Array.from(document.querySelectorAll('.coefficients td:first-child'), cell => cell.textContent)");
        for (String name : names) {
            assertTrue(shown.contains(name.replace("\"\"", "\"")), name);
        }
        assertEquals(8, shown.size());
        assertEquals(0.0, browser.evaluate("document.querySelectorAll('img, b').length"));
        assertEquals(3.0, browser.evaluate("document.scripts.length"));
        browser.look(390, 844, false);
        assertEquals(390.0, browser.evaluate("document.documentElement.scrollWidth"));
    }

    @Test
    void aDivergenceSaysWhatToDo() throws IOException {
        report(Run.DIABETES, "--target=target", "--learning-rate=1");

        assertEquals("Diverged", text(".state"));
        assertTrue(text("main").contains("the largest stable rate of batch descent is 2/L="), text("main"));
        assertTrue(text("main").contains("--standardize makes them alike"), text("main"));
        assertEquals(true, browser.evaluate(DRAWN));
    }

    @Test
    void stochasticDescentHasNoGradientNorms() throws IOException {
        report(Run.DIABETES, "--target=target", "--method=stochastic", "--standardize", "--max-epochs=20");

        assertEquals(List.of(20.0, 20.0, 20.0, 10.0, 10.0, 442.0, 442.0), browser.evaluate(POINTS));
        assertTrue(text("main").contains("--gradient-tolerance asks for it"), text("main"));
    }

    @Test
    void theRateFollowsItsSchedule() throws IOException {
        Path trace = dir.resolve("trace.csv");
        report(
                Run.DIABETES,
                "--target=target",
                "--standardize",
                "--max-epochs=20",
                "--tolerance=0",
                "--schedule=exponential:0.9",
                "--trace=" + trace);

        List<Double> rates = Files.readAllLines(trace).stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(",", -1)[4]))
                .toList();
        assertEquals(21, rates.size());
        assertEquals(rates, browser.evaluate(RUN + ".curve.map(row => row[4])"));
        assertTrue(rates.get(20) < 0.2 * rates.get(1), rates.toString());
    }

    @Test
    void withoutAFiniteCostThereAreStillTheFacts() throws IOException {
        Path data = Files.writeString(dir.resolve("huge.csv"), "x,y\n1,1e200\n2,1e200\n");
        report(data, "--target=y");

        assertEquals("Diverged", text(".state"));
        assertTrue(text("main").contains("look for values of X or the target that are far too large"), text("main"));
    }

    private static String text(String selector) {
        return (String) browser.evaluate("document.querySelector('" + selector + "').textContent");
    }

    /** The pictures of docs/: {@code -Dreport.pictures=DIRECTORY} writes them. */
    @Test
    void pictures() throws IOException {
        report(Run.DIABETES, "--target=target", "--intercept", "--standardize", "--max-epochs=500", "--tolerance=0");
        String pictures = System.getProperty("report.pictures");
        for (int width : new int[] {1280, 390}) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, 900, scheme.equals("dark"));
                byte[] picture = browser.screenshot();
                assertTrue(picture.length > 20_000);
                if (pictures != null) {
                    Files.write(Path.of(pictures, "report-" + width + "-" + scheme + ".png"), picture);
                }
            }
        }
    }
}
