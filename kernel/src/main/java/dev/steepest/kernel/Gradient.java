package dev.steepest.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Cost and gradient of a linear model over all rows of X, or over a list of them, in one pass over memory:
 *
 * <pre>
 * J(θ, b) = (1/W) Σ wᵢ ℓ(xᵢ·θ + oᵢ + b, yᵢ)      ∇J = (1/W) Xᵀe      ∂J/∂b = (1/W) Σ eᵢ      eᵢ = wᵢ ∂ℓ/∂z
 * </pre>
 *
 * <p>W is Σ wᵢ over all rows, and of a list of n rows n W/m, so that its expectation is that of all rows. Without weights every wᵢ is 1,
 * without offsets every oᵢ 0.
 *
 * <p>Tiles are added up in blocks, and blocks pairwise. All memory is taken by the constructor: an evaluation allocates nothing.
 * One instance serves one caller at a time.
 */
public final class Gradient {

    private final Samples x;
    private final int @Nullable [] rows;
    private final Team team;
    private final Team.Task addBlock = this::addBlock;
    private final BlockSum[] blockSums;
    private final Blocks blocks;
    private Blocks listBlocks;
    private Blocks otherListBlocks;
    private final double totalWeight;
    private final int width;
    private final double[] sums;
    private final double[] gradient;
    private double intercept;
    private volatile boolean interrupted;
    private double interceptGradient;
    private double cost;

    /** On the caller's thread alone. */
    public Gradient(Kernel kernel, Samples x, @Nullable MemorySegment targets, Errors errors) {
        this(kernel, x, targets, null, null, errors, new Team(1));
    }

    /**
     * @param targets y, m float64 values; null for y = 0, and then o = 0 as well: what is asked for are products with X alone
     * @param rows numbers of the rows that are "all", e.g. in ascending order, for order ROWS; null for 0 to m − 1
     * @param weights w, m float64 values whose sum is positive; null for w = 1
     * @param team who shares out the blocks of an evaluation over all rows; may be used for other tasks between evaluations
     */
    public Gradient(
            Kernel kernel,
            Samples x,
            @Nullable MemorySegment targets,
            int @Nullable [] rows,
            @Nullable MemorySegment weights,
            Errors errors,
            Team team) {
        this.x = x;
        this.rows = rows;
        this.team = team;
        this.blockSums = new BlockSum[team.size()];
        for (int member = 0; member < blockSums.length; member++) {
            blockSums[member] = new BlockSum(x, targets, weights, errors, kernel.errorSums(), kernel.passes(x));
        }
        this.blocks = Blocks.of(rows == null ? x.rows() : rows.length, x.features());
        this.totalWeight = weights == null ? blocks.rows() : Preparation.total(weights, x.rows(), rows);
        this.width = BlockSum.width(x.features());
        this.listBlocks = blocks;
        this.otherListBlocks = blocks;
        this.sums = new double[Math.multiplyExact(Blocks.mostOf(blocks.rows()), width)];
        this.gradient = new double[x.features()];
    }

    /**
     * Evaluates cost and gradient at θ and b over all rows.
     *
     * @return false if the thread was interrupted before the last block: cost and gradient are then as they were
     */
    public boolean evaluate(double[] theta, double intercept) {
        for (BlockSum blockSum : blockSums) {
            blockSum.theta(theta);
        }
        this.intercept = intercept;
        interrupted = false;
        team.run(addBlock, blocks.count());
        if (interrupted) {
            return false;
        }
        finish(blocks, totalWeight);
        return true;
    }

    private void addBlock(int block, int member) {
        if (member == 0 && Thread.currentThread().isInterrupted()) {
            interrupted = true;
        }
        if (interrupted) {
            return;
        }
        BlockSum blockSum = blockSums[member];
        if (rows == null) {
            blockSum.add(blocks.start(block), blocks.end(block), intercept);
        } else {
            blockSum.add(rows, (int) blocks.start(block), (int) blocks.end(block), intercept);
        }
        blockSum.drain(sums, block * width);
    }

    /** Evaluates cost and gradient at θ and b over the {@code count} rows of the list from index {@code from}; where X is not in order ROWS, they are whole panels. */
    public void evaluate(double[] theta, double intercept, int[] list, int from, int count) {
        BlockSum blockSum = blockSums[0];
        blockSum.theta(theta);
        Blocks cut = blocksOfList(count);
        for (int block = 0; block < cut.count(); block++) {
            blockSum.add(list, from + (int) cut.start(block), from + (int) cut.end(block), intercept);
            blockSum.drain(sums, block * width);
        }
        finish(cut, count * meanWeight());
    }

    /** The cut of a list; those of the last two lengths are kept, as an epoch has no more: whole batches and a short last one. */
    private Blocks blocksOfList(int rows) {
        if (rows != listBlocks.rows()) {
            Blocks cut = rows == otherListBlocks.rows() ? otherListBlocks : Blocks.of(rows, x.features());
            otherListBlocks = listBlocks;
            listBlocks = cut;
        }
        return listBlocks;
    }

    private void finish(Blocks cut, double weight) {
        cut.addPairwise(sums, width);
        int features = gradient.length;
        for (int j = 0; j < features; j++) {
            gradient[j] = sums[j] / weight;
        }
        interceptGradient = sums[features] / weight;
        cost = sums[features + 1] / weight;
    }

    /** W/m; exactly 1 without weights. */
    public double meanWeight() {
        return totalWeight / blocks.rows();
    }

    /** J at the last evaluation. */
    public double cost() {
        return cost;
    }

    /** ∇J at the last evaluation; d values, which the caller may change and the next one overwrites. */
    public double[] values() {
        return gradient;
    }

    /** ∂J/∂b at the last evaluation. */
    public double interceptGradient() {
        return interceptGradient;
    }
}
