package dev.steepest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The time limit, by a clock that goes on by a second each time it is looked at: once at the start, then after every epoch. */
class TimeLimitTest {

    static Stream<GradientDescent> methods() {
        return Stream.of(
                GradientDescent.batch(),
                GradientDescent.batch().plan(Plan.GRAM),
                GradientDescent.batch().intercept().standardize(),
                GradientDescent.stochastic(1),
                GradientDescent.miniBatch(2, 1));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void endsWithTheThetaOfAsManyEpochs(GradientDescent descent) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}, {2, 4}});
            Vector y = Vector.of(arena, 2, 5, 9, 8);
            Fit fit = limited(descent, Duration.ofSeconds(5)).fit(x, y);
            assertEquals(Reason.TIME_LIMIT, fit.reason(), fit::message);
            assertEquals(4, fit.epochs(), "looked at before, and after the epochs 0 to 4");
            assertEquals("ended after epochs=4: timeLimit=PT5S is over; cost=" + fit.cost(), fit.message());
            Fit expected = descent.maxEpochs(4).fit(x, y);
            assertArrayEquals(expected.theta().toArray(), fit.theta().toArray());
            assertEquals(expected.cost(), fit.cost());
            assertEquals(expected.steps(), fit.steps());
        }
    }

    @Test
    void anHourEndsNothing() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1}});
            Vector y = Vector.of(arena, 2);
            for (Duration limit : new Duration[] {Duration.ofHours(1), Duration.ofSeconds(Long.MAX_VALUE)}) {
                Fit fit = limited(GradientDescent.batch(), limit).maxEpochs(20).fit(x, y);
                assertEquals(Reason.MAX_EPOCHS, fit.reason(), fit::message);
            }
        }
    }

    @Test
    void refusals() {
        for (Duration limit : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
            assertEquals(
                    "timeLimit=" + limit + " must be positive",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> GradientDescent.batch().timeLimit(limit))
                            .getMessage());
        }
    }

    private static GradientDescent limited(GradientDescent descent, Duration limit) {
        AtomicLong seconds = new AtomicLong(Long.MAX_VALUE / 1_000_000_000); // nanoTime may overflow
        return descent.timeLimit(limit, () -> seconds.getAndIncrement() * 1_000_000_000L);
    }
}
