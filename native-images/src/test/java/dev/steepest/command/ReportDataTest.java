package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of {@code --report} draws, found again from rows and formulas. */
class ReportDataTest {

    private static final Path BREAST_CANCER = Path.of("..", "examples", "breast-cancer.csv");
    private static final Path COUNTS = Path.of("src", "test", "resources", "dev", "steepest", "command", "counts.csv");

    @TempDir
    Path dir;

    /** What the page has, and the same fit's JSON. */
    private record Page(Map<String, Object> page, Map<String, Object> json) {

        List<Set> sets() {
            List<Set> sets = new ArrayList<>();
            for (Object set : (List<?>) page.get("sets")) {
                sets.add(new Set(Page.<Map<String, Object>>cast(set)));
            }
            return sets;
        }

        Map<String, Object> metrics(String of) {
            return cast(Page.<Map<String, Object>>cast(json.get("metrics")).get(of));
        }

        Map<String, String> facts() {
            Map<String, String> facts = new HashMap<>();
            for (Object fact : (List<?>) page.get("facts")) {
                facts.put((String) ((List<?>) fact).get(0), (String) ((List<?>) fact).get(1));
            }
            return facts;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // JSON has the types that the page reads
        private static <T> T cast(Object object) {
            return (T) object;
        }
    }

    /** The rows trained on, or those held out. */
    private record Set(Map<String, Object> members) {

        double[][] table(String name) {
            List<double[]> rows = new ArrayList<>();
            for (Object row : (List<?>) members.get(name)) {
                rows.add(((List<?>) row)
                        .stream()
                                .mapToDouble(value -> value == null ? Double.NaN : (Double) value)
                                .toArray());
            }
            return rows.toArray(new double[0][]);
        }

        double number(String name) {
            return (Double) members.get(name);
        }
    }

    private Page page(Object... arguments) throws IOException {
        Path report = dir.resolve("report.html");
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addFirst("fit");
        all.addAll(List.of("--json", "--report", report));
        Run run = Run.of(all.toArray());
        assertEquals(0, run.code(), run.err());
        String page = Files.readString(report);
        String start = "<script type=\"application/json\" id=\"run\">";
        int from = page.indexOf(start) + start.length();
        return new Page(Json.object(page.substring(from, page.indexOf("</script>", from)) + "\n"), run.json());
    }

