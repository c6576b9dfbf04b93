package dev.steepest.kernel;

/** The products of a tile, scalar. */
final class ScalarProducts implements Products {

    @Override
    public void add(GramTile tile, boolean ones, double[] sums) {
        for (int column = 0; column < tile.columns(); column++) {
            int start = Products.start(column);
            int features = Products.features(column);
            for (int j = 0; j < features; j++) {
                add(tile, j, column * Lanes.COUNT, sums, start + Products.row(j));
            }
            if (ones) {
                add(tile, tile.columns() * Lanes.COUNT, column * Lanes.COUNT, sums, start + Products.row(features));
            }
        }
    }

    /** Feature j with the eight features from k. */
    private static void add(GramTile tile, int j, int k, double[] sums, int at) {
        double[] values = tile.values();
        int end = tile.rows() * tile.stride();
        for (int row = 0; row < end; row += tile.stride()) {
            double factor = values[row + j];
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                sums[at + lane] = Math.fma(factor, values[row + k + lane], sums[at + lane]);
            }
        }
    }
}
