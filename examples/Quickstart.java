import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;

/** The README's ten lines. */
public final class Quickstart {

    public static void main(String[] args) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 2, 5, 9);
            Fit fit = GradientDescent.batch().learningRate(0.01).maxEpochs(1000).fit(x, y);
            System.out.println(fit.theta() + " cost " + fit.cost() + " " + fit.reason());
        }
    }
}