    /** Rows of weight 1. */
    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The share of pairs in which the positive row has the higher prediction, half of those with the same. */
    private static double areaByPairs(double[][] rows, double[] weights) {
        double right = 0;
        double all = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                if (rows[i][0] > 0 && !(rows[j][0] > 0)) {
                    double weight = weights[i] * weights[j];
                    all += weight;
                    right += rows[i][1] > rows[j][1] ? weight : rows[i][1] == rows[j][1] ? weight / 2 : 0;
                }
            }
        }
        return right / all;
    }

    private static double areaUnder(double[][] points) {
        double area = 0;
        for (int k = 1; k < points.length; k++) {
            area += (points[k][1] - points[k - 1][1]) * (points[k][2] + points[k - 1][2]) / 2;
        }
        return area;
    }

    /** As the page draws it: in steps. */
    private static double averagePrecision(double[][] points) {
        double sum = 0;
        for (int k = 1; k < points.length; k++) {
            sum += (points[k][2] - points[k - 1][2]) * points[k][3];
        }
        return sum;
    }

    /** Sums of so many terms between 0 and 1, each of a few roundings, that add up to 1 at most. */
    private static double rounding(int terms) {
        return 8 * terms * Math.ulp(1.0);
    }

    @Test
    void curvesOfLabelsAreThoseOfTheRows() throws IOException {
        Page page = page(BREAST_CANCER, "--target=benign", "--loss=logistic", "--validation-fraction=0.3", "--seed=5");

        List<String> names = List.of("training", "heldOut");
        assertEquals(2, page.sets().size());
        for (int s = 0; s < 2; s++) {
            Set set = page.sets().get(s);
            Map<String, Object> metrics = page.metrics(names.get(s));
            double[][] rows = set.table("predictions");
            double[][] points = set.table("points");
            double close = rounding(rows.length);
            assertEquals(s == 0 ? 398 : 171, rows.length);
            assertEquals(metrics.get("rows"), set.number("rows"));
            assertEquals((Double) metrics.get("rocAuc"), areaUnder(points), close);
            assertEquals(areaByPairs(rows, ones(rows.length)), areaUnder(points), close);
            assertEquals((Double) metrics.get("averagePrecision"), averagePrecision(points), close);
            assertEquals(metrics.get("rocAuc"), set.number("rocAuc"));
            assertEquals(metrics.get("averagePrecision"), set.number("averagePrecision"));
            assertThresholds(rows, points);
            assertConfusion(rows, set.table("confusion"));
            assertCalibration(rows, set.table("calibration"));
            assertDistribution(rows, set.table("distribution"));
        }
    }

    /** Each point by calling every row from its threshold on positive. */
    private static void assertThresholds(double[][] rows, double[][] points) {
        assertTrue(Double.isNaN(points[0][0]) && points[0][1] == 0 && points[0][2] == 0);
        for (double[] point : Arrays.copyOfRange(points, 1, points.length)) {
            double[] called = new double[2];
            double[] all = new double[2];
            for (double[] row : rows) {
                int label = row[0] > 0 ? 1 : 0;
                all[label]++;
                called[label] += row[1] >= point[0] ? 1 : 0;
            }
            assertEquals(called[0] / all[0], point[1]);
            assertEquals(called[1] / all[1], point[2]);
            assertEquals(called[1] / (called[0] + called[1]), point[3]);
        }
        assertEquals(1, points[points.length - 1][1]);
        assertEquals(1, points[points.length - 1][2]);
    }

    private static void assertConfusion(double[][] rows, double[][] confusion) {
        double[][] expected = new double[2][2];
        for (double[] row : rows) {
            expected[row[0] > 0 ? 1 : 0][row[1] > 0.5 ? 1 : 0]++;
        }
        assertTrue(Arrays.deepEquals(expected, confusion));
    }

    private static void assertCalibration(double[][] rows, double[][] calibration) {
        int next = 0;
        for (int bin = 0; bin < 10; bin++) {
            double count = 0;
            double sum = 0;
            double positives = 0;
            for (double[] row : rows) {
                if (row[1] >= bin / 10.0 && (row[1] < (bin + 1) / 10.0 || bin == 9)) {
                    count++;
                    sum += row[1];
                    positives += row[0];
                }
            }
            if (count > 0) {
                assertEquals(sum / count, calibration[next][0], rounding((int) count));
                assertEquals(positives / count, calibration[next][1]);
                assertEquals(count, calibration[next][2]);
                next++;
            }
        }
        assertEquals(next, calibration.length);
    }

    private static void assertDistribution(double[][] rows, double[][] bars) {
        assertEquals(20, bars.length);
        for (int label = 0; label < 2; label++) {
            double all = 0;
            double[] counts = new double[20];
            for (double[] row : rows) {
                if (row[0] == label) {
                    all++;
                    counts[Math.min(19, (int) (row[1] * 20))]++;
                }
            }
            for (int bar = 0; bar < 20; bar++) {
                assertEquals(counts[bar] / all, bars[bar][2 + label]);
                assertEquals(bar / 20.0, bars[bar][0], Math.ulp(1.0));
                assertEquals((bar + 1) / 20.0, bars[bar][1], Math.ulp(1.0));
            }
        }
    }

    /** 90 rows with ties, of weights from 0 to 2. */
    private Path weighted() throws IOException {
        StringBuilder csv = new StringBuilder("x,w,y\n");
        Random random = new Random(7);
        for (int i = 0; i < 90; i++) {
            int x = random.nextInt(9);
            csv.append(x + "," + random.nextInt(5) / 2.0 + "," + (x + random.nextInt(9) > 8 ? "yes" : "no") + "\n");
        }
        return Files.writeString(dir.resolve("weighted.csv"), csv);
    }

    @Test
    void curvesCountRowsByTheirWeights() throws IOException {
        Path data = weighted();
        Page page = page(data, "--target=y", "--weights=w", "--loss=logistic");

        Set set = page.sets().getFirst();
        double[][] rows = set.table("predictions");
        double[] weights = Files.readAllLines(data).stream()
                .skip(1)
                .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[1]))
                .toArray();
        double close = rounding(rows.length);
        assertEquals(90, rows.length);
        assertEquals(areaByPairs(rows, weights), areaUnder(set.table("points")), close);
        assertEquals((Double) page.metrics("training").get("rocAuc"), areaUnder(set.table("points")), close);
        assertEquals(
                (Double) page.metrics("training").get("averagePrecision"),
                averagePrecision(set.table("points")),
                close);
        double sum = 0;
        double drawn = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (double[] bin : set.table("calibration")) {
            drawn += bin[2];
        }
        assertEquals(sum, drawn);
        assertEquals(List.of("no", "yes"), page.page().get("classes"));
        assertEquals("yes", page.facts().get("positive label"));
        assertEquals("w", page.facts().get("weights"));
    }

    @Test
    void scoresAreNoProbabilities() throws IOException {
        Page page = page(BREAST_CANCER, "--target=benign", "--loss=hinge", "--penalty=l2", "--strength=0.1");

        Set set = page.sets().getFirst();
        assertFalse(set.members().containsKey("calibration"));
        assertEquals((Double) page.metrics("training").get("rocAuc"), areaUnder(set.table("points")), rounding(569));
        double[][] bars = set.table("distribution");
        double[][] rows = set.table("predictions");
        double least = Collections.min(Arrays.stream(rows).map(row -> row[1]).toList());
        double most = Collections.max(Arrays.stream(rows).map(row -> row[1]).toList());
        assertEquals(least, bars[0][0]);
        assertEquals(most, bars[19][1], 4 * Math.ulp(most - least));
    }

    @Test
    void labelsThatAreAllTheSameHaveNoCurve() throws IOException {
        Path data = Files.writeString(dir.resolve("ones.csv"), "x,y\n1,1\n2,1\n4,1\n");
        Page page = page(data, "--target=y", "--loss=logistic", "--max-epochs=5");

        assertEquals(List.of(), page.sets().getFirst().members().get("points"));
        assertEquals(1, page.sets().getFirst().number("share"));
    }

    /** The squares of the residuals are what rows add to the deviance. */
    @Test
    void countsHaveDevianceResiduals() throws IOException {
        Page page = page(COUNTS, "--target=n", "--loss=poisson");

        double[][] rows = page.sets().getFirst().table("predictions");
        assertEquals(80, rows.length);
        double sum = 0;
        for (double[] row : rows) {
            double y = row[0];
            double mean = row[1];
            double deviance = y == 0 ? 2 * mean : 2 * (y * Math.log(y / mean) - (y - mean));
            // The difference cancels: what is rounded is as large as y and the mean.
            double close = 16 * Math.ulp(Math.max(1, y + mean));
            assertEquals(deviance, row[2] * row[2], close);
            assertEquals(Math.signum(y - mean), Math.signum(row[2]));
            sum += row[2] * row[2];
        }
        assertEquals((Double) page.metrics("training").get("meanDeviance"), sum / rows.length, rounding(80));
        assertEquals("log", page.page().get("link"));
    }

    /** The curve has epoch 0, and the costs of the rows held out that the trace tells. */
    @Test
    void theCurveHasHeldOutCostsFromEpochZero() throws IOException {
        Path trace = dir.resolve("trace.csv");
        Page page = page(Run.DIABETES, "--target=target", "--validation-fraction=0.25", "--trace=" + trace);

        List<?> curve = (List<?>) page.page().get("curve");
        List<String> lines = Files.readAllLines(trace);
        assertEquals(lines.size() - 1, curve.size());
        for (int k = 0; k < curve.size(); k++) {
            List<?> row = (List<?>) curve.get(k);
            String[] line = lines.get(k + 1).split(",", -1);
            assertEquals((double) k, row.get(0));
            assertEquals(Double.parseDouble(line[1]), row.get(2));
            assertEquals(Double.parseDouble(line[5]), row.get(5));
        }
    }

    /** Of 2,500 rows every 2.5th, by the rule that the documentation has. */
    @Test
    void manyRowsAreSampledEvenly() throws IOException {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 2500; i++) {
            csv.append(Math.sin(i) + "," + i + "\n");
        }
        Page page = page(Files.writeString(dir.resolve("many.csv"), csv), "--target=y");

        double[][] rows = page.sets().getFirst().table("predictions");
        assertEquals(1000, rows.length);
        for (int k = 0; k < 1000; k++) {
            assertEquals(Math.floorDiv(k * 5, 2), rows[k][0]);
        }
        assertEquals(2500, page.sets().getFirst().number("rows"));
    }

    /** Beyond the number of rows that the curves are made of, metrics are those of all rows, and the curves' of some. */
    @Test
    void aSampleOfRowsIsSaid() throws IOException {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 70_000; i++) {
            csv.append(i % 7 + "," + (i % 11 > i % 7 ? 1 : 0) + "\n");
        }
        Path data = Files.writeString(dir.resolve("large.csv"), csv);
        Page page = page(data, "--target=y", "--loss=logistic", "--max-epochs=3", "--tolerance=0");

        Set set = page.sets().getFirst();
        assertEquals(70_000, set.number("rows"));
        assertEquals(65_536, set.number("taken"));
        assertEquals(page.metrics("training").get("rocAuc"), set.number("rocAuc"));
        assertEquals(8, set.table("points").length);
        double[][] rows = set.table("predictions");
        for (int k = 0; k < 1000; k++) {
            long taken = k * 65_536L / 1000;
            long row = taken * 70_000 / 65_536;
            assertEquals(row % 11 > row % 7 ? 1 : 0, rows[k][0]);
        }
    }

    /** Leaving points out changes the area by less than 1/512. */
    @Test
    void manyThresholdsAreThinned() {
        int count = 50_000;
        Random random = new Random(1);
        double[] targets = random.doubles(count).map(Math::round).toArray();
        double[] predictions = new double[count];
        for (int k = 0; k < count; k++) {
            predictions[k] = random.nextDouble() * (1 + targets[k]) / 2;
        }
        List<LabelCurves.Point> points =
                new LabelCurves(new ReportRows("training", count, targets, predictions, ones(count))).points();

        Integer[] order = new Integer[count];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (a, b) -> Double.compare(predictions[b], predictions[a]));
        double right = 0;
        double positives = 0;
        for (int k : order) {
            positives += targets[k];
            right += targets[k] == 0 ? positives : 0;
        }
        double area = right / (positives * (count - positives));
        double[][] table = points.stream()
                .map(point -> new double[] {
                    point.threshold(), point.falsePositiveRate(), point.truePositiveRate(), point.precision()
                })
                .toArray(double[][]::new);
        assertEquals(area, areaUnder(table), 1.0 / 512);
        assertTrue(points.size() > 300 && points.size() < 3000, "points=" + points.size());
        for (int k = 1; k < points.size(); k++) {
            assertTrue(points.get(k).threshold() < points.get(k - 1).threshold());
        }
        assertEquals(1, points.getLast().truePositiveRate());
        assertEquals(1, points.getLast().falsePositiveRate());
    }

    @Test
    void theFactsTellWhatRan() throws IOException {
        Page page =
                page(Run.DIABETES, "--target=target", "--validation-fraction=0.25", "--seed=11", "--no-standardize");

        Map<String, String> facts = page.facts();
        assertEquals(Run.DIABETES.toString(), facts.get("data"));
        assertEquals("squared", facts.get("loss"));
        assertEquals("yes", facts.get("intercept"));
        assertEquals("no", facts.get("standardise"));
        assertEquals("11", facts.get("seed"));
        assertEquals("442", facts.get("rows"));
        assertEquals("111", facts.get("of them held out"));
        assertEquals(page.json().get("optimizer"), facts.get("optimizer"));
        assertEquals("lbfgs:10", facts.get("optimizer"));
        float remaining = ((Double) page.json().get("remaining")).floatValue();
        assertEquals(remaining + " of the cost, by an estimate", facts.get("remaining"));
        assertEquals(page.json().get("validationCost").toString(), facts.get("held-out cost"));
        String version = Run.of("--version").out().strip();
        assertTrue(version.matches("steepest [0-9].*"), version);
        assertEquals(version, "steepest " + facts.get("Steepest"));
        assertEquals(version, "steepest " + page.page().get("version"));
    }

    @Test
    void aSeedThatNothingDependsOnSaysSo() throws IOException {
        Map<String, String> facts =
                page(Run.DIABETES, "--target=target", "--no-intercept").facts();

        assertEquals("0, of no effect: no row was chosen at random", facts.get("seed"));
        assertEquals("no", facts.get("intercept"));
        assertEquals("yes", facts.get("standardise"));
    }
}
