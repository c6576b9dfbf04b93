package dev.steepest.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.ScalarKernel;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A benchmark that computes something else is worse than none. */
class BenchmarkBodiesTest {

    /** n roundings of relative size 2⁻⁵³ each, with room for the second order: n/(2⁵³ − n) would do. */
    private static double gamma(int n) {
        return n * 0x1p-52;
    }

    private static BatchShape batchShape(String shape) {
        BatchShape batchShape = new BatchShape();
        batchShape.shape = shape;
        return batchShape;
    }

    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64"})
    void gradientsAgree(String shape) {
        BatchGradientBenchmark benchmark = new BatchGradientBenchmark();
        BatchGradientBenchmark.TextbookState textbook = new BatchGradientBenchmark.TextbookState();
        textbook.fill(batchShape(shape));
        BatchGradientBenchmark.RowsState rows = new BatchGradientBenchmark.RowsState();
        rows.fill(batchShape(shape));
        BatchGradientBenchmark.PanelsState panels = new BatchGradientBenchmark.PanelsState();
        panels.fill(batchShape(shape));

        double[] expected = benchmark.textbook(textbook).clone();
        assertArrayEquals(benchmark.scalarRows(rows), benchmark.vectorRows(rows));
        assertArrayEquals(benchmark.scalarPanels(panels), benchmark.vectorPanels(panels));
        assertArrayEquals(benchmark.scalarRows(rows), benchmark.scaledRows(rows));
        assertArrayEquals(benchmark.scalarPanels(panels), benchmark.scaledPanels(panels));
        assertWithinBound(expected, benchmark.vectorRows(rows), textbook.data, textbook.theta);
        assertWithinBound(expected, benchmark.vectorPanels(panels), textbook.data, textbook.theta);

        double sum = 0;
        for (double[] row : textbook.data.x) {
            for (double value : row) {
                sum += value;
            }
        }
        assertEquals(sum, benchmark.read(panels), gamma(2 * textbook.data.x.length * expected.length) * sum);
    }

    /** Both sides: z within γ_d Σ|x||θ|, the gradient's entry within γ_(m+d+3) (2/m) Σ|x| (Σ|x||θ| + |y|). */
    private static void assertWithinBound(double[] expected, double[] actual, Textbook data, double[] theta) {
        double[] magnitudes = new double[theta.length];
        for (int i = 0; i < data.x.length; i++) {
            double z = Math.abs(data.y[i]);
            for (int j = 0; j < theta.length; j++) {
                z += Math.abs(data.x[i][j] * theta[j]);
            }
            for (int j = 0; j < theta.length; j++) {
                magnitudes[j] += 2 * Math.abs(data.x[i][j]) * z / data.x.length;
            }
        }
        double gamma = 2 * gamma(data.x.length + theta.length + 3);
        for (int j = 0; j < theta.length; j++) {
            assertEquals(expected[j], actual[j], gamma * magnitudes[j], "feature " + j);
        }
    }

    /** The values are multiples of 0.001 and no float32: each form is compared with the textbook's loops over what it stores. */
    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64"})
    void formsAgree(String shape) {
        FormsBenchmark benchmark = new FormsBenchmark();
        FormsBenchmark.Columns columns = new FormsBenchmark.Columns();
        columns.fill(batchShape(shape));
        FormsBenchmark.Float32Columns float32Columns = new FormsBenchmark.Float32Columns();
        float32Columns.fill(batchShape(shape));
        FormsBenchmark.Float32Panels float32Panels = new FormsBenchmark.Float32Panels();
        float32Panels.fill(batchShape(shape));
        FormsBenchmark.Float32Rows float32Rows = new FormsBenchmark.Float32Rows();
        float32Rows.fill(batchShape(shape));

        Textbook data = new Textbook(Shape.parse(shape));
        double[] theta = data.shape.theta();
        assertWithinBound(data.gradient(theta).clone(), benchmark.columns(columns), data, theta);
        roundToFloat32(data);
        double[] expected = data.gradient(theta).clone();
        assertWithinBound(expected, benchmark.float32Columns(float32Columns), data, theta);
        assertWithinBound(expected, benchmark.float32Panels(float32Panels), data, theta);
        assertWithinBound(expected, benchmark.float32Rows(float32Rows), data, theta);
    }

