package dev.steepest;

/**
 * A sum that carries along what each addition rounds off (Kahan and Babuška's idea with Knuth's TwoSum, The Art of Computer
 * Programming 2, section 4.2.2), so that it does not drift however long it grows: of n values it is off by u|Σ| + n²u² Σ|·| at most,
 * u = 2⁻⁵³.
 */
final class CompensatedSum {

    private double sum;
    private double rounded;

    void add(double value) {
        double total = sum + value;
        double added = total - sum;
        rounded += (sum - (total - added)) + (value - added);
        sum = total;
    }

    /** Adds a · b, and what the product rounds off. */
    void addProduct(double a, double b) {
        double product = a * b;
        add(product);
        rounded += Math.fma(a, b, -product);
    }

    /** Adds a · b², likewise. */
    void addSquare(double a, double b) {
        double product = a * b;
        addProduct(product, b);
        rounded += Math.fma(a, b, -product) * b;
    }

    /** Adds another sum so many times. */
    void addMultiple(double factor, CompensatedSum other) {
        addProduct(factor, other.sum);
        addProduct(factor, other.rounded);
    }

    /** Infinity once the sum is too large for a double. */
    double value() {
        return Double.isInfinite(sum) ? sum : sum + rounded;
    }
}
