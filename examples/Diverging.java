import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.LearningRate;
import dev.steepest.Matrix;
import dev.steepest.Reason;
import dev.steepest.Vector;
import java.lang.foreign.Arena;

/** A learning rate that is too large, what the fit says of it, and the rate found from the data. */
public final class Diverging {

    public static void main(String[] args) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Vector y = Vector.of(arena, 2, 5, 9);
            Fit tooFast = GradientDescent.batch().learningRate(0.5).fit(x, y);
            if (tooFast.reason() == Reason.DIVERGED) {
                System.out.println(tooFast.message());
            }
            Fit found = GradientDescent.batch()
                    .learningRate(LearningRate.automatic())
                    .maxEpochs(100_000)
                    .until(Convergence.gradientNorm(1e-9))
                    .fit(x, y);
            System.out.println(found.message());
        }
    }
}