    @Test
    void arenasAndThreadsChangeNoBit() {
        BatchShape shape = batchShape("512x64");
        BatchGradientBenchmark.RowsState rows = new BatchGradientBenchmark.RowsState();
        rows.fill(shape);
        BatchGradientBenchmark.PanelsState panels = new BatchGradientBenchmark.PanelsState();
        panels.fill(shape);
        double[] ofRows = new BatchGradientBenchmark().vectorRows(rows);
        double[] ofPanels = new BatchGradientBenchmark().vectorPanels(panels);

        ArenasBenchmark arenas = new ArenasBenchmark();
        ArenasBenchmark.RowsAlone rowsAlone = new ArenasBenchmark.RowsAlone();
        rowsAlone.fill(shape);
        ArenasBenchmark.RowsMixed rowsMixed = new ArenasBenchmark.RowsMixed();
        rowsMixed.fill(shape);
        ArenasBenchmark.PanelsAlone panelsAlone = new ArenasBenchmark.PanelsAlone();
        panelsAlone.fill(shape);
        ArenasBenchmark.PanelsMixed panelsMixed = new ArenasBenchmark.PanelsMixed();
        panelsMixed.fill(shape);
        double cost = rows.chosen.cost();
        assertEquals(cost + cost + cost, arenas.rowsAlone(rowsAlone));
        assertEquals(cost + cost + cost, arenas.rowsMixed(rowsMixed));
        cost = panels.chosen.cost();
        assertEquals(cost + cost + cost, arenas.panelsAlone(panelsAlone));
        assertEquals(cost + cost + cost, arenas.panelsMixed(panelsMixed));

        ThreadsBenchmark threads = new ThreadsBenchmark();
        ThreadsBenchmark.OneRows oneRows = new ThreadsBenchmark.OneRows();
        oneRows.fill(shape);
        ThreadsBenchmark.TwoRows twoRows = new ThreadsBenchmark.TwoRows();
        twoRows.fill(shape);
        ThreadsBenchmark.OnePanels onePanels = new ThreadsBenchmark.OnePanels();
        onePanels.fill(shape);
        ThreadsBenchmark.TwoPanels twoPanels = new ThreadsBenchmark.TwoPanels();
        twoPanels.fill(shape);
        try {
            assertArrayEquals(ofRows, threads.rowsOne(oneRows));
            assertArrayEquals(ofRows, threads.rowsTwo(twoRows));
            assertArrayEquals(ofPanels, threads.panelsOne(onePanels));
            assertArrayEquals(ofPanels, threads.panelsTwo(twoPanels));
            double sum = new BatchGradientBenchmark().read(panels);
            double bound = gamma(2 * 512 * 64) * sum;
            assertEquals(sum, Arrays.stream(threads.readOne(onePanels)).sum(), bound);
            assertEquals(sum, Arrays.stream(threads.readTwo(twoPanels)).sum(), bound);
        } finally {
            List.of(oneRows, twoRows, onePanels, twoPanels).forEach(ThreadsBenchmark.Work::close);
        }
    }

    /** Wide rows besides: C takes tiles of four, eight and more. */
    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64", "64x128", "64x256"})
    void peersAgree(String text) {
        Shape shape = Shape.parse(text);
        BatchGradientBenchmark.RowsState rows = new BatchGradientBenchmark.RowsState();
        rows.fill(batchShape(text));
        double[] expected = new BatchGradientBenchmark().scalarRows(rows);
        Textbook data = new Textbook(shape);
        for (TwoPasses peer :
                List.of(new Netlib(shape, false), new Netlib(shape, true), new Ejml(shape), new OjAlgo(shape))) {
            assertWithinBound(expected, peer.gradient(), data, rows.theta);
            assertWithinBound(expected, peer.gradient(), data, rows.theta);
        }
    }

