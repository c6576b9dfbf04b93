package dev.steepest;

import dev.steepest.kernel.Gradient;

/** gₛ(θ) − gₛ(θ̃) + g(θ̃): the gradient of a few rows s without most of its noise. At θ = θ̃ it is g(θ̃), to the bit. */
final class VarianceReduction {

    private final Gradient gradient;
    private final Parameters start;
    private final double[] ofAll;
    private final double[] ofRows;
    private double interceptOfAll;

    VarianceReduction(Gradient gradient) {
        this.gradient = gradient;
        int features = gradient.values().length;
        this.start = new Parameters(features);
        this.ofAll = new double[features];
        this.ofRows = new double[features];
    }

    /** Takes θ for θ̃; returns false if the thread was interrupted. */
    boolean start(Parameters at) {
        if (!gradient.evaluate(at.theta, at.intercept)) {
            return false;
        }
        start.set(at);
        System.arraycopy(gradient.values(), 0, ofAll, 0, ofAll.length);
        interceptOfAll = gradient.interceptGradient();
        return true;
    }

    /** Leaves the loss of these rows at θ and the reduced gradient in {@link Gradient}; returns the intercept's. */
    double evaluate(Parameters at, int[] rows, int from, int size) {
        gradient.evaluate(start.theta, start.intercept, rows, from, size);
        double intercept = gradient.interceptGradient();
        System.arraycopy(gradient.values(), 0, ofRows, 0, ofRows.length);
        gradient.evaluate(at.theta, at.intercept, rows, from, size);
        double[] values = gradient.values();
        for (int j = 0; j < values.length; j++) {
            values[j] = (values[j] - ofRows[j]) + ofAll[j];
        }
        return (gradient.interceptGradient() - intercept) + interceptOfAll;
    }
}
