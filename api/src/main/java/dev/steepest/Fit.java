package dev.steepest;

import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a descent: the parameters, what they cost, and why it ended. Immutable, for any thread. θ and intercept are in the
 * units of X as it was given.
 */
public final class Fit {

    /**
     * How the descent ran, and what it came to.
     *
     * @param state where its steps and its optimizer were, in the units of the descent; null if that is not what the result tells: the best θ of those
     *     judged on rows held out was an earlier one, or the descent ended in the course of an epoch
     */
    record Run(
            Reason reason,
            String message,
            double cost,
            double gradientNorm,
            double remaining,
            boolean isBound,
            double validationCost,
            long epochs,
            long steps,
            double learningRate,
            String method,
            Layout layout,
            Storage storage,
            PlanChoice plan,
            String kernel,
            int threads,
            CostHistory costHistory,
            @Nullable Standardization standardization,
            Optimizer optimizer,
            boolean hasIntercept,
            @Nullable State state) {}

    /** What is left to gain of a descent that has converged, as a share of its cost. */
    static final double CONVERGED = 1e-6;

    private final Model model;
    private final Vector theta;
    private final Run run;

    Fit(Model model, Run run) {
        this.model = model;
        this.theta =
                Vector.wrap(Vector.of(Arena.ofAuto(), model.theta()).segment().asReadOnly());
        this.run = run;
    }

    /** θ, d values, read-only, for any thread. */
    public Vector theta() {
        return theta;
    }

    /** b, 0 without an intercept. */
    public double intercept() {
        return model.intercept();
    }

    /**
     * J at θ, the penalty included, over all rows but those held out for {@link Validation}; NaN if the descent was stopped before it was known.
     */
    public double cost() {
        return run.cost;
    }

    /**
     * ‖∇J‖ at θ over all rows with the intercept's component, in the units that the descent worked in (standardised, if asked for). With L1 or bounds, that of the gradient map
     * (θ − prox(θ − α∇J))/α with α = {@link #learningRate}, which is zero at the optimum.
     */
    public double gradientNorm() {
        return run.gradientNorm;
    }

    /**
     * What is left to gain, (J(θ) − J*) / (J(θ) − J₀), as a share of the cost above the least that any score could have, J₀: 0 but for
     * Poisson. NaN unless {@link Convergence#remaining} asked, for custom losses,
     * for weight decay, of which J knows nothing, after a divergence and where the thread was interrupted. It may be infinite, where
     * nothing can be said.
     *
     * <p>Where a fit is perfect, no share of its cost can be reached: J(θ) − J₀ counts for 2⁻⁴⁰ of that of a constant at least.
     */
    public double remaining() {
        return run.remaining;
    }

    /**
     * Whether {@link #remaining} is a bound, up to roundings: a duality gap, for L2 and L1. If not, it is an estimate, half the Newton
     * decrement, by conjugate gradients: exact for squared loss, and near the optimum for all smooth ones. What is
     * smaller of the two is told.
     */
    public boolean remainingIsBound() {
        return run.isBound;
    }

    /** Whether {@link #remaining} is known, and at most 10⁻⁶. */
    public boolean converged() {
        return run.remaining <= CONVERGED;
    }

    /**
     * The mean loss at θ of the rows held out for {@link Validation}, the lowest of all epochs; NaN without them, if none was finite, and after a
     * divergence, whose θ is the last finite one instead of the best.
     */
    public double validationCost() {
        return run.validationCost;
    }

    /** Epochs done: as many rows each as X has. */
    public long epochs() {
        return run.epochs;
    }

    /** Steps that led to θ: its updates. */
    public long steps() {
        return run.steps;
    }

    /** Why the descent ended. */
    public Reason reason() {
        return run.reason;
    }

    /** Why the descent ended, in a sentence with the figures. */
    public String message() {
        return run.message;
    }

    /**
     * The cost at the start, then after each epoch. Batch descent: J. Stochastic and mini-batch descent: J at the start, then the mean
     * loss that the rows of the epoch had just before the step that used them, with the penalty at the end of the epoch. An epoch of a line search that took its step back repeats the
     * cost before. Beyond 2²⁰ entries every second one is left out, and so on.
     */
    public double[] costHistory() {
        return run.costHistory.toArray();
    }

    /** α of the last step, of a line search that of the first trial; {@link Epoch#learningRate} tells that of each epoch. */
    public double learningRate() {
        return run.learningRate;
    }

    /** {@code batch}, {@code stochastic} or {@code mini-batch}. */
    public String method() {
        return run.method;
    }

    /** The layout that the descent read. */
    public Layout layout() {
        return run.layout;
    }

    /** How the values were stored that the descent read. */
    public Storage storage() {
        return run.storage;
    }

    /** The plan that served, {@link Plan#STREAMING} or {@link Plan#GRAM}: of two, the last. */
    public Plan plan() {
        return run.plan.plan();
    }

    /** Why this plan, in a few words with the figures. */
    public String planReason() {
        return run.plan.reason();
    }

    /** What made the steps: of {@link Optimizer#auto} what it stood for. */
    public Optimizer optimizer() {
        return run.optimizer;
    }

    /** The kernel that ran. */
    public String kernel() {
        return run.kernel;
    }

    /** Threads that shared out the passes over all rows. */
    public int threads() {
        return run.threads;
    }

    /** What the features were scaled by, as the descent did it: over its rows, by their weights; empty if they were not. */
    public Optional<Standardization> standardization() {
        return Optional.ofNullable(run.standardization);
    }

    /** The parameters as a model. */
    public Model model() {
        return model;
    }

    boolean hasIntercept() {
        return run.hasIntercept;
    }

    /** Refuses another optimizer, whose state this one's is not. */
    void requireSame(Optimizer optimizer) {
        if (!optimizer.toString().equals(run.optimizer.toString())) {
            throw new IllegalArgumentException(
                    "the start is a fit of optimizer=" + run.optimizer + ", whose state is none of optimizer="
                            + optimizer + ": start at its model(), that is at θ and b alone");
        }
    }

    /**
     * Sets a descent to where this one ended, and its optimizer to the state that it had there; changes nothing if that is not known.
     *
     * @throws IllegalArgumentException if the units are others
     */
    void goOn(Parameters at, Update update, @Nullable Standardization standardization) {
        if (run.state != null) {
            Standardization.requireSame(run.standardization, standardization);
            update.goOn(at, run.state);
        }
    }

    @Override
    public String toString() {
        return "Fit[reason=" + reason() + " epochs=" + epochs() + " cost=" + cost() + " theta=" + theta + " intercept="
                + intercept() + "]";
    }
}
