package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Vector;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads change nothing but the time. */
class ThreadsTest {

    private static final Shape[] SHAPES = {
        new Shape(1, 3, 0, 0, Values.NEAR_ONE, 1),
        new Shape(70_000, 1, 0, 1, Values.NEAR_ONE, 2),
        new Shape(40_001, 9, 3, 2, Values.NEAR_ONE, 3),
        new Shape(4097, 257, 0, 0, Values.ANY, 4),
    };

    private final Kernel kernel = Kernels.chosen();

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 16})
    void gradientsAreTheSameBits(int threads) {
        for (Shape shape : SHAPES) {
            try (Team team = new Team(threads);
                    Arena arena = Arena.ofShared()) {
                Problem p = new Problem(arena, shape);
                for (Samples x : p.layouts()) {
                    Gradient alone = new Gradient(kernel, x, p.targets.segment(), kernel.squared());
                    Gradient shared = new Gradient(kernel, x, p.targets.segment(), null, null, kernel.squared(), team);
                    assertTrue(alone.evaluate(p.theta, p.intercept));
                    for (int time = 0; time < 20; time++) {
                        assertTrue(shared.evaluate(p.theta, p.intercept));
                        Bits.assertSame(alone.cost(), shared.cost(), shape, "cost");
                        Bits.assertSame(alone.values(), shared.values(), shape, "gradient");
                        Bits.assertSame(alone.interceptGradient(), shared.interceptGradient(), shape, "∂J/∂b");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 16})
    void fitsAreTheSameBits(int threads) {
        Shape shape = SHAPES[2];
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, shape);
            GradientDescent standardized = GradientDescent.batch().intercept().standardize();
            for (GradientDescent descent : new GradientDescent[] {
                GradientDescent.batch().intercept().plan(Plan.STREAMING),
                standardized,
                standardized.plan(Plan.GRAM),
                GradientDescent.batch().plan(Plan.GRAM),
                GradientDescent.stochastic(1),
                GradientDescent.stochastic(1).standardize(),
            }) {
                assertSameFit(descent.maxEpochs(5), threads, p.matrix(Layout.ROWS), p);
            }
            assertSameFit(standardized.maxEpochs(5), threads, p.matrix(Layout.PANELS), p);
        }
    }

    private static void assertSameFit(GradientDescent descent, int threads, Matrix x, Problem p) {
        Fit alone = descent.fit(x, p.targets);
        Fit shared = descent.threads(threads).fit(x, p.targets);
        assertEquals(threads, shared.threads());
        assertEquals(alone.message(), shared.message());
        Bits.assertSame(alone.theta().toArray(), shared.theta().toArray(), p.shape, "θ");
        Bits.assertSame(alone.costHistory(), shared.costHistory(), p.shape, "costs");
    }

    @Test
    void everyPartIsDoneOnceByOneMember() {
        try (Team team = new Team(4)) {
            AtomicIntegerArray parts = new AtomicIntegerArray(1000);
            AtomicIntegerArray members = new AtomicIntegerArray(team.size());
            for (int round = 1; round <= 200; round++) {
                team.run(
                        (part, member) -> {
                            assertEquals(0, members.getAndIncrement(member), "one part at a time");
                            parts.incrementAndGet(part);
                            members.decrementAndGet(member);
                        },
                        parts.length());
                for (int part = 0; part < parts.length(); part++) {
                    assertEquals(round, parts.get(part));
                }
            }
        }
    }

    @Test
    void whatAPartThrowsIsThrownToTheCaller() {
        try (Team team = new Team(3)) {
            IllegalStateException thrown = new IllegalStateException("part 17");
            for (int round = 0; round < 50; round++) {
                assertSame(
                        thrown,
                        assertThrows(
                                IllegalStateException.class,
                                () -> team.run(
                                        (part, member) -> {
                                            if (part == 17) {
                                                throw thrown;
                                            }
                                        },
                                        100)));
            }
            team.run((part, member) -> {}, 100);
        }
    }

    @Test
    void anInterruptEndsTheFit() {
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, SHAPES[2]);
            Thread.currentThread().interrupt();
            Fit fit = GradientDescent.batch()
                    .learningRate(1e-3)
                    .threads(2)
                    .plan(Plan.STREAMING)
                    .fit(p.matrix(Layout.ROWS), p.targets);
            assertTrue(Thread.interrupted());
            assertEquals(Reason.STOPPED, fit.reason());
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void confinedMemoryIsRefused() {
        GradientDescent descent = GradientDescent.batch().threads(2);
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            double[][] x = {{1}, {2}};
            String why =
                    " is in a confined arena, which only its own thread may read: threads=2 need Arena.ofShared() or"
                            + " Arena.ofAuto()";
            refused("X" + why, () -> descent.fit(Matrix.of(confined, x), Vector.of(shared, 1, 2)));
            refused("y" + why, () -> descent.fit(Matrix.of(shared, x), Vector.of(confined, 1, 2)));
        }
        for (int threads : new int[] {Integer.MIN_VALUE, 0, 65}) {
            refused(
                    "threads=" + threads + " must be from 1 to 64",
                    () -> GradientDescent.batch().threads(threads));
        }
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
