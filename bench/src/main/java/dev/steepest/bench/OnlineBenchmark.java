package dev.steepest.bench;

import dev.steepest.GradientDescent;
import dev.steepest.Model;
import dev.steepest.Online;
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

/** The hot path of a service: one prediction, one step, one snapshot of a row of the shape's features. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class OnlineBenchmark {

    private static final double RATE = 1e-4;

    @Param({"1x16", "1x64", "1x256"})
    public String shape = "1x16";

    double[] row = {};
    double target;
    Model model = Model.of(0, 1);
    Online online = GradientDescent.stochastic(0).learningRate(RATE).online(1);

    /** A row, and two θ to use it with. */
    @Setup
    public void fill() {
        Shape parsed = Shape.parse(shape);
        row = new Textbook(parsed).x[0];
        target = parsed.target(1);
        model = Model.of(0, parsed.theta());
        online = GradientDescent.stochastic(0).learningRate(RATE).online(model);
    }

    /** {@link Model#predict}. */
    @Benchmark
    public double predict() {
        return model.predict(row);
    }

    /** {@link Online#step}. */
    @Benchmark
    public double step() {
        return online.step(row, target);
    }

    /** {@link Online#snapshot}, which allocates the model. */
    @Benchmark
    public Model snapshot() {
        return online.snapshot();
    }
}
