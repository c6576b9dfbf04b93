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

    private static final String COLORS = "Object.values(Chart.instances).slice(0, 6).map(chart => {"
            + " const meta = chart.getDatasetMeta(0);"
            + " return meta.type === 'bar' ? meta.data[0].options.backgroundColor : meta.dataset.options.borderColor })";

    /** Labels of axes that meet, stand out of their canvas, or of which there are fewer than two; text that stands out of the page. */
    private static final String CROWDED = """
            (() => {
                const found = [];
                for (const chart of Object.values(Chart.instances)) {
                    const name = chart.canvas.getAttribute('aria-label');
                    const boxes = [];
                    for (const axis of Object.values(chart.scales)) {
                        let shown = 0;
                        for (const {label, font, textOffset, options} of axis.getLabelItems(chart.chartArea)) {
                            if (label === null || label === '') continue;
                            shown++;
                            chart.ctx.font = font.string;
                            const width = chart.ctx.measureText(label).width, height = font.size;
                            const [x, y] = options.translation;
                            const left = x - {left: 0, start: 0, center: width / 2, right: width, end: width}[options.textAlign];
                            const top = y + textOffset - {top: 0, middle: height / 2, bottom: height}[options.textBaseline];
                            boxes.push({label, left, right: left + width, top, bottom: top + height});
                        }
                        const least = axis.type === 'category' ? axis.getLabels().length : 2;
                        if (shown < least) found.push(name + ': axis ' + axis.id + ' has labels=' + shown);
                    }
                    boxes.forEach((a, k) => {
                        if (a.left < -1 || a.top < -1 || a.right > chart.width + 1 || a.bottom > chart.height + 1) {
                            found.push(name + ': ' + a.label + ' stands out');
                        }
                        for (const b of boxes.slice(k + 1)) {
                            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) {
                                found.push(name + ': ' + a.label + ' meets ' + b.label);
                            }
                        }
                    });
                }
                for (const made of document.querySelectorAll('main *')) {
                    const box = made.getBoundingClientRect();
                    if (box.left < 0 || box.right > document.documentElement.clientWidth) found.push(made.tagName + ' stands out');
                }
                const width = document.documentElement.scrollWidth;
                if (width > document.documentElement.clientWidth) found.push('the page is wide: ' + width);
                return found;
            })()""";

    private static final Path BREAST_CANCER = Path.of("..", "examples", "breast-cancer.csv");
    private static final Path COUNTS = Path.of("src", "test", "resources", "dev", "steepest", "command", "counts.csv");

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
        report(Run.DIABETES, "--target=target", "--optimizer=plain", "--max-epochs=500", "--tolerance=0");

        List<?> points = (List<?>) browser.evaluate(POINTS);
        // Cost and gradient norm by epoch, the first of which is 0, and by time; two times the coefficients, two times
        // the rows.
        assertEquals(List.of(379.0, 379.0, 379.0, 379.0, 10.0, 10.0, 442.0, 442.0), points);
        assertEquals(true, browser.evaluate(DRAWN));
        assertEquals(
                true,
                browser.evaluate(
                        "Object.values(Chart.instances).slice(0, 4).every((chart, k) => chart.scales.y.type === 'logarithmic'"
                                + " && (k % 2 === 1 || chart.scales.x.type === 'logarithmic'))"));
        assertEquals(
                List.of("0", "1", "10", "100"),
                browser.evaluate("Chart.instances[0].scales.x.ticks.map(tick => tick.label)"));
        assertEquals("Fit of target", text("h1"));
        assertEquals("Not converged", text(".state"));
        assertAdvised();
        assertTrue(text(".facts").contains("MAX_EPOCHS"), text(".facts"));
        assertEquals(
                true,
                browser.evaluate(RUN + ".coefficients.every((row, k, all) => k === 0"
                        + " || Math.abs(row[2]) <= Math.abs(all[k - 1][2]))"));
    }

    private static void assertAdvised() {
        List<?> advice = (List<?>) browser.evaluate(RUN + ".advice");
        assertFalse(advice.isEmpty());
        assertEquals(
                advice,
                browser.evaluate("Array.from(document.querySelectorAll('ul.advice li'), item => item.textContent)"));
        assertTrue(text("main").contains("What to try next"), text("main"));
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
        assertEquals(List.of(101.0, 20.0, 20.0, 20.0, 10.0, 10.0, 442.0, 442.0), browser.evaluate(POINTS));
        assertEquals(true, browser.evaluate(DRAWN));
    }

    @Test
    void itFitsAPhoneAndFollowsTheColours() throws IOException {
        report(Run.DIABETES, "--target=target");
        assertEquals(colors("#2c6a9b"), browser.evaluate(COLORS));
        browser.look(390, 844, true);

        assertEquals(390.0, browser.evaluate("document.documentElement.scrollWidth"));
        assertEquals(true, browser.evaluate(DRAWN));
        assertEquals(colors("#74b3e0"), browser.evaluate(COLORS));
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
        assertEquals(colors("#1f5a8a"), browser.evaluate(COLORS));
    }

    /** Of four lines and two times bars, in the order of the page. */
    private static List<String> colors(String first) {
        return List.of(first, first, first, first, first + "d0", first + "d0");
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
        assertAdvised();
        assertEquals(true, browser.evaluate(DRAWN));
    }

    @Test
    void stochasticDescentHasNoGradientNorms() throws IOException {
        report(Run.DIABETES, "--target=target", "--method=stochastic", "--standardize", "--max-epochs=20");

        assertEquals(List.of(21.0, 21.0, 10.0, 10.0, 442.0, 442.0), browser.evaluate(POINTS));
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

    /** Wide and on a phone, light and dark; {@code -Dreport.pictures=DIRECTORY} writes the pictures of docs/. */
    private void looksRight(String name) throws IOException {
        String pictures = System.getProperty("report.pictures");
        for (int width : new int[] {1280, 390}) {
            for (String scheme : List.of("light", "dark")) {
                browser.look(width, 900, scheme.equals("dark"));
                assertEquals(List.of(), browser.evaluate(CROWDED), width + " " + scheme);
                assertEquals((double) width, browser.evaluate("document.documentElement.scrollWidth"));
                assertEquals(true, browser.evaluate(DRAWN));
                byte[] picture = browser.screenshot();
                assertTrue(picture.length > 20_000);
                if (pictures != null) {
                    Files.write(Path.of(pictures, name + width + "-" + scheme + ".png"), picture);
                }
            }
        }
    }

    private static Object titles() {
        return browser.evaluate("Array.from(document.querySelectorAll('h3'), title => title.textContent)");
    }

    private static Object axes(int chart) {
        return browser.evaluate(
                "['x', 'y'].map(axis => Chart.instances[" + chart + "].scales[axis].options.title.text)");
    }

    @Test
    void squaredLossLooksRight() throws IOException {
        report(Run.DIABETES, "--target=target", "--validation-fraction=0.25", "--patience=10000", "--seed=3");

        assertEquals(
                List.of(
                        "Cost by epoch",
                        "Cost by time",
                        "Gradient norm by epoch",
                        "Gradient norm by time",
                        "Standardised",
                        "Original units",
                        "Actual against prediction",
                        "Residuals: actual − prediction"),
                titles());
        assertEquals(2.0, browser.evaluate("Chart.instances[0].data.datasets.length"));
        assertEquals(
                browser.evaluate(RUN + ".coefficients.map(row => '\\u2068' + row[0] + '\\u2069')"),
                browser.evaluate("Chart.instances[4].data.labels"));
        assertEquals("trainingheld out", text(".legend"));
        assertTrue(text(".figures").startsWith("R², held out"), text(".figures"));
        assertEquals(
                List.of(331.0, 111.0),
                browser.evaluate("Chart.instances[6].data.datasets.slice(0, 2).map(set => set.data.length)"));
        looksRight("");
    }

    @Test
    void logisticLossLooksRight() throws IOException {
        report(
                BREAST_CANCER,
                "--target=benign",
                "--loss=logistic",
                "--validation-fraction=0.25",
                "--patience=10000",
                "--seed=3");

        assertEquals(
                List.of(
                        "Cost by epoch",
                        "Cost by time",
                        "Gradient norm by epoch",
                        "Gradient norm by time",
                        "Standardised",
                        "Original units",
                        "Confusion matrix, training",
                        "Confusion matrix, held out",
                        "ROC curve",
                        "Precision and recall",
                        "Calibration",
                        "Probabilities by label, held out"),
                titles());
        assertTrue(text(".figures").startsWith("accuracy, held out"), text(".figures"));
        assertEquals(
                List.of(
                        List.of("actual", "called \u20680\u2069", "called \u20681\u2069"),
                        List.of("\u2068benign = 0\u2069", "14389.9 %", "1610.1 %"),
                        List.of("\u2068benign = 1\u2069", "93.4 %", "25996.6 %")),
                browser.evaluate("Array.from(document.querySelector('.confusion').rows,"
                        + " row => Array.from(row.cells, cell => cell.textContent))"));
        assertEquals(List.of("false positive rate", "true positive rate"), axes(6));
        assertEquals(List.of("recall", "precision"), axes(7));
        assertEquals(List.of("\u2068probability of benign = 1\u2069", "\u2068share of benign = 1\u2069"), axes(8));
        assertEquals(
                browser.evaluate(RUN + ".sets[0].points.map(row => row.slice(1, 3))"),
                browser.evaluate("Chart.instances[6].data.datasets[0].data.map(point => [point.x, point.y])"));
        assertEquals(
                browser.evaluate(RUN + ".sets[1].calibration.map(row => row.slice(0, 2))"),
                browser.evaluate("Chart.instances[8].data.datasets[1].data.map(point => [point.x, point.y])"));
        looksRight("logistic-");
    }

    @Test
    void poissonLossLooksRight() throws IOException {
        report(COUNTS, "--target=n", "--loss=poisson");

        assertEquals(
                List.of(
                        "Cost by epoch",
                        "Cost by time",
                        "Gradient norm by epoch",
                        "Gradient norm by time",
                        "Standardised",
                        "Original units",
                        "Actual against predicted mean",
                        "Deviance residuals"),
                titles());
        assertTrue(text(".figures").startsWith("mean deviance"), text(".figures"));
        assertEquals(List.of("predicted mean", "deviance residual"), axes(7));
        assertEquals(
                browser.evaluate(RUN + ".sets[0].predictions.map(row => row[2])"),
                browser.evaluate("Chart.instances[7].data.datasets[0].data.map(point => point.y)"));
        assertTrue(text("main").contains("adds to the logarithm of the predicted mean"));
        looksRight("poisson-");
    }

    /** Scores have no calibration; names of labels are text, and as long as they like. */
    @Test
    void labelsAreTextWhateverTheyAre() throws IOException {
        StringBuilder csv = new StringBuilder("x,y\n");
        String longName = "</script><img src=x onerror=alert(1)>".repeat(20);
        for (int i = 0; i < 60; i++) {
            csv.append(Math.sin(i) + i / 30.0)
                    .append(',')
                    .append(i % 7 > 2 == i > 20 ? "שלום" : longName)
                    .append('\n');
        }
        report(
                Files.writeString(dir.resolve("labels.csv"), csv),
                "--target=y",
                "--loss=hinge",
                "--penalty=l2",
                "--strength=0.1");

        assertEquals(0.0, browser.evaluate("document.querySelectorAll('img').length"));
        assertTrue(text(".facts").contains(longName));
        assertTrue(text("main").contains("Scores by label") && !text("main").contains("Calibration"));
        looksRight("labels-");
    }

    /** Below zero a cost has no logarithm. */
    @Test
    void costsBelowZeroAreDrawn() throws IOException {
        StringBuilder csv = new StringBuilder("x,n\n");
        for (int i = 0; i < 60; i++) {
            csv.append(Math.sin(i)).append(',').append(50 + i % 9).append('\n');
        }
        report(Files.writeString(dir.resolve("counts.csv"), csv), "--target=n", "--loss=poisson");

        assertEquals("linear", browser.evaluate("Chart.instances[0].scales.y.type"));
        assertEquals(
                browser.evaluate(RUN + ".curve.map(row => row[2])"),
                browser.evaluate("Chart.instances[0].data.datasets[0].data.map(point => point.y)"));
        assertEquals(true, browser.evaluate("Chart.instances[0].data.datasets[0].data.at(-1).y < 0"));
        assertEquals(List.of(), browser.evaluate(CROWDED));
    }

    /** The check of labels finds what it looks for. */
    @Test
    void crowdedLabelsAreFound() throws IOException {
        report(COUNTS, "--target=n", "--loss=poisson");
        browser.evaluate(
                "(() => { const axis = Chart.instances[6].options.scales.x;"
                        + " axis.ticks.autoSkip = false; axis.ticks.maxTicksLimit = 400; axis.ticks.stepSize = 0.05; Chart.instances[6].update(); })()");

        assertTrue(
                ((List<?>) browser.evaluate(CROWDED)).stream().anyMatch(found -> ((String) found).contains(" meets ")));
    }
}
