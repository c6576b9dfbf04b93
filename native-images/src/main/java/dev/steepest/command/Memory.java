package dev.steepest.command;

import dev.steepest.Matrix;

/** What to say when memory runs out. */
final class Memory {

    private static final String MORE_HEAP = "give Java more with STEEPEST_JAVA_OPTS=-Xmx4g, for example";
    private static final String LESS_DATA = "use fewer rows, or a machine with more memory";

    private Memory() {}

    /** The values of X lie outside of Java's heap, where no option but the machine sets the limit. */
    static String explain(OutOfMemoryError e) {
        String reason = String.valueOf(e.getMessage());
        return "not enough memory (" + reason + "): " + (reason.contains("Unable to allocate") ? LESS_DATA : MORE_HEAP);
    }

    /** Of this size is every copy of X. */
    static CommandException notEnough(String what, Matrix x, OutOfMemoryError e) {
        long bytes = x.rows() * x.features() * Double.BYTES;
        return new CommandException(
                explain(e) + "; " + what + " rows=" + x.rows() + " × features=" + x.features() + " × 8 = bytes=" + bytes
                        + " besides the data as read",
                e);
    }
}
