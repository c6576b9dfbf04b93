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

    void save(String name, State state) {
        parameters.save(name, state);
        state.put(name + ".steps", steps);
        state.put(name + ".cost", cost);
        state.put(name + ".gradientNorm", gradientNorm);
    }

    void restore(String name, State state) {
        parameters.restore(name, state);
        steps = state.number(name + ".steps");
        cost = state.value(name + ".cost");
        gradientNorm = state.value(name + ".gradientNorm");
    }
}
