package dev.steepest;

/** The costs of the last n epochs that were reckoned alike. */
final class CostWindow {

    private final double[] costs;
    private long count;

    CostWindow(int epochs) {
        this.costs = new double[epochs];
    }

    /** Costs before and after cannot be compared. */
    void clear() {
        count = 0;
    }

    /** Takes a cost in; returns the one n epochs before it, NaN if there is none. */
    double add(double cost) {
        int at = (int) (count % costs.length);
        double before = count >= costs.length ? costs[at] : Double.NaN;
        costs[at] = cost;
        count++;
        return before;
    }
}