    /** A machine without a compiler, or with other vectors, says so in a sentence, and has one benchmark less. */
    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64", "64x128", "64x256"})
    void cAgrees(String text) {
        Shape shape = Shape.parse(text);
        CGradient rows;
        CGradient panels;
        try {
            rows = new CGradient(OffHeap.rows(shape));
            panels = new CGradient(OffHeap.panels(shape));
        } catch (IllegalStateException e) {
            assertTrue(e.getMessage().matches("there is no C compiler: .*|cc refused gradient.c: .*"), e.getMessage());
            return;
        }
        BatchGradientBenchmark.RowsState state = new BatchGradientBenchmark.RowsState();
        state.fill(batchShape(text));
        double[] expected = new BatchGradientBenchmark().scalarRows(state);
        double cost = state.scalar.cost();
        Textbook data = new Textbook(shape);
        double bound = costBound(data, state.theta);

        assertEquals(cost, panels.panels(), bound);
        assertWithinBound(expected, panels.values(), data, state.theta);
        assertEquals(cost, rows.rowsBlocked(), bound);
        assertWithinBound(expected, rows.values(), data, state.theta);
        assertEquals(cost, rows.rowsInOrder(), bound);
        assertWithinBound(expected, rows.values(), data, state.theta);

        double sum = Arrays.stream(data.x).flatMapToDouble(Arrays::stream).sum();
        assertEquals(sum, panels.read(), gamma(2 * shape.rows() * shape.features()) * sum);

        OffHeap narrow = OffHeap.panels(Arena.ofAuto(), Storage.FLOAT32, shape);
        CGradient narrowPanels = new CGradient(narrow);
        Gradient scalar = narrow.gradient(new ScalarKernel());
        scalar.evaluate(state.theta, 0);
        roundToFloat32(data);
        assertEquals(scalar.cost(), narrowPanels.panels32(), costBound(data, state.theta));
        assertWithinBound(scalar.values(), narrowPanels.values(), data, state.theta);
    }

