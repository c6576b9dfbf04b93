package dev.steepest;

/**
 * θ ← θ + t·p, p = −Hg, with H the inverse second derivative as the last changes of θ and gradient tell it (Nocedal: Updating
 * quasi-Newton matrices with limited storage, 1980; Nocedal
 * and Wright: Numerical Optimization, 2006, algorithm 7.4). Vectors have d entries and the intercept's; their products are chains in
 * that order.
 *
 * <p>t is 1 at first, and stands where the slope along p, p·∇J, is at most {@value #FLATTER} of what it was, in size, and the function
 * has not been left behind: the slope is not positive, or small, or the cost has
 * fallen by {@value #FALL} of what the slope promised. Of a convex function a slope that is not positive says that the cost has
 * fallen, which costs themselves cannot tell at the end, where rounding hides their
 * differences (Hager and Zhang: A new conjugate gradient method with guaranteed descent, 2005). Else t is the secant's, between the
 * nearest slopes of either sign.
 */
final class LbfgsUpdate extends Update {

    private static final double FLATTER = 0.9;

    private static final double FALL = 1e-4;

    /** A positive slope of so much, in size, is as good as none. */
    private static final double SMALL = 0.1;

    /** A longer t is at most so many times the last one. */
    private static final double LONGEST = 100;

    /** The secant keeps so far from what is known, as a part of what lies between. */
    private static final double INNER = 0.1;

    /** By then rounding decides. */
    private static final int MOST_TRIALS = 40;

    /** Changes whose product is no more than rounding tell nothing of H. */
    private static final double ROUNDING = 0x1p-50;

    private final double[][] changes;
    private final double[][] turns;
    private final double[] products;
    private final double[] shares;
    private final double[] direction;
    private final double[] gradient;
    private final Parameters from;

    /** Pairs of changes that were kept; the last ones are there. */
    private int pairs;

    private double cost;
    private double slope;
    private double length;
    private double lower;
    private double lowerSlope;
    private double upper;
    private double upperSlope;
    private int trials;

    /** Whether the last step is still to be judged. */
    private boolean isTrial;

    private boolean isRetry;

    LbfgsUpdate(int memory, int features, PenaltyTerm penalty) {
        super(penalty);
        int length = features + 1;
        this.changes = new double[memory][length];
        this.turns = new double[memory][length];
        this.products = new double[memory];
        this.shares = new double[memory];
        this.direction = new double[length];
        this.gradient = new double[length];
        this.from = new Parameters(features);
    }

    @Override
    void step(Parameters at, double[] gradient, double interceptGradient, double rate) {
        if (!isRetry) {
            from.set(at);
            System.arraycopy(gradient, 0, this.gradient, 0, gradient.length);
            this.gradient[gradient.length] = interceptGradient;
            aim(rate);
        }
        for (int j = 0; j < gradient.length; j++) {
            at.theta[j] = Math.fma(length, direction[j], from.theta[j]);
        }
        at.intercept = Math.fma(length, direction[gradient.length], from.intercept);
        isTrial = true;
    }

    /** p, and t = 1. */
    private void aim(double rate) {
        bend(rate);
        slope = dot(direction, gradient);
        if (!(slope < 0)) {
            pairs = 0;
            bend(rate);
            slope = dot(direction, gradient);
        }
        length = 1;
        lower = 0;
        lowerSlope = slope;
        upper = Double.POSITIVE_INFINITY;
        upperSlope = Double.NaN;
        trials = 0;
    }

    /** p = −Hg by two loops over the pairs; the innermost H is a multiple of the unit matrix, α where there are no pairs. */
    private void bend(double rate) {
        int memory = changes.length;
        for (int j = 0; j < direction.length; j++) {
            direction[j] = -gradient[j];
        }
        int kept = Math.min(pairs, memory);
        for (int k = 1; k <= kept; k++) {
            int at = (pairs - k) % memory;
            shares[at] = dot(changes[at], direction) / products[at];
            add(-shares[at], turns[at], direction);
        }
        double scale = rate;
        if (kept > 0) {
            int last = (pairs - 1) % memory;
            scale = products[last] / dot(turns[last], turns[last]);
        }
        for (int j = 0; j < direction.length; j++) {
            direction[j] *= scale;
        }
        for (int k = kept; k >= 1; k--) {
            int at = (pairs - k) % memory;
            add(shares[at] - dot(turns[at], direction) / products[at], changes[at], direction);
        }
    }

    private static double dot(double[] u, double[] v) {
        double sum = 0;
        for (int j = 0; j < u.length; j++) {
            sum = Math.fma(u[j], v[j], sum);
        }
        return sum;
    }

    /** to += by · v */
    private static void add(double by, double[] v, double[] to) {
        for (int j = 0; j < v.length; j++) {
            to[j] = Math.fma(by, v[j], to[j]);
        }
    }

