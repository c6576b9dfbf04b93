package dev.steepest.kernel;

import java.util.Arrays;

/**
 * The row passes, scalar: a dot product has eight lanes, the gradient adds row after row. Rows are copied to the heap by tiles: a copy of one
 * row of few features takes longer than its passes.
 */
public final class ScalarRows implements RowPasses {

    private final RowShape shape;
    private final double[] theta;
    private final double[] sum;
    private final RowReader reader;

    /** The rows of the last prediction, one after the other. */
    private final double[] values;

    public ScalarRows(Samples x) {
        this.shape = new RowShape(x.features());
        this.theta = new double[shape.padded()];
        this.sum = new double[x.features()];
        this.reader = new RowReader(x);
        this.values = new double[Math.multiplyExact(x.mostTileRows(), x.features())];
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
        reader.read(row, count, values, 0);
        predict(count, z);
    }

    @Override
    public void predict(int[] list, int from, int count, double[] z) {
        for (int k = 0; k < count; k++) {
            reader.read(list[from + k], 1, values, k * shape.features());
        }
        predict(count, z);
    }

    private void predict(int count, double[] z) {
        for (int i = 0; i < count; i++) {
            z[i] = Lanes.dot(values, i * shape.features(), theta, shape);
        }
    }

    /** Nothing: a scalar step takes as long as memory. */
    @Override
    public void fetch(int[] list, int from, int count) {}

    @Override
    public double predict(long row) {
        reader.read(row, values);
        return Lanes.dot(values, 0, theta, shape);
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        accumulate(count, errors);
    }

    @Override
    public void accumulate(int[] list, int from, int count, double[] errors) {
        accumulate(count, errors);
    }

    /** Four rows at a time: a sum that waits for memory after each row takes twice as long. */
    private void accumulate(int count, double[] errors) {
        int fours = count & -4;
        for (int i = 0; i < fours; i += 4) {
            accumulate4(values, i * sum.length, errors, i, sum);
        }
        for (int i = fours; i < count; i++) {
            accumulate1(values, i * sum.length, errors[i], sum);
        }
    }

    private static void accumulate4(double[] values, int row, double[] errors, int at, double[] sum) {
        double e0 = errors[at];
        double e1 = errors[at + 1];
        double e2 = errors[at + 2];
        double e3 = errors[at + 3];
        int row1 = row + sum.length;
        int row2 = row1 + sum.length;
        int row3 = row2 + sum.length;
        for (int j = 0; j < sum.length; j++) {
            double s = Math.fma(values[row1 + j], e1, Math.fma(values[row + j], e0, sum[j]));
            sum[j] = Math.fma(values[row3 + j], e3, Math.fma(values[row2 + j], e2, s));
        }
    }

    private static void accumulate1(double[] values, int row, double error, double[] sum) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] = Math.fma(values[row + j], error, sum[j]);
        }
    }

    @Override
    public double step(long row, double scale, long next) {
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
