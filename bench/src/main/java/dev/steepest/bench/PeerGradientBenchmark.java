package dev.steepest.bench;

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

/** One gradient of squared loss over all rows with the JVM's linear algebra libraries: two products each. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PeerGradientBenchmark {

    /** netlib, X row after row. */
    @State(Scope.Thread)
    public static class NetlibRowsState {
        TwoPasses passes;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            passes = new Netlib(shape.parsed(), false);
        }
    }

    /** netlib, X feature after feature. */
    @State(Scope.Thread)
    public static class NetlibColumnsState {
        TwoPasses passes;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            passes = new Netlib(shape.parsed(), true);
        }
    }

    /** EJML. */
    @State(Scope.Thread)
    public static class EjmlState {
        TwoPasses passes;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            passes = new Ejml(shape.parsed());
        }
    }

    /** ojAlgo. */
    @State(Scope.Thread)
    public static class OjAlgoState {
        TwoPasses passes;

        /** Fills X. */
        @Setup
        public void fill(BatchShape shape) {
            passes = new OjAlgo(shape.parsed());
        }
    }

    /** netlib's VectorBLAS, X row after row. */
    @Benchmark
    public double[] netlibRows(NetlibRowsState state) {
        return state.passes.gradient();
    }

    /** netlib's VectorBLAS, X feature after feature. */
    @Benchmark
    public double[] netlibColumns(NetlibColumnsState state) {
        return state.passes.gradient();
    }

    /** EJML. */
    @Benchmark
    public double[] ejml(EjmlState state) {
        return state.passes.gradient();
    }

    /** ojAlgo. */
    @Benchmark
    public double[] ojAlgo(OjAlgoState state) {
        return state.passes.gradient();
    }
}
