package dev.steepest.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The second derivative of J for squared loss, H = (2/m) XᵀX, bordered by (2/m) Xᵀ1 and 2 for an intercept: all that batch descent needs to
 * know how the gradient changes with θ.
 *
 * <p>G = XᵀX is made in one pass over X, the part above the diagonal, which is then mirrored. Rows are cut into {@link Blocks}; inside a block
 * every entry is one chain of FMAs in the order of the rows; the blocks are added pairwise. So all layouts give the same bits.
 *
 * <p>Immutable once made.
 */
public final class Gram {

    /** The most features: G and the sums it is made of have to be arrays of Java, and there may be eight of these. */
    public static final int MAX_FEATURES = 8192;

    /** The smallest positive number: what underflow can add to the error of one FMA. */
    private static final double UNDERFLOW = Double.MIN_VALUE;

    private final double rows;
    private final int features;
    private final boolean intercept;
    private final long roundings;

    /** G, row after row. */
    private final double[] products;

    /** Xᵀ1, zero without an intercept. */
    private final double[] sums;

    private Gram(Blocks blocks, int features, boolean intercept, double[] packed) {
        this.rows = blocks.rows();
        this.features = features;
        this.intercept = intercept;
        this.roundings = Math.min(blocks.rows(), blocks.blockRows()) + Blocks.MAX_LEVELS;
        this.products = new double[Math.multiplyExact(features, features)];
        this.sums = new double[features];
        for (int k = 0; k < features; k++) {
            unpack(packed, k);
        }
    }

    /**
     * Makes G.
     *
     * @param rows numbers of the rows to take, for order ROWS; null for all
     * @param intercept whether Xᵀ1 is wanted
     * @param team who shares out the blocks
     * @return null if the thread was interrupted before the last block
     */
    public static @Nullable Gram of(Kernel kernel, Samples x, int @Nullable [] rows, boolean intercept, Team team) {
        Blocks blocks = Blocks.of(rows == null ? x.rows() : rows.length, x.features());
        BlockProducts[] members = new BlockProducts[team.size()];
        Arrays.setAll(members, member -> new BlockProducts(kernel.products(), x, rows, intercept));
        double[][] sums = new double[members.length][];
        PairwiseSum sum = new PairwiseSum(BlockProducts.width(x.features()));
        // as many blocks at a time as there are members, so that they can be joined in their order
        for (int block = 0; block < blocks.count(); block += members.length) {
            if (Thread.currentThread().isInterrupted()) {
                return null;
            }
            int first = block;
            int count = Math.min(members.length, blocks.count() - first);
            for (int k = 0; k < count; k++) {
                sums[k] = sum.take();
            }
            team.run(
                    (k, member) -> members[member].add(blocks.start(first + k), blocks.end(first + k), sums[k]), count);
            for (int k = 0; k < count; k++) {
                sum.add(sums[k]);
            }
        }
        return new Gram(blocks, x.features(), intercept, sum.total());
    }

    /** Feature k of the packed sums, to both sides of the diagonal. */
    private void unpack(double[] packed, int k) {
        int column = k / Lanes.COUNT;
        int start = Products.start(column) + k % Lanes.COUNT;
        for (int j = 0; j <= k; j++) {
            double product = packed[start + Products.row(j)];
            products[j * features + k] = product;
            products[k * features + j] = product;
        }
        sums[k] = packed[start + Products.row(Products.features(column))];
    }

    /**
     * The product of H with (v, b): to = (2/m) (Gv + Xᵀ1 b). Entry k is a chain over the features in their order, then the intercept.
     *
     * @param to d values; overwritten
     * @return the intercept's entry, (2/m) (1ᵀXv + m b); 0 without an intercept
     */
    public double multiply(double[] v, double b, double[] to) {
        for (int k = 0; k < features; k++) {
            to[k] = 0;
        }
        int whole = features & -4;
        for (int j = 0; j < whole; j += 4) {
            axpy(products, j * features, features, v[j], v[j + 1], v[j + 2], v[j + 3], to);
        }
        for (int j = whole; j < features; j++) {
            axpy(products, j * features, v[j], to);
        }
        if (intercept) {
            axpy(sums, 0, b, to);
        }
        for (int k = 0; k < features; k++) {
            to[k] = 2 * to[k] / rows;
        }
        return intercept ? 2 * border(v, b) / rows : 0;
    }

    private double border(double[] v, double b) {
        double sum = 0;
        for (int j = 0; j < features; j++) {
            sum = Math.fma(sums[j], v[j], sum);
        }
        return Math.fma(rows, b, sum);
    }

    /** Four rows at once: to is read and written a quarter as often, and every chain keeps its order. */
    private static void axpy(double[] g, int from, int width, double v0, double v1, double v2, double v3, double[] to) {
        int from1 = from + width;
        int from2 = from1 + width;
        int from3 = from2 + width;
        for (int k = 0; k < width; k++) {
            double sum = Math.fma(g[from + k], v0, to[k]);
            sum = Math.fma(g[from1 + k], v1, sum);
            sum = Math.fma(g[from2 + k], v2, sum);
            to[k] = Math.fma(g[from3 + k], v3, sum);
        }
    }

    private static void axpy(double[] g, int from, double v, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] = Math.fma(g[from + k], v, to[k]);
        }
    }

    /** (XᵀX)jk. */
    public double product(int j, int k) {
        return products[j * features + k];
    }

    /** Σᵢ xᵢj; 0 without an intercept. */
    public double sum(int feature) {
        return sums[feature];
    }

    /** Whether no entry is NaN or infinite. */
    public boolean isFinite() {
        // an entry is at most the larger of two of the diagonal; NaN and infinity are in the diagonal, too
        return Double.isFinite(trace());
    }

    /** ‖X‖² (of all values), with the intercept's ones: no eigenvalue of XᵀX is larger. */
    private double trace() {
        double trace = intercept ? rows : 0;
        for (int j = 0; j < features; j++) {
            trace += products[j * features + j];
        }
        return trace;
    }

    /**
     * A bound β on the rounding errors: the computed product is within β‖v‖ of that with the exact H, whatever v.
     *
     * <pre>
     * G     n roundings on the longest way of a product:       |Ĝ − G| ≤ γₙ |X|ᵀ|X| + n·2⁻¹⁰⁷⁴
     * Gv    a chain of d + 1, then times 2/m; v itself rounded:  |fl(Ĝv) − Gv| ≤ γ_{n+d+3} |X|ᵀ|X||v| + …
     * norm  |X|ᵀ|X| is positive semidefinite, so ‖ |X|ᵀ|X| ‖ ≤ its trace, ‖X‖²
     * </pre>
     *
     * <p>The trace is computed, too: what it lacks is of second order and covered by one rounding more for every n · u &lt; 1/n.
     */
    public double errorBound() {
        double n = roundings + features + 5;
        double gamma = n * 0x1p-53 / (1 - n * 0x1p-53);
        return 2 / rows * (gamma * trace() + n * (features + 1.0) * UNDERFLOW);
    }
}