    @Override
    boolean accepts(Parameters at, Objective objective) {
        if (!isTrial) {
            cost = objective.cost();
            return true;
        }
        isTrial = false;
        trials++;
        double now = slopeOf(objective);
        boolean isFinite = Double.isFinite(now) && Double.isFinite(objective.cost());
        boolean isOver = at.isSame(from) || (isFinite && trials >= MOST_TRIALS);
        isRetry = !isOver && !(isFinite && isFlat(now, objective.cost()));
        if (isRetry) {
            narrow(isFinite ? now : Double.NaN);
            return false;
        }
        if (at.isSame(from)) {
            pairs = 0; // this direction leads nowhere: the steepest may
        } else {
            remember(at, objective);
        }
        cost = objective.cost();
        return true;
    }

    /** p·∇J: the chain of the other products. */
    private double slopeOf(Objective objective) {
        double[] now = objective.gradient();
        double sum = 0;
        for (int j = 0; j < now.length; j++) {
            sum = Math.fma(direction[j], now[j], sum);
        }
        return Math.fma(direction[now.length], objective.interceptGradient(), sum);
    }

    private boolean isFlat(double now, double costNow) {
        boolean hasFallen = now <= -SMALL * slope || costNow <= cost + FALL * length * slope;
        return Math.abs(now) <= -FLATTER * slope && hasFallen;
    }

    /**
     * Finds the next t to try.
     *
     * @param now the slope at this one; NaN where nothing is finite
     */
    private void narrow(double now) {
        double before = lower;
        double slopeBefore = lowerSlope;
        if (now < 0) {
            lower = length;
            lowerSlope = now;
        } else {
            upper = length;
            upperSlope = now;
        }
        if (upper == Double.POSITIVE_INFINITY) {
            double secant = length + now * (length - before) / (slopeBefore - now);
            length = Math.min(secant > 2 * length ? secant : 2 * length, LONGEST * length);
            return;
        }
        double width = upper - lower;
        double secant = lower + width * (lowerSlope / (lowerSlope - upperSlope));
        double least = lower + INNER * width;
        length = secant > least ? Math.min(secant, upper - INNER * width) : least;
    }

    private void remember(Parameters at, Objective objective) {
        int place = pairs % changes.length;
        double[] change = changes[place];
        double[] turn = turns[place];
        double[] now = objective.gradient();
        for (int j = 0; j < now.length; j++) {
            change[j] = at.theta[j] - from.theta[j];
            turn[j] = now[j] - gradient[j];
        }
        change[now.length] = at.intercept - from.intercept;
        turn[now.length] = objective.interceptGradient() - gradient[now.length];
        double product = dot(change, turn);
        if (product > ROUNDING * Math.sqrt(dot(change, change)) * Math.sqrt(dot(turn, turn))) {
            products[place] = product;
            pairs++;
            if (pairs == 2 * changes.length) {
                pairs -= changes.length;
            }
        }
    }

    /** Where a step that was taken back had begun. */
    @Override
    Parameters result(Parameters at) {
        return isRetry ? from : at;
    }

    @Override
    void save(State state) {
        for (int k = 0; k < changes.length; k++) {
            state.put("lbfgs.change" + k, changes[k], changes[k].length);
            state.put("lbfgs.turn" + k, turns[k], turns[k].length);
        }
        state.put("lbfgs.products", products, products.length);
        state.put("lbfgs.pairs", pairs);
        state.put("lbfgs.direction", direction, direction.length);
        state.put("lbfgs.gradient", gradient, gradient.length);
        state.put("lbfgs.search", search(), search().length);
        state.put("lbfgs.trials", trials);
        state.put("lbfgs.isTrial", isTrial);
        state.put("lbfgs.isRetry", isRetry);
        from.save("lbfgs.from", state);
    }

    private double[] search() {
        return new double[] {cost, slope, length, lower, lowerSlope, upper, upperSlope};
    }

    @Override
    void restore(State state) {
        restorePairs(state);
        state.fill("lbfgs.direction", direction);
        state.fill("lbfgs.gradient", gradient);
        double[] search = search();
        state.fill("lbfgs.search", search);
        cost = search[0];
        slope = search[1];
        length = search[2];
        lower = search[3];
        lowerSlope = search[4];
        upper = search[5];
        upperSlope = search[6];
        trials = (int) state.number("lbfgs.trials", 0, Integer.MAX_VALUE);
        isTrial = state.truth("lbfgs.isTrial");
        isRetry = state.truth("lbfgs.isRetry");
        from.restore("lbfgs.from", state);
    }

    private void restorePairs(State state) {
        for (int k = 0; k < changes.length; k++) {
            state.fill("lbfgs.change" + k, changes[k]);
            state.fill("lbfgs.turn" + k, turns[k]);
        }
        state.fill("lbfgs.products", products);
        pairs = (int) state.number("lbfgs.pairs", 0, 2L * changes.length - 1);
    }

    /** From the last step that stood, with what the pairs tell. */
    @Override
    void goOn(Parameters at, State end) {
        at.restore(end.truth("lbfgs.isRetry") ? "lbfgs.from" : "at", end);
        restorePairs(end);
    }

    /** Half of gᵀHg, what the last p promised; NaN where H is not known. */
    @Override
    double decrement() {
        return pairs == 0 || isRetry ? Double.NaN : -slope / 2;
    }
}
