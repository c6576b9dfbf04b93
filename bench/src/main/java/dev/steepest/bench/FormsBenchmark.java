package dev.steepest.bench;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
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
import org.openjdk.jmh.annotations.Warmup;

/** One gradient of squared loss over all rows, by the vector twin, with X in each form that {@link BatchGradientBenchmark} has not. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FormsBenchmark {

    /** X in one form; each benchmark has a JVM of its own, so the loops are compiled for that form alone. */
    abstract static class Form {
        private final Function<Shape, OffHeap> filled;
        private double[] theta = {};
        private Gradient gradient;

        Form(Function<Shape, OffHeap> filled) {
            this.filled = filled;
        }

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            theta = shape.parsed().theta();
            gradient = filled.apply(shape.parsed()).gradient(BatchGradientBenchmark.vectors());
        }

        double[] evaluate() {
            gradient.evaluate(theta, 0);
            return gradient.values();
        }
    }

    /** COLUMNS, float64. */
    @State(Scope.Thread)
    public static class Columns extends Form {
        /** For JMH. */
        public Columns() {
            super(shape -> OffHeap.columns(Arena.ofAuto(), Storage.FLOAT64, shape));
        }
    }

    /** COLUMNS, float32. */
    @State(Scope.Thread)
    public static class Float32Columns extends Form {
        /** For JMH. */
        public Float32Columns() {
            super(shape -> OffHeap.columns(Arena.ofAuto(), Storage.FLOAT32, shape));
        }
    }

    /** PANELS, float32. */
    @State(Scope.Thread)
    public static class Float32Panels extends Form {
        /** For JMH. */
        public Float32Panels() {
            super(shape -> OffHeap.panels(Arena.ofAuto(), Storage.FLOAT32, shape));
        }
    }

    /** ROWS, float32. */
    @State(Scope.Thread)
    public static class Float32Rows extends Form {
        /** For JMH. */
        public Float32Rows() {
            super(shape -> OffHeap.rows(Arena.ofAuto(), Storage.FLOAT32, shape));
        }
    }

    /** Feature after feature. */
    @Benchmark
    public double[] columns(Columns state) {
        return state.evaluate();
    }

    /** Feature after feature, half the bytes. */
    @Benchmark
    public double[] float32Columns(Float32Columns state) {
        return state.evaluate();
    }

    /** Panels, half the bytes. */
    @Benchmark
    public double[] float32Panels(Float32Panels state) {
        return state.evaluate();
    }

    /** Row after row, half the bytes. */
    @Benchmark
    public double[] float32Rows(Float32Rows state) {
        return state.evaluate();
    }
}
