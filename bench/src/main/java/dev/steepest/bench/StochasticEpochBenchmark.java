package dev.steepest.bench;

import dev.steepest.kernel.Errors;
import dev.steepest.kernel.RowPasses;
import dev.steepest.kernel.ScalarKernel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One stochastic epoch of squared loss: a step for each row, in shuffled order where the name does not say otherwise. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class StochasticEpochBenchmark {

    private static final double RATE = 1e-4;

    @Param({"128x16", "512x64", "8192x64", "1048576x64"})
    public String shape = "128x16";

    Shape parsed = new Shape(1, 1);
    int[] order = {};
    int[] inOrder = {};

    /** Shuffles the rows. */
    @Setup
    public void shuffle() {
        parsed = Shape.parse(shape);
        inOrder = IntStream.range(0, parsed.rows()).toArray();
        order = new int[parsed.rows()];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < order.length; i++) {
            int k = random.nextInt(i + 1);
            order[i] = order[k];
            order[k] = i;
        }
    }

    /** X as {@code double[][]}. */
    @State(Scope.Thread)
    public static class TextbookState {
        Textbook data = new Textbook(new Shape(1, 1));
        double[] theta = {};

        /** Fills X. */
        @Setup
        public void fill(StochasticEpochBenchmark benchmark) {
            data = new Textbook(benchmark.parsed);
            theta = benchmark.parsed.theta();
        }
    }

    /** X off-heap, row after row. */
    @State(Scope.Thread)
    public static class RowsState {
        OffHeap data = OffHeap.rows(new Shape(1, 1));
        RowPasses scalar = new ScalarKernel().rows(data.x);
        RowPasses vector = scalar;
        Errors errors = new ScalarKernel().squared();

        /** Fills X. */
        @Setup
        public void fill(StochasticEpochBenchmark benchmark) {
            data = OffHeap.rows(benchmark.parsed);
            scalar = new ScalarKernel().rows(data.x);
            vector = BatchGradientBenchmark.vectors().rows(data.x);
            scalar.theta(benchmark.parsed.theta());
            vector.theta(benchmark.parsed.theta());
        }
    }

    /** Plain loops over {@code double[][]}. */
    @Benchmark
    public double textbook(TextbookState state) {
        return state.data.epoch(state.theta, order, RATE);
    }

    /** The scalar twin. */
    @Benchmark
    public double scalar(RowsState state) {
        return state.data.epoch(state.scalar, state.errors, order, RATE);
    }

    /** The vector twin. */
    @Benchmark
    public double vector(RowsState state) {
        return state.data.epoch(state.vector, state.errors, order, RATE);
    }

    /** The vector twin, row after row. */
    @Benchmark
    public double vectorInOrder(RowsState state) {
        return state.data.epoch(state.vector, state.errors, inOrder, RATE);
    }
}
