package dev.steepest.bench;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.ScalarKernel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One gradient of squared loss over all rows: what a batch epoch costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BatchGradientBenchmark {

    /** X as {@code double[][]}. */
    @State(Scope.Thread)
    public static class TextbookState {
        Textbook data = new Textbook(new Shape(1, 1));
        double[] theta = {};

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            data = new Textbook(shape.parsed());
            theta = data.shape.theta();
        }
    }

    /** X off-heap, row after row. */
    @State(Scope.Thread)
    public static class RowsState {
        OffHeap data = OffHeap.rows(new Shape(1, 1));
        Gradient scalar = data.gradient(new ScalarKernel());
        Gradient chosen = scalar;
        Gradient scaled = scalar;
        double[] theta = {};

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            data = OffHeap.rows(shape.parsed());
            theta = data.shape.theta();
            scalar = data.gradient(new ScalarKernel());
            chosen = data.gradient(vectors());
            scaled = data.scaledGradient(vectors());
        }
    }

    /** X off-heap, in panels. */
    @State(Scope.Thread)
    public static class PanelsState {
        OffHeap data = OffHeap.panels(new Shape(1, 1));
        Gradient scalar = data.gradient(new ScalarKernel());
        Gradient chosen = scalar;
        Gradient scaled = scalar;
        double[] theta = {};

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            data = OffHeap.panels(shape.parsed());
            theta = data.shape.theta();
            scalar = data.gradient(new ScalarKernel());
            chosen = data.gradient(vectors());
            scaled = data.scaledGradient(vectors());
        }
    }

    /** A benchmark named after the vector kernel must not time another one. */
    static Kernel vectors() {
        Kernel kernel = Kernels.chosen();
        if (!kernel.name().startsWith("vector")) {
            throw new IllegalStateException("the vector kernel is not in use: " + Kernels.describe());
        }
        return kernel;
    }

    /** The limit: X is only read. */
    @Benchmark
    public double read(PanelsState state) {
        return ReadLimit.sum(state.data.x.segment());
    }

    /** Two passes over {@code double[][]}. */
    @Benchmark
    public double[] textbook(TextbookState state) {
        return state.data.gradient(state.theta);
    }

    /** The scalar twin, ROWS. */
    @Benchmark
    public double[] scalarRows(RowsState state) {
        return evaluate(state.scalar, state.theta);
    }

    /** The scalar twin, PANELS. */
    @Benchmark
    public double[] scalarPanels(PanelsState state) {
        return evaluate(state.scalar, state.theta);
    }

    /** The vector twin, ROWS. */
    @Benchmark
    public double[] vectorRows(RowsState state) {
        return evaluate(state.chosen, state.theta);
    }

    /** The vector twin, PANELS. */
    @Benchmark
    public double[] vectorPanels(PanelsState state) {
        return evaluate(state.chosen, state.theta);
    }

    /** The vector twin, ROWS that are standardised as they are read. */
    @Benchmark
    public double[] scaledRows(RowsState state) {
        return evaluate(state.scaled, state.theta);
    }

    /** The vector twin, PANELS that are standardised as they are read. */
    @Benchmark
    public double[] scaledPanels(PanelsState state) {
        return evaluate(state.scaled, state.theta);
    }

    private static double[] evaluate(Gradient gradient, double[] theta) {
        gradient.evaluate(theta, 0);
        return gradient.values();
    }
}