    private static void roundToFloat32(Textbook data) {
        for (double[] row : data.x) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) row[j];
            }
        }
    }

    /** Of a cost: (Σ|x||θ| + |y|)² a row, m roundings of the sum besides. */
    private static double costBound(Textbook data, double[] theta) {
        return 4 * gamma(data.x.length + theta.length + 3) * squaredMagnitude(data, theta);
    }

    /** (1/m) Σ (Σ|x||θ| + |y|)² */
    private static double squaredMagnitude(Textbook data, double[] theta) {
        double sum = 0;
        for (int i = 0; i < data.x.length; i++) {
            double z = Math.abs(data.y[i]);
            for (int j = 0; j < theta.length; j++) {
                z += Math.abs(data.x[i][j] * theta[j]);
            }
            sum += z * z / data.x.length;
        }
        return sum;
    }

    @Test
    void cRefusesShapesWithATail() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new CGradient(OffHeap.rows(new Shape(65, 9))));
        assertEquals("gradient.c takes rows by 64 and features by 8: rows=65 features=9", e.getMessage());
    }

    /** In order, since Tribuo shuffles otherwise than any other: θ and b after some epochs of plain loops. */
    @ParameterizedTest
    @CsvSource({"128x16, 1", "512x64, 1", "512x64, 64", "512x64, 512"})
    void tribuoAgrees(String text, int batchSize) {
        Textbook data = new Textbook(Shape.parse(text));
        int features = data.shape.features();
        double[] expected = new double[features + 1];
        double bound = 0;
        for (int epoch = 0; epoch < FitBenchmark.EPOCHS; epoch++) {
            for (int start = 0; start < data.x.length; start += batchSize) {
                bound += step(data, start, batchSize, expected);
            }
        }
        double[] actual = new Tribuo(data.shape, FitBenchmark.EPOCHS, batchSize, FitBenchmark.RATE, false).fit();
        for (int j = 0; j <= features; j++) {
            assertEquals(expected[j], actual[j], 2 * bound, "coefficient " + j);
        }
    }

    /**
     * One step of plain loops; returns what its roundings may add to the error of (θ, b). The step maps an earlier error by
     * I − (2α/B) Σ x̃x̃ᵀ with x̃ = (x, 1), which lengthens nothing as long as 2α‖x̃‖² ≤ 2: errors of steps just add up. Its own is, with
     * n = d + B + 6 roundings on any path, γ_n ((2α/B) Σ 2‖x̃‖(‖x̃‖‖θ̃‖ + |y|) + ‖θ̃‖).
     */
    private static double step(Textbook data, int start, int batchSize, double[] coefficients) {
        int features = data.shape.features();
        double[] gradient = new double[features + 1];
        double size = norm(coefficients);
        double magnitude = size;
        for (int i = start; i < start + batchSize; i++) {
            double[] row = Arrays.copyOf(data.x[i], features + 1);
            row[features] = 1;
            double error = -data.y[i];
            for (int j = 0; j <= features; j++) {
                error += row[j] * coefficients[j];
            }
            for (int j = 0; j <= features; j++) {
                gradient[j] += 2 * error * row[j] / batchSize;
            }
            assertTrue(FitBenchmark.RATE * norm(row) * norm(row) <= 1);
            magnitude += 4 * FitBenchmark.RATE / batchSize * norm(row) * (norm(row) * size + Math.abs(data.y[i]));
        }
        for (int j = 0; j <= features; j++) {
            coefficients[j] -= FitBenchmark.RATE * gradient[j];
        }
        return gamma(features + batchSize + 6) * magnitude;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }

    @Test
    void fitsGoThroughAllEpochs() {
        FitBenchmark benchmark = new FitBenchmark();
        FitBenchmark.FitShape shape = new FitBenchmark.FitShape();
        shape.shape = "512x64";
        FitBenchmark.RowsState rows = new FitBenchmark.RowsState();
        rows.fill(shape);
        assertEquals(FitBenchmark.EPOCHS * 512L, benchmark.stochastic(rows).steps());
        assertEquals(FitBenchmark.EPOCHS * 2L, benchmark.miniBatch(rows).steps());
    }

    @Test
    void predictionsAreThoseOfPlainLoops() {
        Shape shape = new Shape(16, 64);
        HotPath hotPath = new HotPath(shape);
        double[] theta = shape.theta();
        double expected = 0;
        double magnitude = 0;
        for (double[] row : hotPath.rows) {
            expected += 0.5;
            magnitude += 0.5;
            for (int j = 0; j < theta.length; j++) {
                expected += row[j] * theta[j];
                magnitude += Math.abs(row[j] * theta[j]);
            }
        }
        // No path has more roundings than the plain loop: a product and a sum for each value.
        int roundings = 2 * shape.rows() * (theta.length + 1);
        assertEquals(expected, hotPath.predict(), 2 * gamma(roundings) * magnitude);
        assertEquals(hotPath.predict(), hotPath.predictOnline());
    }

    @Test
    void onlineStepsLearn() {
        Shape shape = new Shape(1, 64);
        HotPath hotPath = new HotPath(shape);
        double difference = hotPath.predict() - shape.target(0);
        assertEquals(difference * difference, hotPath.step());
        assertTrue(hotPath.step() < difference * difference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64"})
    void stochasticEpochsAgree(String shape) {
        StochasticEpochBenchmark benchmark = new StochasticEpochBenchmark();
        benchmark.shape = shape;
        benchmark.shuffle();
        StochasticEpochBenchmark.TextbookState textbook = new StochasticEpochBenchmark.TextbookState();
        textbook.fill(benchmark);
        StochasticEpochBenchmark.RowsState rows = new StochasticEpochBenchmark.RowsState();
        rows.fill(benchmark);

        double scalar = benchmark.scalar(rows);
        assertEquals(scalar, benchmark.vector(rows));
        // a step multiplies an error in θ by at most 1 + 2α‖x‖² < 1.02 here; 512 of them by e¹⁰, each adding less than
        // γ of 2d + 4
        int features = benchmark.parsed.features();
        double bound = 0x1p15 * benchmark.order.length * gamma(2 * features + 4);
        assertEquals(benchmark.textbook(textbook), scalar, bound * scalar);

        IntStream.range(0, benchmark.order.length).forEach(i -> benchmark.order[i] = i);
        rows.fill(benchmark);
        double inOrder = benchmark.vectorInOrder(rows);
        rows.fill(benchmark);
        assertEquals(benchmark.scalar(rows), inOrder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x16", "1x64"})
    void onlineStepsAgree(String shape) {
        OnlineBenchmark benchmark = new OnlineBenchmark();
        benchmark.shape = shape;
        benchmark.fill();
        double[] theta = Shape.parse(shape).theta();
        double z = 0;
        for (int j = 0; j < theta.length; j++) {
            z += benchmark.row[j] * theta[j];
        }
        // all terms are positive
        assertEquals(z, benchmark.predict(), 2 * gamma(theta.length + 1) * z);
        double error = benchmark.predict() - benchmark.target;
        assertEquals(error * error, benchmark.step());
        assertNotEquals(theta[1], benchmark.snapshot().theta()[1]);
        assertEquals(1, benchmark.online.steps());
    }
}
