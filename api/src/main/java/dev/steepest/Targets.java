package dev.steepest;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;

/** The targets that a loss is made for. */
enum Targets {
    /** NaN and infinities as well: they propagate. */
    ANY(""),
    LABELS(": labels are -1 and 1, or 0 and 1"),
    NOT_NEGATIVE(": it must be finite and not negative");

    private static final int CHUNK = 512;

    private final String rule;

    Targets(String rule) {
        this.rule = rule;
    }

    boolean contain(double target) {
        return switch (this) {
            case ANY -> true;
            case LABELS -> target == 1 || target == 0 || target == -1;
            case NOT_NEGATIVE -> target >= 0 && target <= Double.MAX_VALUE;
        };
    }

    String refusal(Loss loss) {
        return " is no target of loss=" + loss + rule;
    }

    /** Refuses the first target that is not one of these, or a label of the other pair. */
    void check(Loss loss, Vector y) {
        if (this == ANY) {
            return;
        }
        double[] chunk = new double[CHUNK];
        double negative = Double.NaN;
        for (long row = 0; row < y.length(); row += CHUNK) {
            int count = (int) Math.min(CHUNK, y.length() - row);
            MemorySegment.copy(y.segment(), JAVA_DOUBLE, row * Double.BYTES, chunk, 0, count);
            for (int i = 0; i < count; i++) {
                if (!contain(chunk[i]) || isOther(chunk[i], negative)) {
                    String before = contain(chunk[i]) ? ", which had y=" + negative + " before" : "";
                    throw new IllegalArgumentException(
                            "y=" + chunk[i] + " at row=" + (row + i) + refusal(loss) + before);
                }
                negative = chunk[i] > 0 ? negative : chunk[i];
            }
        }
    }

    /** −1 where 0 was the negative label, or 0 where −1 was. */
    private boolean isOther(double target, double negative) {
        return this == LABELS && target <= 0 && !Double.isNaN(negative) && target != negative;
    }
}
