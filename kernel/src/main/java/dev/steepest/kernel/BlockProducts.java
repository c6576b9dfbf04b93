package dev.steepest.kernel;

import org.jspecify.annotations.Nullable;

/** The products of one block of rows, tile by tile. Holds the scratch memory of one thread. */
final class BlockProducts {

    private final Products products;
    private final Samples x;
    private final int @Nullable [] list;
    private final boolean ones;
    private final GramTile tile;

    BlockProducts(Products products, Samples x, int @Nullable [] list, boolean ones) {
        this.products = products;
        this.x = x;
        this.list = list;
        this.ones = ones;
        this.tile = new GramTile(x.features());
    }

    /** Sums of a block. */
    static int width(int features) {
        return Products.start(Math.ceilDiv(features, Lanes.COUNT));
    }

    /** Adds the rows from {@code start}, a multiple of 64, to before {@code end}. */
    void add(long start, long end, double[] sums) {
        for (long row = start; row < end; row += GramTile.SIZE) {
            tile.load(x, list, row, end);
            products.add(tile, ones, sums);
        }
    }
}
