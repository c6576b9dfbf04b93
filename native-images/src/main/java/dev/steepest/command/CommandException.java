package dev.steepest.command;

import java.io.Serial;

/** Something that the user can put right. The message is one line that says what. */
final class CommandException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
