package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Matrix;
import dev.steepest.Reason;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** The README's first example against the plain loop. */
class SeedExampleTest {

    private static final double[][] X = {{1, 2}, {1, 3}, {1, 4}};
    private static final double[] Y = {2, 5, 9};

    @Test
    void agreesWithThePlainLoop() {
        double[] theta = plainLoop(0.01, 1000);
        assertEquals(-3.54595031, theta[0], 5e-9);
        assertEquals(2.99372633, theta[1], 5e-9);
        try (Arena arena = Arena.ofConfined()) {
            Matrix rows = Matrix.of(arena, X);
            Vector y = Vector.of(arena, Y);
            for (Matrix x : new Matrix[] {rows, rows.pack(arena)}) {
                Fit fit = GradientDescent.batch()
                        .learningRate(0.01)
                        .maxEpochs(1000)
                        .fit(x, y);
                assertEquals(theta[0], fit.theta().get(0), 1e-12);
                assertEquals(theta[1], fit.theta().get(1), 1e-12);
                assertEquals(cost(theta), fit.cost(), 1e-12);
                assertEquals(Reason.MAX_EPOCHS, fit.reason());
                assertEquals(1000, fit.epochs());
                assertEquals(1000, fit.steps());
                assertEquals(1001, fit.costHistory().length);
                assertEquals(x.layout(), fit.layout());
                assertEquals(0.01, fit.learningRate());
                assertEquals("batch", fit.method());
                assertEquals(0, fit.intercept());
                assertEquals((4 + 25 + 81) / 3.0, fit.costHistory()[0], 1e-14);
            }
        }
    }

    private static double[] plainLoop(double rate, int epochs) {
        double[] theta = new double[2];
        for (int epoch = 0; epoch < epochs; epoch++) {
            double[] gradient = new double[2];
            for (int i = 0; i < X.length; i++) {
                double error = X[i][0] * theta[0] + X[i][1] * theta[1] - Y[i];
                gradient[0] += 2.0 / X.length * X[i][0] * error;
                gradient[1] += 2.0 / X.length * X[i][1] * error;
            }
            theta[0] -= rate * gradient[0];
            theta[1] -= rate * gradient[1];
        }
        return theta;
    }

    private static double cost(double[] theta) {
        double sum = 0;
        for (int i = 0; i < X.length; i++) {
            double error = X[i][0] * theta[0] + X[i][1] * theta[1] - Y[i];
            sum += error * error;
        }
        return sum / X.length;
    }
}
