package dev.steepest;

/** The epoch that has just ended; the next one overwrites it, so that none allocates. */
final class LastEpoch implements Epoch {

    long number;
    double cost;
    double gradientNorm;
    double learningRate;
    double validationCost = Double.NaN;

    @Override
    public long number() {
        return number;
    }

    @Override
    public double cost() {
        return cost;
    }

    @Override
    public double gradientNorm() {
        return gradientNorm;
    }

    @Override
    public double learningRate() {
        return learningRate;
    }

    @Override
    public double validationCost() {
        return validationCost;
    }
}
