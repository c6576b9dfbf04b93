package dev.steepest.command;

import dev.steepest.Steepest;

/** The kernel, which the user may have chosen wrongly. */
final class ChosenKernel {

    private ChosenKernel() {}

    static String describe() {
        try {
            return Steepest.describe();
        } catch (IllegalStateException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Refuses one that cannot be had, before anything is read. */
    static void require() {
        describe();
    }
}
