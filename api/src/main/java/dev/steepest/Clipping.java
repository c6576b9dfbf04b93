package dev.steepest;

/**
 * g ← g · min(1, c/‖g‖): a gradient longer than c, the intercept's component included, is shortened to it (Pascanu, Mikolov, Bengio: On the
 * difficulty of training recurrent neural networks, ICML 2013).
 */
record Clipping(double largestNorm) {

    static final Clipping NONE = new Clipping(Double.POSITIVE_INFINITY);

    boolean isNone() {
        return largestNorm == Double.POSITIVE_INFINITY;
    }

    /** What a gradient of this norm is to be multiplied by: exactly 1 unless it is too long. */
    double factor(double norm) {
        return norm > largestNorm ? largestNorm / norm : 1;
    }

    /** The error of a single row, whose gradient e·(x, 1) has the norm |e|·‖(x, 1)‖. */
    double clip(double error, double[] row, double ofIntercept) {
        return isNone() ? error : error * factor(Math.abs(error) * Norms.euclidean(row, ofIntercept));
    }

    /** g ← factor · g. */
    static void scale(double[] gradient, double factor) {
        if (factor == 1) {
            return;
        }
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] *= factor;
        }
    }
}
