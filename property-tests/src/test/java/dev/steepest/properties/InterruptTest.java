package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Observer;
import dev.steepest.Reason;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt, or an observer that has seen enough, ends a fit with the parameters of a fit of as many epochs. */
class InterruptTest {

    private static final Shape SHAPE = new Shape(200, 9, 1, 1, Values.NEAR_ONE, 11);

    static Stream<GradientDescent> methods() {
        return Stream.of(
                GradientDescent.batch().intercept(),
                GradientDescent.batch().intercept().standardize(),
                GradientDescent.stochastic(2).intercept(),
                GradientDescent.miniBatch(32, 2));
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void interruptStops(GradientDescent descent) {
        check(descent, true, epoch -> {
            if (epoch.number() == 5) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
    }

    @ParameterizedTest
    @MethodSource("methods")
    void observerStops(GradientDescent descent) {
        check(descent, false, epoch -> epoch.number() < 5);
    }

    /** The observer's no and an interrupt at once. */
    @ParameterizedTest
    @MethodSource("methods")
    void both(GradientDescent descent) {
        check(descent, true, epoch -> {
            if (epoch.number() == 5) {
                Thread.currentThread().interrupt();
            }
            return epoch.number() < 5;
        });
    }

    private static void check(GradientDescent descent, boolean interrupts, Observer observer) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, SHAPE);
            Matrix x = p.matrix(Layout.ROWS);
            Fit expected = descent.maxEpochs(5).fit(x, p.targets);
            Fit fit = descent.maxEpochs(100).observer(observer).fit(x, p.targets);
            assertEquals(interrupts, Thread.interrupted(), "interrupt flag");
            assertEquals(Reason.STOPPED, fit.reason(), fit.message());
            assertEquals(5, fit.epochs());
            assertArrayEquals(expected.theta().toArray(), fit.theta().toArray());
            assertEquals(expected.intercept(), fit.intercept());
            assertArrayEquals(expected.costHistory(), fit.costHistory());
            // J at θ, or NaN where nobody reckoned it (Fit.cost)
            assertTrue(
                    Double.isNaN(fit.cost()) || fit.cost() == expected.cost(),
                    "cost=" + fit.cost() + " J(θ)=" + expected.cost());
            p.assertUntouched();
        }
    }

    @Test
    void interruptBeforeTheStart() {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, SHAPE);
            methods().forEach(descent -> {
                Thread.currentThread().interrupt();
                Fit fit = descent.fit(p.matrix(Layout.ROWS), p.targets);
                assertTrue(Thread.interrupted(), "still interrupted");
                assertEquals(Reason.STOPPED, fit.reason(), fit.message());
                assertArrayEquals(new double[SHAPE.features()], fit.theta().toArray());
                assertEquals(0, fit.intercept());
                assertEquals(0, fit.epochs());
                assertTrue(Double.isNaN(fit.cost()));
            });
        }
    }
}
