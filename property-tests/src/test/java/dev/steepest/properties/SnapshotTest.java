package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.GradientDescent;
import dev.steepest.Model;
import dev.steepest.Online;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Snapshots while another thread steps without a pause. All features are 1, so that all coefficients and the intercept are equal after each step;
 * the target is far away, so that each step makes them larger: a mixture of two steps shows, and so does a snapshot older than the one before.
 */
class SnapshotTest {

    private static final int READERS = 3;
    private static final int SNAPSHOTS = 5_000;

    /** Steps before the readers start: until they are compiled, a writer takes so long that hardly anything happens at once. */
    private static final int WARM_UP = 30_000;

    /** A writer, and what readers see. */
    private interface Learner {

        void step();

        /** θ, then b. */
        double[] snapshot();
    }

    private static final class Stepping implements Learner {

        private final double[] ones;
        private final Online online;

        Stepping(int features) {
            ones = new double[features];
            Arrays.fill(ones, 1);
            online = GradientDescent.stochastic(0)
                    .learningRate(0x1p-40)
                    .intercept()
                    .online(features);
        }

        @Override
        public void step() {
            online.step(ones, 1e6);
        }

        @Override
        public double[] snapshot() {
            Model model = online.snapshot();
            double[] values = Arrays.copyOf(model.theta(), ones.length + 1);
            values[ones.length] = model.intercept();
            return values;
        }
    }

    /** The same without care: what the test has to find. */
    private static final class Torn implements Learner {

        private final double[] values;

        Torn(int features) {
            values = new double[features + 1];
        }

        @Override
        public void step() {
            for (int j = 0; j < values.length; j++) {
                values[j] += 0x1p-19;
            }
        }

        @Override
        public double[] snapshot() {
            return values.clone();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 64, 4096})
    void snapshotsAreWhole(int features) throws Exception {
        assertEquals(0, mixtures(new Stepping(features), false));
    }

    @Test
    void mixturesAreFound() throws Exception {
        assertTrue(mixtures(new Torn(4096), true) > 0);
    }

    /** The last step of a thread is seen by whoever knows that it is done. */
    @Test
    void lastStepIsSeen() {
        Stepping learner = new Stepping(64);
        Stepping alone = new Stepping(64);
        for (int k = 1; k <= 100; k++) {
            CompletableFuture.runAsync(learner::step).join();
            alone.step();
            assertEquals(k, learner.online.steps());
            assertArrayEquals(alone.snapshot(), learner.snapshot());
        }
    }

    private static int mixtures(Learner learner, boolean untilFirst) throws Exception {
        for (int k = 0; k < WARM_UP; k++) {
            learner.step();
        }
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1 + READERS)) {
            Future<?> writer = threads.submit(() -> {
                while (!over.get()) {
                    learner.step();
                }
            });
            List<Future<Integer>> readers = new ArrayList<>();
            for (int r = 0; r < READERS; r++) {
                readers.add(threads.submit(() -> mixturesSeen(learner, untilFirst)));
            }
            int mixtures = 0;
            try {
                for (Future<Integer> reader : readers) {
                    mixtures += reader.get();
                }
            } finally {
                over.set(true);
            }
            writer.get();
            return mixtures;
        }
    }

    private static int mixturesSeen(Learner learner, boolean untilFirst) {
        int mixtures = 0;
        double before = 0;
        for (int k = 0; k < SNAPSHOTS && !(untilFirst && mixtures > 0); k++) {
            double[] values = learner.snapshot();
            double first = values[0];
            boolean whole = first >= before;
            for (double value : values) {
                whole &= value == first;
            }
            mixtures += whole ? 0 : 1;
            before = first;
        }
        return mixtures;
    }
}
