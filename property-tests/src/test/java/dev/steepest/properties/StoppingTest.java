package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Model;
import dev.steepest.Reason;
import dev.steepest.Schedule;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The change of the cost over several epochs, and what a warm start continues. */
class StoppingTest {

    private static final double TOLERANCE = 0.05;

    static IntStream windows() {
        return IntStream.of(1, 2, 3, 5, 10, 1 << 20);
    }

    /** It ends at the first epoch whose cost is that close to the one so many epochs before, and not one epoch sooner. */
    @ParameterizedTest
    @MethodSource("windows")
    void costChangeOverSeveralEpochs(int epochs) {
        int ended = 0;
        for (long seed = 0; seed < 20; seed++) {
            try (Arena arena = Arena.ofConfined()) {
                Problem p = new Problem(arena, new Shape(50, 7, 0, 0, Values.NEAR_ONE, seed));
                for (GradientDescent descent : List.of(
                        GradientDescent.batch(),
                        GradientDescent.stochastic(seed),
                        GradientDescent.miniBatch(8, seed))) {
                    Fit fit = descent.maxEpochs(100)
                            .until(Convergence.costChange(TOLERANCE, epochs))
                            .fit(p.matrix(Layout.ROWS), p.targets);
                    double[] costs = fit.costHistory();
                    // the first cost of stochastic descent is another kind of mean
                    int first = descent.toString().contains("method=batch") ? 0 : 1;
                    for (int epoch = first + epochs; epoch < costs.length - 1; epoch++) {
                        assertTrue(!isMet(costs[epoch], costs[epoch - epochs]), fit.message());
                    }
                    boolean met = fit.reason() == Reason.COST_CHANGE;
                    assertTrue(met || fit.reason() == Reason.MAX_EPOCHS, fit.message());
                    int last = costs.length - 1;
                    assertEquals(
                            met, last - epochs >= first && isMet(costs[last], costs[last - epochs]), fit.message());
                    ended += met ? 1 : 0;
                }
            }
        }
        assertEquals(epochs <= 100, ended > 0);
    }

    private static boolean isMet(double cost, double before) {
        return Math.abs(cost - before) <= TOLERANCE * Math.abs(before);
    }

    @Test
    void refusals() {
        for (int bad : new int[] {0, -1, (1 << 20) + 1}) {
            refused(
                    "epochs=" + bad + " of a change of cost must be from 1 to 1048576",
                    () -> Convergence.costChange(0.1, bad));
        }
        refused(
                "the change of the cost is tested over epochs=1 and over epochs=5: choose one",
                () -> Convergence.costChange(0.1).or(Convergence.costChange(0.1, 5)));
        assertEquals(
                "Convergence[costChange=0.1 epochs=5 gradientNorm=2.0]",
                Convergence.gradientNorm(2).or(Convergence.costChange(0.1, 5)).toString());
    }

    /** θ and b continue; steps, epochs, the schedule and the order of rows begin anew: two fits of the same start are the same. */
    @Test
    void aWarmStartBeginsAnewButForTheta() {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, new Shape(40, 5, 0, 0, Values.NEAR_ONE, 1));
            for (GradientDescent method :
                    List.of(GradientDescent.batch(), GradientDescent.stochastic(3), GradientDescent.miniBatch(7, 3))) {
                GradientDescent descent = method.intercept()
                        .learningRate(1e-6)
                        .schedule(Schedule.inverseSquareRoot())
                        .maxEpochs(4);
                Model start = descent.fit(p.matrix(Layout.ROWS), p.targets).model();
                double[] rates = new double[5];
                Fit again = descent.startAt(start)
                        .observer(epoch -> {
                            rates[(int) epoch.number()] = epoch.learningRate();
                            return true;
                        })
                        .fit(p.matrix(Layout.ROWS), p.targets);
                double[] first = new double[5];
                descent.observer(epoch -> {
                            first[(int) epoch.number()] = epoch.learningRate();
                            return true;
                        })
                        .fit(p.matrix(Layout.ROWS), p.targets);
                Bits.assertSame(first, rates, descent, "rates");
                assertEquals(4, again.epochs());
                // the cost at the start is J over all rows, whatever the method
                Fit before = descent.fit(p.matrix(Layout.ROWS), p.targets);
                Bits.assertSame(before.cost(), again.costHistory()[0], descent, "J");
                assertEquals(before.steps(), again.steps());
            }
        }
    }

    private static void refused(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable, message)
                        .getMessage());
    }
}
