/**
 * Loops over off-heap memory and nothing else: the layouts of X, the three passes (predict, errors, accumulate), the
 * scalar and the vector twin, and the written order of every sum. Policy lives in {@code dev.steepest}.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // the module it is exported to is built after it
module dev.steepest.kernel {
    requires static org.jspecify;
    requires jdk.incubator.vector;

    exports dev.steepest.kernel to
            dev.steepest;
}
