package dev.steepest.data;

import java.io.Serial;

/**
 * A file that cannot be read, written or understood. The message is one line for the user: which file, where in it, and
 * why.
 */
public final class DataException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    DataException(String message) {
        super(message);
    }

    DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
