package dev.steepest.command;

import dev.steepest.Convergence;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Plan;
import dev.steepest.Storage;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures a few loops where they run, as JMH cannot in a native image: the same command in a JVM is what to compare with. An epoch's
 * time is the difference of two fits, so that start and preparation are not in it; the median of several is told.
 */
@Command(
        name = "bench",
        hidden = true,
        description = "Measures batch epochs, stochastic epochs and single predictions on this machine.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class BenchCommand implements Callable<Integer> {

    private static final int TRIES = 7;
    private static final double LEARNING_RATE = 1e-9;

    private record Shape(long rows, int features) {}

    /** In the second-level cache, in the third-level cache, in memory. */
    private static final List<Shape> SHAPES = List.of(new Shape(512, 64), new Shape(8192, 64), new Shape(1048576, 64));

    private final Console console;

    @Option(names = "--millis", paramLabel = "N", description = "Time of one measurement. Default: 200.")
    private int millis = 200;

    @Option(names = "--in-cache", description = "Leaves out what comes from memory.")
    private boolean inCache;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String kernel = ChosenKernel.describe();
        console.out().println("# " + kernel);
        console.out().println("what,rows,features,layout,storage,nanoseconds,GB/s");
        for (Shape shape : SHAPES) {
            if (!inCache || shape.rows <= 8192) {
                measure(shape);
            }
        }
        predictions();
        return Exit.DONE;
    }

    private void measure(Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            for (Storage storage : Storage.values()) {
                Matrix rows = Matrix.allocate(arena, Layout.ROWS, storage, shape.rows, shape.features);
                fill(rows);
                Vector y = Vector.allocate(arena, shape.rows);
                for (Layout layout : List.of(Layout.ROWS, Layout.PANELS)) {
                    Matrix x = layout == Layout.ROWS ? rows : rows.copy(arena, layout, storage);
                    tell("batch epoch", x, epoch(GradientDescent.batch().plan(Plan.STREAMING), x, y));
                }
                tell("stochastic epoch", rows, epoch(GradientDescent.stochastic(0), rows, y));
            }
        }
    }

    /** Small multiples of 1/64, the same in either storage. */
    private static void fill(Matrix x) {
        MemorySegment segment = x.segment();
        float[] narrow = new float[x.features()];
        double[] wide = new double[x.features()];
        for (long row = 0; row < x.rows(); row++) {
            for (int j = 0; j < wide.length; j++) {
                wide[j] = ((row * 31 + j * 17L) % 129 - 64) / 64.0;
                narrow[j] = (float) wide[j];
            }
            long at = row * wide.length * x.storage().bytes();
            if (x.storage() == Storage.FLOAT64) {
                MemorySegment.copy(wide, 0, segment, ValueLayout.JAVA_DOUBLE, at, wide.length);
            } else {
                MemorySegment.copy(narrow, 0, segment, ValueLayout.JAVA_FLOAT, at, narrow.length);
            }
        }
    }

    /** The nanoseconds of an epoch. */
    private double epoch(GradientDescent method, Matrix x, Vector y) {
        GradientDescent descent = method.learningRate(LEARNING_RATE).until(Convergence.never());
        long epochs = 1;
        while (nanos(descent, 4 * epochs, x, y) < millis * 1_000_000L) {
            epochs *= 2;
        }
        double[] times = new double[TRIES];
        for (int k = 0; k < TRIES; k++) {
            times[k] = (nanos(descent, 3 * epochs, x, y) - nanos(descent, epochs, x, y)) / (2.0 * epochs);
        }
        return median(times);
    }

    private static long nanos(GradientDescent descent, long epochs, Matrix x, Vector y) {
        long start = System.nanoTime();
        descent.maxEpochs(epochs).fit(x, y);
        return System.nanoTime() - start;
    }

    private void predictions() {
        double[] row = new double[64];
        Arrays.fill(row, 0.5);
        Model model = Model.of(0, row);
        long calls = 1000;
        while (nanos(model, row, calls) < millis * 1_000_000L / 4) {
            calls *= 2;
        }
        double[] times = new double[TRIES];
        for (int k = 0; k < TRIES; k++) {
            times[k] = nanos(model, row, calls) / (double) calls;
        }
        console.out().printf(Locale.ROOT, "prediction,1,64,,,%.1f,%n", median(times));
    }

    private static long nanos(Model model, double[] row, long calls) {
        long start = System.nanoTime();
        for (long k = 0; k < calls; k++) {
            row[0] = model.predict(row) > 0 ? 0.5 : 0.25; // each waits for the one before
        }
        return System.nanoTime() - start;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private void tell(String what, Matrix x, double nanos) {
        double bytes = x.rows() * (double) x.features() * x.storage().bytes();
        console.out()
                .printf(
                        Locale.ROOT,
                        "%s,%d,%d,%s,%s,%.0f,%.2f%n",
                        what,
                        x.rows(),
                        x.features(),
                        x.layout(),
                        x.storage().name().toLowerCase(Locale.ROOT),
                        nanos,
                        bytes / nanos);
        console.out().flush();
    }
}
