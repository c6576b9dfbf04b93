package dev.steepest;

import dev.steepest.kernel.Kernels;

/** What this JVM runs on. */
public final class Steepest {

    private Steepest() {}

    /**
     * Kernel and width, FMA and JVM in one line of {@code name=value} pairs: print it in benches and bug reports.
     *
     * @throws IllegalStateException if the system property {@code steepest.kernel} asks for a kernel that cannot be had here
     */
    public static String describe() {
        return Kernels.describe();
    }

    /**
     * The kernel in use: {@code scalar}, {@code vector-128}, {@code vector-256} or {@code vector-512}. Chosen once, from the system property
     * {@code steepest.kernel}: one of these names, {@code vector} for the widest, or {@code auto}, the default.
     *
     * @throws IllegalStateException if the property asks for a kernel that cannot be had here
     */
    public static String kernel() {
        return Kernels.chosen().name();
    }
}
