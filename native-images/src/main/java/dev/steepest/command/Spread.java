package dev.steepest.command;

import dev.steepest.Vector;

/**
 * How numbers lie.
 *
 * @param mean of them
 * @param deviation the standard deviation, 0 if and only if all are the same
 */
record Spread(double mean, double deviation) {

    static Spread of(Vector values) {
        // about the first, so that the spread of values beside a large mean is kept
        double first = values.get(0);
        double sum = 0;
        double squares = 0;
        for (long row = 0; row < values.length(); row++) {
            double value = values.get(row) - first;
            sum += value;
            squares = Math.fma(value, value, squares);
        }
        double mean = sum / values.length();
        double variance = squares / values.length() - mean * mean;
        return new Spread(first + mean, squares == 0 ? 0 : Math.sqrt(Math.max(variance, Double.MIN_VALUE)));
    }
}
