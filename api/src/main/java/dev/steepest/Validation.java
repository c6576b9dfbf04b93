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
     * A part of the rows of X, chosen at random by the seed: round(fraction · m), but at least one, and not all. For X in {@link Layout#ROWS}: neither part is copied, both are read in
     * place by ascending lists of row numbers, 4 bytes a row. The descent is that of the other rows: its cost, epochs, automatic
     * rate and standardisation know nothing of those held out.
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
     * @param x with no more rows than an int counts
     */
    public final Optional<int[]> trainingRows(Matrix x) {
        return Optional.ofNullable(parts(x)).map(parts -> parts.training);
    }

    /**
     * Numbers of the rows of X that a split holds out, ascending; none where it is not X that is split.
     *
     * @param x with no more rows than an int counts
     */
    public final Optional<int[]> heldOutRows(Matrix x) {
        return Optional.ofNullable(parts(x)).map(parts -> parts.heldOut);
    }

    /** Refuses data that it cannot be made of. */
    abstract void check(Settings settings, Matrix x);

    /** The parts of X; null where the rows held out are others. */
    abstract @Nullable Parts parts(Matrix x);

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
        Parts parts(Matrix of) {
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
            int left = (int) x.rows() - heldOut(x);
            if (settings.batchSize > left) {
                throw new IllegalArgumentException("batchSize=" + settings.batchSize
                        + " exceeds the rows that a validation split leaves, rows=" + left);
            }
        }

        private int heldOut(Matrix x) {
            return (int) Math.clamp(Math.round(fraction * x.rows()), 1, x.rows() - 1);
        }

        @Override
        Parts parts(Matrix x) {
            int rows = (int) x.rows();
            int heldOut = heldOut(x);
            int[] shuffled = new RowOrder(Sampling.SHUFFLED, rows, seed).next();
            int[] training = Arrays.copyOfRange(shuffled, heldOut, rows);
            int[] others = Arrays.copyOf(shuffled, heldOut);
            Arrays.sort(training);
            Arrays.sort(others);
            return new Parts(training, others);
        }

        @Override
        public String toString() {
            return "fraction=" + fraction + ",seed=" + seed + ",patience=" + patience();
        }
    }
}
