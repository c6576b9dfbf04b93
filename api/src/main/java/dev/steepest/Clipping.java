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

    /** Shortens a gradient over several rows in place; returns the factor, that of the intercept's component as well. */
    double clip(double[] gradient, double ofIntercept) {
        double factor = isNone() ? 1 : factor(Norms.euclidean(gradient, ofIntercept));
        if (factor != 1) {
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] *= factor;
            }
        }
        return factor;
    }
}
