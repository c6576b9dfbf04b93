import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Random;

/** L1 finds which features matter, with accelerated steps: of twenty features three make the target. */
public final class SparseModel {

    public static void main(String[] args) {
        Random random = new Random(1);
        double[][] rows = new double[500][20];
        double[] targets = new double[500];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < 20; j++) {
                rows[i][j] = random.nextGaussian();
            }
            targets[i] = 3 * rows[i][2] - 2 * rows[i][7] + rows[i][13] + random.nextGaussian();
        }
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, rows);
            Vector y = Vector.of(arena, targets);
            GradientDescent descent = GradientDescent.batch()
                    .optimizer(Optimizer.accelerated())
                    .intercept()
                    .until(Convergence.gradientNorm(1e-9));
            for (double strength : new double[] {0, 0.1, 0.3, 1, 3}) {
                Fit fit = descent.penalty(Penalty.l1(strength)).fit(x, y);
                StringBuilder features = new StringBuilder();
                for (int j = 0; j < 20; j++) {
                    features.append(fit.theta().get(j) == 0 ? "" : " " + j);
                }
                System.out.println("strength=" + strength + " epochs=" + fit.epochs() + " features:" + features);
            }
        }
    }
}
