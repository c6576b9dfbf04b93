package dev.steepest.bench;

import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
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

/** One gradient of squared loss over all rows in C with AVX-512 or AVX2 intrinsics, and the read limit as C reaches it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CGradientBenchmark {

    /** X in rows. */
    @State(Scope.Thread)
    public static class RowsState {
        CGradient c;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            c = new CGradient(OffHeap.rows(shape.parsed()));
        }
    }

    /** X in panels. */
    @State(Scope.Thread)
    public static class PanelsState {
        CGradient c;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            c = new CGradient(OffHeap.panels(shape.parsed()));
        }
    }

    /** X in panels of float32. */
    @State(Scope.Thread)
    public static class Float32PanelsState {
        CGradient c;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            c = new CGradient(OffHeap.panels(Arena.ofAuto(), Storage.FLOAT32, shape.parsed()));
        }
    }

    /** The limit: X is only read. */
    @Benchmark
    public double read(PanelsState state) {
        return state.c.read();
    }

    /** PANELS. */
    @Benchmark
    public double panels(PanelsState state) {
        return state.c.panels();
    }

    /** PANELS, float32. */
    @Benchmark
    public double float32Panels(Float32PanelsState state) {
        return state.c.panels32();
    }

    /** ROWS, eight rows side by side. */
    @Benchmark
    public double rowsBlocked(RowsState state) {
        return state.c.rowsBlocked();
    }

    /** ROWS, memory touched in ascending order. */
    @Benchmark
    public double rowsInOrder(RowsState state) {
        return state.c.rowsInOrder();
    }
}
