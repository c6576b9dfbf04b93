package dev.steepest.bench;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Steepest;
import dev.steepest.Vector;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole fits of squared loss with an intercept, shuffled anew in every epoch; the time is an epoch's share of the fit. Filling X (Tribuo: its
 * dataset of named features) is not in it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(FitBenchmark.EPOCHS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FitBenchmark {

    static final int EPOCHS = 5;
    static final int BATCH_SIZE = 256;
    static final double RATE = 1e-4;

    /** The shapes that the mini-batch peers are measured at. */
    @State(Scope.Benchmark)
    public static class FitShape {
        /** m × d. */
        @Param({"8192x64", "1048576x64", "65536x1024"})
        public String shape = "8192x64";
    }

    /** X off-heap, row after row. */
    @State(Scope.Thread)
    public static class RowsState {
        OffHeap data = OffHeap.rows(new Shape(1, 1));
        Matrix x = matrix(data);
        Vector y = Vector.wrap(data.y);

        /** Fills X. */
        @Setup
        public void fill(FitShape shape) {
            BatchGradientBenchmark.vectors();
            data = OffHeap.rows(Shape.parse(shape.shape));
            x = matrix(data);
            y = Vector.wrap(data.y);
        }

        private static Matrix matrix(OffHeap data) {
            return Matrix.wrap(data.x.segment(), Layout.ROWS, data.shape.rows(), data.shape.features());
        }
    }

    /** Tribuo's dataset, a step for each row. */
    @State(Scope.Thread)
    public static class TribuoStochasticState {
        Tribuo tribuo = new Tribuo(new Shape(1, 1), EPOCHS, 1, RATE, true);

        /** Fills X. */
        @Setup
        public void fill(FitShape shape) {
            tribuo = new Tribuo(Shape.parse(shape.shape), EPOCHS, 1, RATE, true);
        }
    }

    /** Tribuo's dataset, a step for each batch. */
    @State(Scope.Thread)
    public static class TribuoMiniBatchState {
        Tribuo tribuo = new Tribuo(new Shape(1, 1), EPOCHS, BATCH_SIZE, RATE, true);

        /** Fills X. */
        @Setup
        public void fill(FitShape shape) {
            tribuo = new Tribuo(Shape.parse(shape.shape), EPOCHS, BATCH_SIZE, RATE, true);
        }
    }

    /** {@link GradientDescent#stochastic}. */
    @Benchmark
    public Fit stochastic(RowsState state) {
        return fit(GradientDescent.stochastic(1), state);
    }

    /** {@link GradientDescent#miniBatch} of 256 rows. */
    @Benchmark
    public Fit miniBatch(RowsState state) {
        return fit(GradientDescent.miniBatch(BATCH_SIZE, 1), state);
    }

    /** Tribuo, one row a step. */
    @Benchmark
    public double[] tribuoStochastic(TribuoStochasticState state) {
        return state.tribuo.fit();
    }

    /** Tribuo, 256 rows a step. */
    @Benchmark
    public double[] tribuoMiniBatch(TribuoMiniBatchState state) {
        return state.tribuo.fit();
    }

    private static Fit fit(GradientDescent descent, RowsState state) {
        Fit fit = descent.learningRate(RATE).maxEpochs(EPOCHS).intercept().fit(state.x, state.y);
        if (fit.epochs() != EPOCHS) {
            throw new IllegalStateException(
                    "epochs=" + fit.epochs() + ": " + fit.message() + " " + Steepest.describe());
        }
        return fit;
    }
}
