package example;

import dev.steepest.*;
import java.lang.foreign.Arena;

final class Embed {
    public static void main(String[] args) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            Fit fit = GradientDescent.batch().learningRate(0.01).maxEpochs(1000).fit(x, Vector.of(arena, 2, 5, 9));
            System.out.println(fit.theta() + " " + fit.model().predict(1, 5) + " " + fit.kernel());
        }
    }
}
