package dev.steepest.kernel;

/** x′ = fma(x, f, o), feature by feature, with f = 1 / scale and o = −mean · f: whoever reads X that has a scaling sees x′. */
public final class Scaling {

    private final double[] factors;
    private final double[] offsets;

    /**
     * @param means d values
     * @param scales d positive values
     */
    public Scaling(double[] means, double[] scales) {
        this.factors = new double[means.length];
        this.offsets = new double[means.length];
        for (int j = 0; j < means.length; j++) {
            factors[j] = 1 / scales[j];
            offsets[j] = -means[j] * factors[j];
        }
    }

    /** f of each feature; not to be modified. */
    public double[] factors() {
        return factors;
    }

    /** o of each feature; not to be modified. */
    public double[] offsets() {
        return offsets;
    }

    /** Scales {@code count} values from {@code at} on, which belong to features from {@code feature} on. */
    void row(double[] values, int at, int feature, int count) {
        for (int k = 0; k < count; k++) {
            values[at + k] = Math.fma(values[at + k], factors[feature + k], offsets[feature + k]);
        }
    }

    /** Scales {@code count} values from {@code at} on, all of one feature. */
    void column(double[] values, int at, int feature, int count) {
        double factor = factors[feature];
        double offset = offsets[feature];
        for (int k = at; k < at + count; k++) {
            values[k] = Math.fma(values[k], factor, offset);
        }
    }
}
