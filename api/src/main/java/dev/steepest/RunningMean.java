package dev.steepest;

/** The mean of as many values as come. */
final class RunningMean {

    private final CompensatedSum sum = new CompensatedSum();
    private long count;

    void add(double value) {
        sum.add(value);
        count++;
    }

    /** NaN before the first value, infinity once the sum is too large for a double. */
    double value() {
        return sum.value() / count;
    }
}
