package dev.steepest.kernel;

import java.util.Arrays;

/**
 * The panel passes, scalar, for PANELS and COLUMNS: z of each row is a chain over the features, and row i of a block is added to lane i mod 8 of each
 * feature.
 */
final class ScalarPanels implements Passes {

    private final Samples x;
    private final Panels panels;
    private final double[] theta;
    private final double[] lanes;
    private final double[] column = new double[Samples.PANEL];
    private final StoredValues values = new StoredValues();

    ScalarPanels(Samples x) {
        this.x = x;
        this.panels = new Panels(x);
        this.theta = new double[x.features()];
        this.lanes = new double[Math.multiplyExact(x.features(), Lanes.COUNT)];
    }

    @Override
    public void theta(double[] theta) {
        System.arraycopy(theta, 0, this.theta, 0, x.features());
    }

    @Override
    public void predict(long row, int count, double[] z) {
        for (int tile = 0; tile < count; tile += Samples.PANEL) {
            Arrays.fill(z, tile, tile + Samples.PANEL, 0);
            for (int j = 0; j < x.features(); j++) {
                read(row + tile, j);
                for (int i = 0; i < Samples.PANEL; i++) {
                    z[tile + i] = Math.fma(column[i], theta[j], z[tile + i]);
                }
            }
        }
    }

    @Override
    public void accumulate(long row, int count, double[] errors) {
        for (int tile = 0; tile < count; tile += Samples.PANEL) {
            for (int j = 0; j < x.features(); j++) {
                read(row + tile, j);
                for (int i = 0; i < Samples.PANEL; i++) {
                    int lane = j * Lanes.COUNT + i % Lanes.COUNT;
                    lanes[lane] = Math.fma(column[i], errors[tile + i], lanes[lane]);
                }
            }
        }
    }

    @Override
    public void drain(double[] sums, int from) {
        for (int j = 0; j < x.features(); j++) {
            sums[from + j] = Lanes.sum(lanes, j * Lanes.COUNT);
        }
        Arrays.fill(lanes, 0);
    }

    private void read(long row, int feature) {
        Samples holder = panels.holder(row);
        values.read(holder.storage(), holder.segment(), panels.offset(row, feature), column, 0, Samples.PANEL);
        if (holder.scaling() != null) {
            holder.scaling().column(column, 0, feature, Samples.PANEL);
        }
    }
}
