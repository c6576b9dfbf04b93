package dev.steepest.data;

import dev.steepest.Matrix;

/** Rows that are in memory already, all at once. */
final class MatrixFeatures implements Features {

    private final Matrix all;
    private boolean done;

    MatrixFeatures(Matrix all) {
        this.all = all;
    }

    @Override
    public boolean next() {
        boolean first = !done;
        done = true;
        return first;
    }

    @Override
    public Matrix x() {
        return all;
    }

    @Override
    public Findings findings() {
        return Findings.NONE;
    }

    @Override
    public void close() {}
}
