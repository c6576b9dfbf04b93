package dev.steepest.kernel;

/**
 * How rows are cut into blocks: by their number and the features alone, never by threads, so that the order of every sum is a
 * function of the shape.
 *
 * <p>A block has at least {@value #MIN_ROWS} rows and {@value #MIN_VALUES} values (below that, zeroing and draining its sums would
 * show), and there are at most {@value #MAX_COUNT}, so that their sums need less than a hundredth of X's memory.
 *
 * @param rows rows in all
 * @param blockRows rows of each block but the last; a multiple of 64
 * @param count blocks
 */
public record Blocks(long rows, long blockRows, int count) {

    /** Blocks at most: more threads could not be used. */
    public static final int MAX_COUNT = 64;

    /** Additions on the longest way through the tree of {@value #MAX_COUNT} blocks. */
    static final int MAX_LEVELS = 6;

    static final int MIN_ROWS = 128;
    static final int MIN_VALUES = 131_072;

    /** The cut of {@code rows} rows of {@code features} features. */
    public static Blocks of(long rows, int features) {
        long wanted = Math.max(Math.ceilDiv(rows, MAX_COUNT), Math.max(MIN_ROWS, Math.ceilDiv(MIN_VALUES, features)));
        long blockRows = Math.ceilDiv(wanted, Samples.PANEL) * Samples.PANEL;
        return new Blocks(rows, blockRows, Math.toIntExact(Math.ceilDiv(rows, blockRows)));
    }

    /** No cut of so many rows, or of fewer, has more blocks. (Fewer rows can have more blocks than these: the last is shorter.) */
    static int mostOf(long rows) {
        return (int) Math.min(MAX_COUNT, Math.ceilDiv(rows, MIN_ROWS));
    }

    /** The first row of a block. */
    public long start(int block) {
        return block * blockRows;
    }

    /** The row after the last one of a block. */
    public long end(int block) {
        return Math.min(rows, start(block) + blockRows);
    }

    /**
     * Adds the sums of all blocks pairwise into the first: (b0 + b1) + (b2 + b3), and so on up the tree.
     *
     * @param sums {@code width} values for each block, one block after the other; modified
     */
    public void addPairwise(double[] sums, int width) {
        for (int step = 1; step < count; step *= 2) {
            for (int block = 0; block + step < count; block += 2 * step) {
                add(sums, block * width, (block + step) * width, width);
            }
        }
    }

    private static void add(double[] sums, int to, int from, int width) {
        for (int k = 0; k < width; k++) {
            sums[to + k] += sums[from + k];
        }
    }
}
