package dev.steepest.kernel;

import java.util.Arrays;

/** The row passes, scalar: a dot product has eight lanes, the gradient adds row after row. */
public final class ScalarRows implements RowPasses {

    private final RowShape shape;
    private final double[] theta;
    private final double[] sum;
    private final double[] values;
    private final RowReader reader;

    public ScalarRows(Samples x) {
        this.shape = new RowShape(x.features());
        this.theta = new double[shape.padded()];
        this.sum = new double[x.features()];
        this.values = new double[Math.max(Lanes.COUNT, x.features())];
        this.reader = new RowReader(x);
    }

    @Override
    public void theta(double[] theta) {
        shape.pad(theta, this.theta);
    }

    @Override
    public void readTheta(double[] theta) {
        shape.unpad(this.theta, theta, 0);
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int i = 0; i < count; i++) {
            z[i] = predict(row + i);
        }
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        for (int k = 0; k < count; k++) {
            z[k] = predict(list[from + k]);
        }
    }

    /** Nothing: a scalar step takes as long as memory. */
    @Override
    public void fetch(int[] list, int from, int count) {}

    @Override
    public double predict(long row) {
        reader.read(row, values);
        return Lanes.dot(values, theta, shape);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        for (int i = 0; i < count; i++) {
            accumulate(row + i, errors[i]);
        }
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        for (int k = 0; k < count; k++) {
            accumulate(list[from + k], errors[k]);
        }
    }

    private void accumulate(long row, double error) {
        reader.read(row, values);
        for (int j = 0; j < sum.length; j++) {
            sum[j] = Math.fma(values[j], error, sum[j]);
        }
    }

    @Override
    public double step(long row, double scale, long next) {
        reader.read(row, values);
        for (int j = 0; j < shape.whole(); j++) {
            theta[j] = Math.fma(values[j], scale, theta[j]);
        }
        for (int lane = shape.overlap(), j = shape.whole(); j < shape.features(); lane++, j++) {
            theta[shape.whole() + lane] = Math.fma(values[j], scale, theta[shape.whole() + lane]);
        }
        return predict(next);
    }

    @Override
    public void drain(double[] sums, int from) {
        System.arraycopy(sum, 0, sums, from, sum.length);
        Arrays.fill(sum, 0);
    }
}
