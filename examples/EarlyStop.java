import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Vector;
import java.lang.foreign.Arena;

/** An observer is told of every epoch and may end the descent. */
public final class EarlyStop {

    public static void main(String[] args) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}, {1, 5}});
            Vector y = Vector.of(arena, 2, 5, 9, 11);
            Fit fit = GradientDescent.miniBatch(2, 42)
                    .learningRate(0.01)
                    .observer(epoch -> {
                        System.out.println("epoch " + epoch.number() + " cost " + epoch.cost());
                        return epoch.cost() > 3;
                    })
                    .fit(x, y);
            System.out.println(fit.message());
        }
    }
}
