package dev.steepest;

/** α while a descent runs: the rate it started with times what the schedule makes of steps, epochs or plateaus. */
final class Rate {

    /** A cost has to be lower by more than this part of the lowest one, in size, or it is no improvement. */
    private static final double IMPROVEMENT = 1e-4;

    private final double initial;
    private final Schedule schedule;
    private final boolean changesEveryStep;
    private double current;
    private double lowest = Double.POSITIVE_INFINITY;
    private long epochsSinceLowest;
    private long plateaus;

    Rate(double initial, Schedule schedule) {
        this.initial = initial;
        this.schedule = schedule;
        this.changesEveryStep = schedule.counts() == Schedule.Count.STEPS && schedule != Schedule.constant();
        this.current = initial * schedule.factor(changesEveryStep ? 1 : 0);
    }

    /** The rate of a step, the first of which is 1. */
    double of(long step) {
        if (changesEveryStep) {
            current = initial * schedule.factor(step);
        }
        return current;
    }

    /** The rate of the last step; before the first one, of that. */
    double current() {
        return current;
    }

    /** Another epoch begins, after so many; the last one came to this cost. */
    void nextEpoch(long epochs, double cost) {
        switch (schedule.counts()) {
            case STEPS -> {}
            case EPOCHS -> current = initial * schedule.factor(epochs);
            case PLATEAUS -> judge(cost);
        }
    }

    private void judge(double cost) {
        if (cost < (lowest > 0 ? 1 - IMPROVEMENT : 1 + IMPROVEMENT) * lowest) {
            lowest = cost;
            epochsSinceLowest = 0;
        } else if (++epochsSinceLowest >= schedule.patience()) {
            plateaus++;
            epochsSinceLowest = 0;
            current = initial * schedule.factor(plateaus);
        }
    }

    void save(State state) {
        state.put("rate", current);
        state.put("rate.lowest", lowest);
        state.put("rate.epochsSinceLowest", epochsSinceLowest);
        state.put("rate.plateaus", plateaus);
    }

    void restore(State state) {
        current = state.value("rate");
        lowest = state.value("rate.lowest");
        epochsSinceLowest = state.number("rate.epochsSinceLowest");
        plateaus = state.number("rate.plateaus", 0, Long.MAX_VALUE);
    }
}
