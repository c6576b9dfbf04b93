package dev.steepest.bench;

import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Storage;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One gradient of squared loss over all rows where the JVM has met memory of one kind of arena only, and where it has met three kinds, in turn.
 * Their segments have classes or sessions of their own, so loops that were compiled for one kind check or call more for three.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(ArenasBenchmark.KINDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx6g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ArenasBenchmark {

    static final int KINDS = 3;

    private static final List<Supplier<Arena>> ALONE = List.of(Arena::ofConfined, Arena::ofConfined, Arena::ofConfined);
    private static final List<Supplier<Arena>> MIXED = List.of(Arena::ofConfined, Arena::ofShared, Arena::ofAuto);

    /** Three X of the same values, each in an arena of its own; the end of the fork frees them. */
    abstract static class Arenas {
        private final List<Supplier<Arena>> kinds;
        private final BiFunction<Arena, Shape, OffHeap> filled;
        private double[] theta = {};
        private Gradient[] gradients = {};

        Arenas(List<Supplier<Arena>> kinds, BiFunction<Arena, Shape, OffHeap> filled) {
            this.kinds = kinds;
            this.filled = filled;
        }

        /** Fills X, in the thread that reads it. */
        @Setup
        public void fill(BatchShape shape) {
            theta = shape.parsed().theta();
            gradients = kinds.stream()
                    .map(kind -> filled.apply(kind.get(), shape.parsed()).gradient(BatchGradientBenchmark.vectors()))
                    .toArray(Gradient[]::new);
        }

        double evaluate() {
            double costs = 0;
            for (Gradient gradient : gradients) {
                gradient.evaluate(theta, 0);
                costs += gradient.cost();
            }
            return costs;
        }
    }

    /** ROWS, confined arenas. */
    @State(Scope.Thread)
    public static class RowsAlone extends Arenas {
        /** For JMH. */
        public RowsAlone() {
            super(ALONE, (arena, shape) -> OffHeap.rows(arena, Storage.FLOAT64, shape));
        }
    }

    /** ROWS, a confined, a shared and an automatic arena. */
    @State(Scope.Thread)
    public static class RowsMixed extends Arenas {
        /** For JMH. */
        public RowsMixed() {
            super(MIXED, (arena, shape) -> OffHeap.rows(arena, Storage.FLOAT64, shape));
        }
    }

    /** PANELS, confined arenas. */
    @State(Scope.Thread)
    public static class PanelsAlone extends Arenas {
        /** For JMH. */
        public PanelsAlone() {
            super(ALONE, (arena, shape) -> OffHeap.panels(arena, Storage.FLOAT64, shape));
        }
    }

    /** PANELS, a confined, a shared and an automatic arena. */
    @State(Scope.Thread)
    public static class PanelsMixed extends Arenas {
        /** For JMH. */
        public PanelsMixed() {
            super(MIXED, (arena, shape) -> OffHeap.panels(arena, Storage.FLOAT64, shape));
        }
    }

    /** ROWS, one kind. */
    @Benchmark
    public double rowsAlone(RowsAlone state) {
        return state.evaluate();
    }

    /** ROWS, three kinds. */
    @Benchmark
    public double rowsMixed(RowsMixed state) {
        return state.evaluate();
    }

    /** PANELS, one kind. */
    @Benchmark
    public double panelsAlone(PanelsAlone state) {
        return state.evaluate();
    }

    /** PANELS, three kinds. */
    @Benchmark
    public double panelsMixed(PanelsMixed state) {
        return state.evaluate();
    }
}
