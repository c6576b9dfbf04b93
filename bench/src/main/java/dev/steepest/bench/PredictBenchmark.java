package dev.steepest.bench;

import java.util.concurrent.TimeUnit;
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

/** The mean of {@code Model.predict(row)} over a few rows; {@link LatencyBench} has the percentiles. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class PredictBenchmark {

    /** As few rows as stay in the first-level cache. */
    @Param("16x64")
    public String shape = "16x64";

    private HotPath hotPath = new HotPath(new Shape(1, 1));

    /** Fills the rows. */
    @Setup
    public void fill() {
        hotPath = new HotPath(Shape.parse(shape));
    }

    /** A call for each row. */
    @Benchmark
    public double predict() {
        return hotPath.predict();
    }
}
