import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** X is where it is: a table of records with more columns than features, viewed in place, nothing copied. */
public final class OwnMemory {

    private static final int ROWS = 1000;
    private static final int STRIDE = 4;

    public static void main(String[] args) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(ROWS * STRIDE * 8L, 64);
            MemorySegment targets = arena.allocate(ROWS * 8L, 64);
            for (int i = 0; i < ROWS; i++) {
                double a = Math.sin(i);
                double b = Math.cos(3 * i);
                table.setAtIndex(JAVA_DOUBLE, (long) i * STRIDE, a);
                table.setAtIndex(JAVA_DOUBLE, (long) i * STRIDE + 1, b);
                targets.setAtIndex(JAVA_DOUBLE, i, 2 * a - 3 * b + 1);
            }
            Matrix x = Matrix.wrap(table, Layout.ROWS, ROWS, 2, STRIDE);
            Fit fit = GradientDescent.batch().intercept().fit(x, Vector.wrap(targets));
            System.out.printf("theta %.6f %.6f intercept %.6f%n", fit.theta().get(0), fit.theta().get(1), fit.intercept());
        }
    }
}
