package dev.steepest.properties;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Every loss reaches, on real data, the least cost that SciPy finds by other means: to a millionth. The costs, and the versions of what found
 * them, are in {@code losses-reference.csv}; {@code losses-reference.py} beside it makes them.
 */
class LossReferenceTest {

    /** Of the breast-cancer set only these: labels can be told apart without error by more, and then no cost is the least. */
    private static final List<String> BREAST = List.of(
            "mean radius",
            "mean texture",
            "mean smoothness",
            "mean concavity",
            "mean symmetry",
            "mean fractal dimension");

    private static final GradientDescent DESCENT =
            GradientDescent.batch().intercept().standardize().until(Convergence.costChange(1e-12));

    @ParameterizedTest
    @CsvFileSource(resources = "/losses-reference.csv")
    void reachesTheLeastCost(String file, String target, String weights, String name, double least) {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData read = ExampleData.read(arena, file.replace(".csv", ""), target);
            Matrix x = target.equals("benign") ? columns(read, arena) : read.x();
            Vector w = weights(weights.equals("equal"), x.rows(), arena);
            Loss loss = Loss.parse(name);
            Fit fit = switch (name) {
                case "logistic", "squared-hinge", "squared", "huber:30.0" ->
                    DESCENT.loss(loss).maxEpochs(20_000).fit(x, read.y(), w);
                // e^z is at most some 350, and so is L
                case "poisson" ->
                    DESCENT.loss(loss).learningRate(1e-3).maxEpochs(50_000).fit(x, read.y(), w);
                default -> descendByStages(DESCENT.loss(loss), x, read.y(), w);
            };
            assertTrue(
                    fit.cost() >= least - 1e-9 * Math.abs(least),
                    () -> fit.cost() + " is less than the least " + least);
            assertTrue(
                    fit.cost() - least <= 1e-6 * Math.abs(least),
                    () -> fit.cost() + " exceeds " + least + " by " + (fit.cost() - least) / least);
        }
    }

    /** At a kink a constant rate ends in steps to and fro, whose length shrinks with the rate: half of it, from there on, and so forth. */
    static Fit descendByStages(GradientDescent descent, Matrix x, Vector y, Vector weights) {
        double rate = 256;
        Fit fit = descent.learningRate(rate).maxEpochs(2000).fit(x, y, weights);
        for (int stage = 0; stage < 28; stage++) {
            rate /= 2;
            fit = descent.learningRate(rate)
                    .maxEpochs(2000)
                    .startAt(fit.model())
                    .fit(x, y, weights);
        }
        return fit;
    }

    static Matrix columns(ExampleData read, Arena arena) {
        Matrix x = Matrix.allocate(arena, Layout.ROWS, read.x().rows(), BREAST.size());
        for (long i = 0; i < x.rows(); i++) {
            for (int j = 0; j < BREAST.size(); j++) {
                double value = read.x().get(i, read.features().indexOf(BREAST.get(j)));
                x.segment().setAtIndex(JAVA_DOUBLE, i * BREAST.size() + j, value);
            }
        }
        return x;
    }

    static Vector weights(boolean equal, long rows, Arena arena) {
        Vector weights = Vector.allocate(arena, rows);
        for (long i = 0; i < rows; i++) {
            weights.segment().setAtIndex(JAVA_DOUBLE, i, equal ? 1.0 : 1.0 + (int) (i % 3));
        }
        return weights;
    }
}
