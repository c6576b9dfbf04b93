package dev.steepest;

import java.util.Arrays;

/**
 * Plain steps whose rate is tried: θ′ = prox(θ − α∇J) stands if, with δ = θ′ − θ,
 *
 * <pre>
 * J(θ′) ≤ max(J of the last M θ) − ‖δ‖²/(2α)      or      δ·(∇f(θ′) − ∇f(θ)) ≤ ‖δ‖²/(2α)
 * </pre>
 *
 * <p>f being J without its part in λ₁; else α is halved. Of a convex f the second implies the first, with M = 1: f(θ′) − f(θ) − δ·∇f(θ) is the mean of δ·(∇f(θ + tδ) −
 * ∇f(θ)), which grows with t. It is there for the end of a descent, where rounding hides differences of cost long before those of gradients, and it is sure to be met
 * by α ≤ 1/(2L).
 */
final class LineSearch extends Update {

    /** Makes up for halvings that were too much (Becker, Candès, Grant: Templates for convex cone problems, 2011). */
    private static final double GROWTH = 1 / 0.9;

    private final boolean isSpectral;
    private final double[] costs;
    private final Parameters from;
    private final double[] gradient;
    private double interceptGradient;
    private double rate = Double.NaN;
    private long accepted;

    /** Whether the last step is still to be judged. */
    private boolean isTrial;

    private boolean isRetry;

    private double squaredLength;
    private double curvature;

    /**
     * @param isSpectral whether the next rate is that of Barzilai and Borwein; if not, a little more than the last one
     * @param memory M
     */
    LineSearch(boolean isSpectral, int memory, int features, PenaltyTerm penalty) {
        super(penalty);
        this.isSpectral = isSpectral;
        this.costs = new double[memory];
        Arrays.fill(costs, Double.NEGATIVE_INFINITY);
        this.from = new Parameters(features);
        this.gradient = new double[features];
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (Double.isNaN(this.rate)) {
            this.rate = rate;
        }
        if (!isRetry) {
            from.set(at);
            System.arraycopy(gradient, 0, this.gradient, 0, gradient.length);
            this.interceptGradient = interceptGradient;
        }
        move(at);
    }

    private void move(Parameters at) {
        at.set(from);
        penalty.step(at.theta, gradient, rate);
        at.intercept = Math.fma(-rate, interceptGradient, at.intercept);
        isTrial = true;
    }

    @Override
    boolean accepts(Parameters at, Objective objective) {
        if (!isTrial) {
            remember(objective.cost());
            return true;
        }
        isTrial = false;
        compare(at, objective);
        double least = squaredLength / (2 * rate);
        isRetry = !(objective.cost() <= highest() - least || curvature <= least);
        if (isRetry) {
            rate /= 2;
            return false;
        }
        remember(objective.cost());
        boolean isCurved = isSpectral && curvature > 0 && squaredLength > 0;
        rate = isCurved ? squaredLength / curvature : rate * GROWTH;
        return true;
    }

    /** Where a step that was taken back had begun. */
    @Override
    Parameters result(Parameters at) {
        return isRetry ? from : at;
    }

    /** ‖δ‖² and δ·(∇f(θ′) − ∇f(θ)): chains over the features and the intercept. */
    private void compare(Parameters at, Objective objective) {
        double length = 0;
        double product = 0;
        double[] now = objective.gradient();
        for (int j = 0; j < gradient.length; j++) {
            double change = at.theta[j] - from.theta[j];
            length = Math.fma(change, change, length);
            product = Math.fma(change, now[j] - gradient[j], product);
        }
        double change = at.intercept - from.intercept;
        squaredLength = Math.fma(change, change, length);
        curvature = Math.fma(change, objective.interceptGradient() - interceptGradient, product);
    }

    private void remember(double cost) {
        costs[(int) (accepted++ % costs.length)] = cost;
    }

    private double highest() {
        double highest = costs[0];
        for (double cost : costs) {
            highest = Math.max(highest, cost);
        }
        return highest;
    }

    @Override
    void save(State state) {
        state.put("search.costs", costs, costs.length);
        state.put("search.gradient", gradient, gradient.length);
        state.put("search.interceptGradient", interceptGradient);
        state.put("search.rate", rate);
        state.put("search.accepted", accepted);
        state.put("search.isRetry", isRetry);
        from.save("search.from", state);
    }

    @Override
    void restore(State state) {
        state.fill("search.costs", costs);
        state.fill("search.gradient", gradient);
        interceptGradient = state.value("search.interceptGradient");
        rate = state.value("search.rate");
        accepted = state.number("search.accepted", 0, Long.MAX_VALUE);
        isRetry = state.truth("search.isRetry");
        from.restore("search.from", state);
        isTrial = true;
    }

    /** From the last step that stood, with the rate that is due; the costs begin anew, as they may be those of other data. */
    @Override
    void goOn(Parameters at, State end) {
        at.restore(end.truth("search.isRetry") ? "search.from" : "at", end);
        rate = end.value("search.rate");
    }
}
