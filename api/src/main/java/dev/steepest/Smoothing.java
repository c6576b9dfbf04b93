package dev.steepest;

/**
 * How a loss with kinks becomes itself again: batch descent goes down its smoothed loss, whose width μ shrinks from the cost of a
 * constant on. J that is told is the loss's own, ∇J that of the
 * smoothed one, whose least value is below J's by at most gap · μ.
 *
 * <p>An update that tells what is left of the smoothed cost has μ quartered whenever that is less than the gap; else μ is μ₀ · 10/(10
 * + epoch), with which accelerated steps come to the optimum as 1/epoch (Tran-Dinh:
 * Adaptive smoothing algorithms for nonsmooth composite convex minimization, 2017).
 */
final class Smoothing {

    private static final double SHARPER = 0.25;

    /** Epochs until μ is half of what it was. */
    private static final double EPOCHS = 10;

    /** 2⁻²⁴ of the cost: a gap that nobody sees, below what counts as converged. */
    private static final double LEAST_GAP = 0x1p-24;

    final SmoothedErrors errors;
    private final double first;
    private final double gap;
    private final double least;
    private final boolean isByEpochs;

    Smoothing(SmoothedErrors errors, Kink kink, double scale, boolean isByEpochs) {
        this.errors = errors;
        this.first = errors.width();
        this.gap = kink.gap();
        this.least = scale;
        this.isByEpochs = isByEpochs;
    }

    /** Another epoch is evaluated. */
    void begin(long epoch) {
        if (isByEpochs) {
            errors.width(first * (EPOCHS / (EPOCHS + epoch)));
        }
    }

    /**
     * Makes the loss sharper, if it is time.
     *
     * @param decrement what is left to gain of the smoothed cost
     * @param cost J
     * @return whether it has been, so that the gradient is another one
     */
    boolean sharpen(double decrement, double cost) {
        double left = gap * errors.width();
        if (isByEpochs || !(decrement <= left) || left <= LEAST_GAP * Math.max(cost, least)) {
            return false;
        }
        errors.width(SHARPER * errors.width());
        return true;
    }

    /** The rate's share: 1/L shrinks with μ. */
    double rateFactor() {
        return isByEpochs ? errors.width() / first : 1;
    }

    void save(State state) {
        state.put("smoothing.width", errors.width());
    }

    void restore(State state) {
        errors.width(state.value("smoothing.width"));
    }
}
