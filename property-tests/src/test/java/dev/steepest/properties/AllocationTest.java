package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.steepest.Convergence;
import dev.steepest.Epoch;
import dev.steepest.Evaluation;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.LossFunction;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Observer;
import dev.steepest.Online;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Schedule;
import dev.steepest.Storage;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In the steady state, epochs, online steps and predictions allocate nothing: 0 bytes from epoch {@value #N} to epoch 11 · {@value #N} of a fit.
 *
 * <p>Until the loops are compiled, the JVM makes an object of every vector and slice; so fits are repeated, a bounded number of times, until three
 * in a row allocate nothing. A loop that did allocate would never get there.
 */
class AllocationTest {

    private static final int N = 20;
    private static final int MOST_FITS = 300;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<Arguments> descents() {
        GradientDescent gram = GradientDescent.batch().plan(Plan.GRAM);
        GradientDescent stochastic = GradientDescent.stochastic(1);
        GradientDescent miniBatch = GradientDescent.miniBatch(32, 1);
        return IntStream.of(3, 8, 13, 64)
                .boxed()
                .flatMap(features -> Stream.of(
                        Arguments.of(GradientDescent.batch(), Layout.ROWS, features),
                        Arguments.of(GradientDescent.batch(), Layout.PANELS, features),
                        Arguments.of(GradientDescent.batch(), Layout.COLUMNS, features),
                        Arguments.of(GradientDescent.batch().intercept().standardize(), Layout.ROWS, features),
                        Arguments.of(GradientDescent.batch().intercept().standardize(), Layout.PANELS, features),
                        Arguments.of(stochastic.intercept().standardize(), Layout.ROWS, features),
                        Arguments.of(stochastic.standardize().clip(1e-3), Layout.COLUMNS, features),
                        Arguments.of(miniBatch.intercept().standardize(), Layout.ROWS, features),
                        Arguments.of(miniBatch.standardize(), Layout.PANELS, features),
                        Arguments.of(gram, Layout.ROWS, features),
                        Arguments.of(gram.intercept(), Layout.PANELS, features),
                        Arguments.of(stochastic, Layout.ROWS, features),
                        Arguments.of(stochastic.intercept(), Layout.ROWS, features),
                        Arguments.of(stochastic.penalty(Penalty.l2(0.1)), Layout.ROWS, features),
                        Arguments.of(
                                judged(GradientDescent.batch().schedule(Schedule.cosine(5, 90))),
                                Layout.ROWS,
                                features),
                        Arguments.of(judged(stochastic.schedule(Schedule.inverseScaling(0.25))), Layout.ROWS, features),
                        Arguments.of(judged(miniBatch.schedule(Schedule.plateau(0.5, 3))), Layout.ROWS, features),
                        Arguments.of(miniBatch, Layout.ROWS, features),
                        Arguments.of(GradientDescent.stochastic(1, Sampling.SHUFFLED_BLOCKS), Layout.ROWS, features),
                        Arguments.of(
                                GradientDescent.miniBatch(64, 1, Sampling.SHUFFLED_BLOCKS), Layout.PANELS, features),
                        Arguments.of(miniBatch.intercept(), Layout.ROWS, features)));
    }

    private static GradientDescent judged(GradientDescent descent) {
        return descent.clip(1e-3)
                .until(Convergence.costChange(0, 11 * N))
                .validation(Validation.split(0.2, 1, 11 * N + 1))
                .timeLimit(Duration.ofDays(1));
    }

    /** Each optimizer with a penalty that has all parts, for each method that it serves. */
    static Stream<Arguments> optimizers() {
        List<Optimizer> any = List.of(
                Optimizer.plain(),
                Optimizer.momentum(0.9),
                Optimizer.nesterov(0.9),
                Optimizer.adaGrad(),
                Optimizer.rmsProp(),
                Optimizer.adam(),
                Optimizer.adamW(0.1));
        List<Optimizer> ofBatch =
                List.of(Optimizer.accelerated(), Optimizer.barzilaiBorwein(), Optimizer.backtracking());
        List<Optimizer> byRows = List.of(Optimizer.averaging(), Optimizer.svrg(), Optimizer.dog());
        return Stream.of(
                        with(GradientDescent.batch(), any, ofBatch),
                        with(GradientDescent.batch().plan(Plan.GRAM), ofBatch, List.of()),
                        with(GradientDescent.stochastic(1), any, byRows),
                        with(GradientDescent.miniBatch(32, 1), byRows, List.of()))
                .flatMap(descents -> descents)
                .map(descent -> Arguments.of(
                        descent.penalty(Penalty.elasticNet(0.1, 0.5))
                                .bounds(-1, 2)
                                .intercept(),
                        Layout.ROWS,
                        13));
    }

    /** Without a penalty, which it has no proximal steps for; with a loss that it smooths. */
    static Stream<Arguments> quasiNewton() {
        return Stream.of(Loss.squared(), Loss.quantile(0.3), Loss.huber(1.35))
                .map(loss -> Arguments.of(
                        GradientDescent.batch()
                                .optimizer(Optimizer.lbfgs(5))
                                .loss(loss)
                                .intercept(),
                        Layout.PANELS,
                        13));
    }

    private static Stream<GradientDescent> with(
            GradientDescent descent, List<Optimizer> optimizers, List<Optimizer> others) {
        return Stream.of(optimizers, others).flatMap(List::stream).map(descent::optimizer);
    }

    static Stream<Arguments> losses() {
        LossFunction quartic = new LossFunction() {
            @Override
            public double loss(double z, double target) {
                return (z - target) * (z - target) * (z - target) * (z - target);
            }

            @Override
            public double error(double z, double target) {
                return 4 * (z - target) * (z - target) * (z - target);
            }
        };
        return Stream.of(
                        Loss.huber(1),
                        Loss.quantile(0.3),
                        Loss.epsilonInsensitive(0.1),
                        Loss.logistic(),
                        Loss.hinge(),
                        Loss.squaredHinge(),
                        Loss.poisson(),
                        Loss.custom(quartic))
                .flatMap(loss -> Stream.of(
                        Arguments.of(GradientDescent.batch().loss(loss), Layout.ROWS),
                        Arguments.of(GradientDescent.batch().loss(loss).intercept(), Layout.PANELS),
                        Arguments.of(GradientDescent.stochastic(1).loss(loss), Layout.ROWS),
                        Arguments.of(GradientDescent.miniBatch(32, 1).loss(loss), Layout.ROWS)));
    }

    /** Weighted and with an offset, as all losses are alike in that. */
    @ParameterizedTest
    @MethodSource("losses")
    void epochsOfEveryLossAllocateNothing(GradientDescent descent, Layout layout) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, new Shape(203, 13, 0, 0, Values.NEAR_ONE, 3));
            double[] labels = new double[203];
            Arrays.setAll(labels, i -> i % 2);
            double[] weights = new double[203];
            Arrays.setAll(weights, i -> 1 + i % 3);
            Vector y = Vector.of(arena, labels);
            Vector w = Vector.of(arena, weights);
            Meter meter = new Meter();
            GradientDescent observed =
                    descent.learningRate(1e-12).maxEpochs(11 * N).observer(meter);
            assertSteady(() -> {
                Fit fit = observed.fit(p.matrix(layout).withOffset(w), y, w);
                assertEquals(11 * N, fit.epochs(), fit::message);
                return meter.bytes();
            });
        }
    }

    @ParameterizedTest
    @MethodSource({"descents", "optimizers", "quasiNewton"})
    void epochsAllocateNothing(GradientDescent descent, Layout layout, int features) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, new Shape(203, features, 0, 0, Values.NEAR_ONE, 3));
            epochsAllocateNothing(descent, p.matrix(layout), p.targets);
            epochsAllocateNothing(descent, p.matrix(layout).copy(arena, layout, Storage.FLOAT32), p.targets);
        }
    }

    private static void epochsAllocateNothing(GradientDescent descent, Matrix x, Vector y) {
        Meter meter = new Meter();
        GradientDescent observed = descent.learningRate(1e-12).maxEpochs(11 * N).observer(meter);
        assertSteady(() -> {
            Fit fit = observed.fit(x, y);
            assertEquals(11 * N, fit.epochs(), fit::message);
            return meter.bytes();
        });
    }

    /** Java counts the memory of automatic arenas, the only ones that a fit opens: standardised X, of 8 MB, is not copied there. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void standardizedXIsNotCopied(Layout layout) {
        Arena arena = Arena.ofAuto();
        Matrix x = Matrix.allocate(arena, layout, 32_768, 32);
        Vector y = Vector.allocate(arena, 32_768);
        Matrix copy = x.copy(arena, layout);
        assertTrue(offHeapBytes() >= x.segment().byteSize() + copy.segment().byteSize(), "a copy is counted");
        try {
            for (GradientDescent descent :
                    List.of(GradientDescent.batch(), GradientDescent.stochastic(1), GradientDescent.miniBatch(32, 1))) {
                AtomicLong most = new AtomicLong();
                long start = offHeapBytes();
                Fit fit = descent.intercept()
                        .standardize()
                        .threads(2)
                        .maxEpochs(1)
                        .observer(epoch -> most.accumulateAndGet(offHeapBytes() - start, Math::max) >= 0)
                        .fit(x, y);
                assertEquals(1, fit.epochs(), fit::message);
                assertTrue(most.get() < 1 << 20, fit.method() + " took bytes=" + most);
            }
        } finally {
            Reference.reachabilityFence(copy); // freed meanwhile, it would hide another
        }
    }

    private static long offHeapBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    static IntStream features() {
        return IntStream.of(3, 8, 13, 64);
    }

    @ParameterizedTest
    @MethodSource("features")
    void predictionsAllocateNothing(int features) {
        double[] row = new double[features];
        Model model = Model.of(1, row);
        assertSteady(() -> {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            double sum = 0;
            for (int k = 0; k < 10_000; k++) {
                sum += model.predict(row);
            }
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertEquals(10_000, sum);
            return bytes;
        });
    }

    @ParameterizedTest
    @MethodSource("features")
    void onlineStepsAllocateNothing(int features) {
        double[] row = new double[features];
        Online online =
                GradientDescent.stochastic(1).learningRate(1).intercept().online(features);
        assertSteady(() -> bytesOfSteps(online, row));
    }

    /** Nor does the writer while another thread takes snapshots, which allocate in that thread. */
    @Test
    void onlineStepsAllocateNothingForSnapshots() throws Exception {
        double[] row = new double[64];
        Online online =
                GradientDescent.stochastic(1).learningRate(1).intercept().online(64);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
            Future<?> snapshots = reader.submit(() -> {
                try {
                    while (!over.get()) {
                        assertEquals(64, online.snapshot().features());
                        started.countDown();
                    }
                } finally {
                    started.countDown();
                }
            });
            started.await();
            try {
                assertSteady(() -> bytesOfSteps(online, row));
            } finally {
                over.set(true);
            }
            snapshots.get();
        }
    }

    /** As many as were foreseen, and then no more than their metrics take. */
    @ParameterizedTest
    @ValueSource(strings = {"squared", "poisson", "quantile:0.3", "logistic", "hinge"})
    void evaluationsAllocateNothing(String loss) {
        try (Arena arena = Arena.ofConfined()) {
            double[] labels = new double[2000];
            Arrays.setAll(labels, i -> i % 2);
            Vector y = Vector.of(arena, labels);
            double[] means = new double[2000];
            Arrays.setAll(means, i -> 0.25 + i % 3 / 8.0);
            Vector z = Vector.of(arena, means);
            assertSteady(() -> {
                Evaluation evaluation = Evaluation.of(Loss.parse(loss), 30_000);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int k = 0; k < 15; k++) {
                    evaluation.add(z, y, y);
                }
                long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
                assertEquals(30_000, evaluation.metrics().rows());
                return bytes;
            });
        }
    }

    private static long bytesOfSteps(Online online, double[] row) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        double sum = 0;
        for (int k = 0; k < 10_000; k++) {
            sum += online.step(row, 0) + online.predict(row) + online.cost();
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, sum);
        return bytes;
    }

    private static void assertSteady(LongSupplier bytes) {
        long last = 0;
        int zeros = 0;
        for (int k = 0; k < MOST_FITS && zeros < 3; k++) {
            last = bytes.getAsLong();
            zeros = last == 0 ? zeros + 1 : 0;
        }
        assertEquals(0, last, "bytes allocated after " + MOST_FITS + " tries");
        assertTrue(zeros == 3);
    }

    private static final class Meter implements Observer {
        private long start;
        private long end;

        @Override
        public boolean epoch(Epoch epoch) {
            if (epoch.number() == N) {
                start = THREADS.getCurrentThreadAllocatedBytes();
            } else if (epoch.number() == 11 * N) {
                end = THREADS.getCurrentThreadAllocatedBytes();
            }
            return true;
        }

        long bytes() {
            return end - start;
        }
    }
}
