package dev.steepest;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are not descended on but tell, after every epoch, how θ does on rows it has not seen: the mean of their losses. The descent ends when so many
 * epochs in a row, the patience, have brought no lower one, and whatever ends it (but a divergence), the θ returned is the one of the lowest. Prechelt: Early stopping,
 * but when?, 1998. An epoch costs a pass over these rows more. Immutable.
 */
public abstract sealed class Validation {

    private final long patience;

    private Validation(long patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience=" + patience + " must be at least 1");
        }
        this.patience = patience;
    }

    /**
     * Other rows than those of the fit, in the same units, in any layout. They are read in place and must live as long as the fits that use them.
     *
     * @param x d features, as those of the fit
     * @param y a target for each row
     * @throws IllegalArgumentException if rows and targets disagree, or the patience is less than 1
     */
    public static Validation on(Matrix x, Vector y, long patience) {
        if (x.rows() != y.length()) {
            throw new IllegalArgumentException(
                    "validation X has rows=" + x.rows() + ", validation y has length=" + y.length());
        }
        return new On(x, y, patience);
    }

    /**
     * A part of the rows of X, chosen at random by the seed: h = round(fraction · m), but at least one, and not all. For X in {@link Layout#ROWS}: neither part is copied, both are read in
     * place by ascending lists of row numbers, 4 bytes a row. The descent is that of the other rows: its cost, epochs, automatic
     * rate and standardisation know nothing of those held out.
     *
     * <p>For a {@linkplain Loss#hasLabels loss of labels} the split is stratified: of the rarer label, which m′ rows have, the whole number of rows is
     * held out that is nearest to h · m′/m, of two equally near the smaller one; the others of the h have the other label. So shares differ
     * from that of the whole by half a row at most, and a single row of its label is descended on where h is no more than half of m. It
     * is rows that count, not their weights. Of each label, the first in the shuffled order are held out; where all rows have the same
     * label, these are the rows that any other loss would hold out.
     *
     * @throws IllegalArgumentException if the fraction is not between 0 and 1, or the patience is less than 1
     */
    public static Validation split(double fraction, long seed, long patience) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "fraction=" + fraction + " of rows for validation must be above 0 and below 1");
        }
        return new Split(fraction, seed, patience);
    }

    final long patience() {
        return patience;
    }

    /**
     * Numbers of the rows of X that a split leaves to descend on, ascending; none where it is not X that is split.
     *
     * @param loss of the descent
     * @param y a target for each row of X, from 2 to 2³¹ − 1 of them
     */
    public final Optional<int[]> trainingRows(Loss loss, Vector y) {
        return Optional.ofNullable(parts(loss, y)).map(parts -> parts.training);
    }

    /**
     * Numbers of the rows of X that a split holds out, ascending; none where it is not X that is split.
     *
     * @param loss of the descent
     * @param y a target for each row of X, from 2 to 2³¹ − 1 of them
     */
    public final Optional<int[]> heldOutRows(Loss loss, Vector y) {
        return Optional.ofNullable(parts(loss, y)).map(parts -> parts.heldOut);
    }

    /** Refuses data that it cannot be made of. */
    abstract void check(Settings settings, Matrix x);

    /** The parts of X; null where the rows held out are others. */
    abstract @Nullable Parts parts(Loss loss, Vector y);

    /** Which rows to descend on, and which are held out, both ascending. */
    static final class Parts {
        final int[] training;
        final int[] heldOut;

        private Parts(int[] training, int[] heldOut) {
            this.training = training;
            this.heldOut = heldOut;
        }
    }

    static final class On extends Validation {
        final Matrix x;
        final Vector y;

        private On(Matrix x, Vector y, long patience) {
            super(patience);
            this.x = x;
            this.y = y;
        }

        @Override
        void check(Settings settings, Matrix of) {
            if (x.features() != of.features()) {
                throw new IllegalArgumentException(
                        "validation X has features=" + x.features() + ", X has features=" + of.features());
            }
            settings.checkReadable("validation X", x.segment());
            settings.checkReadable("validation y", y.segment());
        }

        @Override
        @Nullable
        Parts parts(Loss loss, Vector of) {
            return null;
        }

        @Override
        public String toString() {
            return "rows=" + x.rows() + ",patience=" + patience();
        }
    }

    static final class Split extends Validation {
        private final double fraction;
        private final long seed;

        private Split(double fraction, long seed, long patience) {
            super(patience);
            this.fraction = fraction;
            this.seed = seed;
        }

        @Override
        void check(Settings settings, Matrix x) {
            if (x.layout() != Layout.ROWS) {
                throw new IllegalArgumentException("a validation split needs X in layout=" + Layout.ROWS
                        + ", this one is in layout=" + x.layout() + ": copy it, or give a validation set");
            }
            if (x.rows() < 2 || x.rows() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a validation split takes from 2 to " + Integer.MAX_VALUE + " rows, X has rows=" + x.rows());
            }
            int left = (int) x.rows() - heldOut(x.rows());
            if (settings.batchSize > left) {
                throw new IllegalArgumentException("batchSize=" + settings.batchSize
                        + " exceeds the rows that a validation split leaves, rows=" + left);
            }
        }

        private int heldOut(long rows) {
            return (int) Math.clamp(Math.round(fraction * rows), 1, rows - 1);
        }

        @Override
        Parts parts(Loss loss, Vector y) {
            int rows = (int) y.length();
            int heldOut = heldOut(rows);
            int[] left = heldOutOfEach(loss, y, heldOut);
            int[] training = new int[rows - heldOut];
            int[] others = new int[heldOut];
            int row = 0;
            int other = 0;
            for (int next : new RowOrder(Sampling.SHUFFLED, rows, seed).next()) {
                if (left[stratum(loss, y, next)]-- > 0) {
                    others[other++] = next;
                } else {
                    training[row++] = next;
                }
            }
            Arrays.sort(training);
            Arrays.sort(others);
            return new Parts(training, others);
        }

        /** 1 for positive labels, 0 for all other targets. */
        private static int stratum(Loss loss, Vector y, long row) {
            return loss.hasLabels() && y.get(row) > 0 ? 1 : 0;
        }

        /** How many rows of each stratum are held out: of the rarer one its share, rounded, halves down; of the other the rest. */
        private static int[] heldOutOfEach(Loss loss, Vector y, int heldOut) {
            long rows = y.length();
            long positive = 0;
            for (long row = 0; loss.hasLabels() && row < rows; row++) {
                positive += stratum(loss, y, row);
            }
            long rarer = Math.min(positive, rows - positive);
            int ofRarer = (int) ((2L * heldOut * rarer + rows - 1) / (2 * rows));
            int rest = heldOut - ofRarer;
            return rarer == positive ? new int[] {rest, ofRarer} : new int[] {ofRarer, rest};
        }

        @Override
        public String toString() {
            return "fraction=" + fraction + ",seed=" + seed + ",patience=" + patience();
        }
    }
}
