package dev.steepest.data;

import java.io.Serial;

/**
 * A file that cannot be read, written or understood. The message is one line for the user: which file, where in it, and
 * why.
 */
public final class DataException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean missingValue;

    DataException(String message) {
        super(message);
        this.missingValue = false;
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
        this.missingValue = false;
    }

    private DataException(String message, boolean missingValue) {
        super(message);
        this.missingValue = missingValue;
    }

    static DataException ofMissingValue(String message) {
        return new DataException(message, true);
    }

    /** Whether a row of CSV lacks a value: {@link ReadOptions#dropNull} would leave it out, unless the target is a file of its own. */
    public boolean isMissingValue() {
        return missingValue;
    }
}
