package dev.steepest.bench;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Samples;
import dev.steepest.kernel.Team;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One gradient of squared loss over all rows by a team of one and of two threads, and the plain sum of X by both; of use on two free cores only. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ThreadsBenchmark {

    /** Parts of X that are summed; its bytes are a multiple of eight vectors in each. */
    private static final int PARTS = 16;

    /** X, and who works on it. */
    abstract static class Work {
        private final Function<Shape, OffHeap> filled;
        private final Team team;
        private double[] theta = {};
        private Gradient gradient;
        private Samples x;
        private final double[] sums = new double[PARTS];
        private final Team.Task addPart = this::addPart;

        Work(int threads, Function<Shape, OffHeap> filled) {
            this.team = new Team(threads);
            this.filled = filled;
        }

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            OffHeap data = filled.apply(shape.parsed());
            theta = shape.parsed().theta();
            gradient = data.gradient(BatchGradientBenchmark.vectors(), team);
            x = data.x;
        }

        /** Ends the threads. */
        @TearDown
        public void close() {
            team.close();
        }

        double[] evaluate() {
            gradient.evaluate(theta, 0);
            return gradient.values();
        }

        double[] read() {
            team.run(addPart, PARTS);
            return sums;
        }

        private void addPart(int part, int member) {
            long bytes = x.segment().byteSize() / PARTS;
            sums[part] = ReadLimit.sum(x.segment().asSlice(part * bytes, bytes));
        }
    }

    /** ROWS, the caller alone. */
    @State(Scope.Thread)
    public static class OneRows extends Work {
        /** For JMH. */
        public OneRows() {
            super(1, OffHeap::rows);
        }
    }

    /** ROWS, two threads. */
    @State(Scope.Thread)
    public static class TwoRows extends Work {
        /** For JMH. */
        public TwoRows() {
            super(2, OffHeap::rows);
        }
    }

    /** PANELS, the caller alone. */
    @State(Scope.Thread)
    public static class OnePanels extends Work {
        /** For JMH. */
        public OnePanels() {
            super(1, OffHeap::panels);
        }
    }

    /** PANELS, two threads. */
    @State(Scope.Thread)
    public static class TwoPanels extends Work {
        /** For JMH. */
        public TwoPanels() {
            super(2, OffHeap::panels);
        }
    }

    /** One thread's plain sum of X. */
    @Benchmark
    public double[] readOne(OnePanels state) {
        return state.read();
    }

    /** Two threads' plain sum of X. */
    @Benchmark
    public double[] readTwo(TwoPanels state) {
        return state.read();
    }

    /** ROWS, one thread. */
    @Benchmark
    public double[] rowsOne(OneRows state) {
        return state.evaluate();
    }

    /** ROWS, two threads. */
    @Benchmark
    public double[] rowsTwo(TwoRows state) {
        return state.evaluate();
    }

    /** PANELS, one thread. */
    @Benchmark
    public double[] panelsOne(OnePanels state) {
        return state.evaluate();
    }

    /** PANELS, two threads. */
    @Benchmark
    public double[] panelsTwo(TwoPanels state) {
        return state.evaluate();
    }
}
