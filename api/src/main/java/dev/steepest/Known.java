package dev.steepest;

/** Parameters, the steps that led to them, and what they cost over all rows of the descent: NaN where nobody has reckoned it. */
final class Known {

    final Parameters parameters;
    long steps;
    double cost = Double.NaN;
    double gradientNorm = Double.NaN;

    Known(int features) {
        this.parameters = new Parameters(features);
    }

    void set(Parameters at, long steps, double cost, double gradientNorm) {
        parameters.set(at);
        this.steps = steps;
        this.cost = cost;
        this.gradientNorm = gradientNorm;
    }

    void set(Known other) {
        set(other.parameters, other.steps, other.cost, other.gradientNorm);
    }
}
