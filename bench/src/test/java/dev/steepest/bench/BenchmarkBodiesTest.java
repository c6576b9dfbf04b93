package dev.steepest.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A benchmark that computes something else is worse than none. */
class BenchmarkBodiesTest {

    /** n roundings of relative size 2⁻⁵³ each, with room for the second order: n/(2⁵³ − n) would do. */
    private static double gamma(int n) {
        return n * 0x1p-52;
    }

    @ParameterizedTest
    @ValueSource(strings = {"128x16", "512x64"})
    void gradientsAgree(String shape) {
        BatchGradientBenchmark benchmark = new BatchGradientBenchmark();
        BatchGradientBenchmark.TextbookState textbook = new BatchGradientBenchmark.TextbookState();
        textbook.shape = shape;
        textbook.fill();
        BatchGradientBenchmark.RowsState rows = new BatchGradientBenchmark.RowsState();
        rows.shape = shape;
        rows.fill();
        BatchGradientBenchmark.PanelsState panels = new BatchGradientBenchmark.PanelsState();
        panels.shape = shape;
        panels.fill();

        double[] expected = benchmark.textbook(textbook).clone();
        assertArrayEquals(benchmark.scalarRows(rows), benchmark.vectorRows(rows));
        assertArrayEquals(benchmark.scalarPanels(panels), benchmark.vectorPanels(panels));
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
