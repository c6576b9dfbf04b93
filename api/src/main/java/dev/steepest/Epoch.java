package dev.steepest;

/**
 * An epoch as an {@link Observer} is told of it. There is one of these for each fit, which every epoch overwrites: keep what it says, not
 * itself.
 */
public final class Epoch {

    long number;
    double cost;
    double gradientNorm;
    double learningRate;
    double validationCost = Double.NaN;

    Epoch() {}

    /** Epochs done; 0 before the first. */
    public long number() {
        return number;
    }

    /** J as {@link Fit#costHistory} records it. */
    public double cost() {
        return cost;
    }

    /** ‖∇J‖ at the same θ, NaN where it was not computed (stochastic and mini-batch descent that does not test it). */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** α of the epoch's last step; before the first epoch, of its first step. */
    public double learningRate() {
        return learningRate;
    }

    /** The mean loss of the rows held out for {@link Validation} at the epoch's last θ; NaN without them. */
    public double validationCost() {
        return validationCost;
    }

    @Override
    public String toString() {
        return "Epoch[number=" + number + " cost=" + cost + " gradientNorm=" + gradientNorm + " learningRate="
                + learningRate + " validationCost=" + validationCost + "]";
    }
}
