package dev.steepest;

import java.util.Arrays;

/** The cost of every epoch, in memory that is taken once: when it is full, every second entry goes. */
final class CostHistory {

    private static final int CAPACITY = 1 << 20;

    private final double[] costs;
    private int length;
    private long every = 1;

    CostHistory(long maxEpochs) {
        costs = new double[(int) Math.min(maxEpochs, CAPACITY - 1) + 1];
    }

    void add(long epoch, double cost) {
        if (epoch % every != 0) {
            return;
        }
        if (length == costs.length) {
            length = (length + 1) / 2;
            for (int k = 1; k < length; k++) {
                costs[k] = costs[2 * k];
            }
            every *= 2;
            if (epoch % every != 0) {
                return;
            }
        }
        costs[length++] = cost;
    }

    void save(State state) {
        state.put("costs", costs, length);
        state.put("costs.every", every);
    }

    void restore(State state) {
        length = state.take("costs", costs);
        every = state.number("costs.every", 1, Long.MAX_VALUE);
    }

    double[] toArray() {
        return Arrays.copyOf(costs, length);
    }
}
