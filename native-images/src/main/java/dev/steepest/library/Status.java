package dev.steepest.library;

import dev.steepest.Fit;
import dev.steepest.Reason;
import dev.steepest.data.DataException;

/** The numbers of {@code steepest.h}. */
final class Status {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int DIVERGED = 3;

    private Status() {}

    static int of(Fit fit) {
        return fit.reason() == Reason.DIVERGED ? DIVERGED : OK;
    }

    static int of(Throwable e) {
        return isRefusal(e) ? REFUSED : FAILED;
    }

    /** What the API throws for bad input. */
    private static boolean isRefusal(Throwable e) {
        return e instanceof IllegalArgumentException
                || e instanceof IllegalStateException
                || e instanceof DataException;
    }

    static String explain(Throwable e) {
        if (isRefusal(e)) {
            return String.valueOf(e.getMessage());
        }
        return (e instanceof OutOfMemoryError ? "not enough memory: " : "unexpected: ") + e;
    }

    static int reason(Reason reason) {
        return reason == Reason.MAX_EPOCHS ? 0 : 1;
    }
}
