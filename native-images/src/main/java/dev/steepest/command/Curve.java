package dev.steepest.command;

import dev.steepest.Epoch;
import dev.steepest.Observer;

/**
 * Cost, gradient norm, learning rate and held-out cost of the epochs, for a chart with a logarithmic axis: of the first 256 epochs each, then 128 to each doubling. Memory is taken
 * once.
 */
final class Curve implements Observer {

    private static final int EACH = 256;

    /** So many doublings has a long. */
    private static final int CAPACITY = EACH + 56 * EACH / 2;

    private final long[] epochs = new long[CAPACITY];
    private final double[] costs = new double[CAPACITY];
    private final double[] gradientNorms = new double[CAPACITY];
    private final double[] learningRates = new double[CAPACITY];
    private final double[] validationCosts = new double[CAPACITY];
    private final double[] seconds = new double[CAPACITY];
    private final long start = System.nanoTime();
    private int size;

    @Override
    public boolean epoch(Epoch epoch) {
        if (isKept(epoch.number())) {
            epochs[size] = epoch.number();
            costs[size] = epoch.cost();
            gradientNorms[size] = epoch.gradientNorm();
            learningRates[size] = epoch.learningRate();
            validationCosts[size] = epoch.validationCost();
            seconds[size] = (System.nanoTime() - start) / 1e9;
            size++;
        }
        return true;
    }

    static boolean isKept(long epoch) {
        return epoch < EACH || epoch % (Long.highestOneBit(epoch) / (EACH / 2)) == 0;
    }

    int size() {
        return size;
    }

    long epoch(int k) {
        return epochs[k];
    }

    double cost(int k) {
        return costs[k];
    }

    double gradientNorm(int k) {
        return gradientNorms[k];
    }

    double learningRate(int k) {
        return learningRates[k];
    }

    double validationCost(int k) {
        return validationCosts[k];
    }

    /** Since the curve was begun, just before the fit. */
    double seconds(int k) {
        return seconds[k];
    }
}
