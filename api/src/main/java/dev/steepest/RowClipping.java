package dev.steepest;

import dev.steepest.kernel.RowReader;
import dev.steepest.kernel.Samples;

/** {@link Clipping} of a single row's gradient e·(x, 1), whose norm is |e|·‖(x, 1)‖: its error is what is scaled. */
final class RowClipping {

    private final Clipping clipping;
    private final RowReader rows;
    private final double ofIntercept;
    private final double[] row;

    RowClipping(Settings settings, Samples x) {
        this.clipping = settings.clipping;
        this.rows = new RowReader(x);
        this.ofIntercept = settings.intercept ? 1 : 0;
        this.row = new double[x.features()];
    }

    double clip(double error, int number) {
        if (clipping.isNone()) {
            return error;
        }
        rows.read(number, row);
        return clipping.clip(error, row, ofIntercept);
    }
}
