package dev.steepest;

/**
 * The mean of as many values as come. Their sum carries along what each addition rounds off (Kahan and Babuška's idea with Knuth's
 * TwoSum, The Art of Computer Programming 2, section 4.2.2), so that it does not drift however long it grows.
 */
final class RunningMean {

    private double sum;
    private double rounded;
    private long count;

    void add(double value) {
        double total = sum + value;
        double added = total - sum;
        rounded += (sum - (total - added)) + (value - added);
        sum = total;
        count++;
    }

    /** NaN before the first value, infinity once the sum is too large for a double. */
    double value() {
        return (Double.isInfinite(sum) ? sum : sum + rounded) / count;
    }
}
