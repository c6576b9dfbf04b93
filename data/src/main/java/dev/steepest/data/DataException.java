package dev.steepest.data;

import java.io.Serial;

/**
 * A file that cannot be read, written or understood. The message is one line for the user: which file, where in it, and
 * why.
 */
public final class DataException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** What makes a file readable that is refused as it is. */
    public enum Remedy {
        /** Nothing that is an option. */
        NONE,
        /** A row of CSV lacks a value: {@link ReadOptions#dropNull} leaves it out, unless the target is a file of its own. */
        DROP_NULL,
        /** A feature of CSV is text: {@link ReadOptions#oneHot} makes features of it. */
        ONE_HOT,
        /** A target of CSV is text: {@link ReadOptions#labels} takes it, for a loss of labels. */
        LABELS,
        /** A number of CSV has a decimal comma: {@link CsvOptions#decimal}. */
        DECIMAL,
        /** A text is none of a column's values that the features have: {@link ReadOptions#unseenZero} goes on. */
        UNSEEN
    }

    private final Remedy remedy;

    DataException(String message) {
        this(message, Remedy.NONE);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
        this.remedy = Remedy.NONE;
    }

    DataException(String message, Remedy remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** The option that helps. */
    public Remedy remedy() {
        return remedy;
    }
}
