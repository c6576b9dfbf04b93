package dev.steepest;

import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Preparation;
import dev.steepest.kernel.Samples;
import java.util.HexFormat;

/** What this JVM runs on, and what tells data apart. */
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

    /**
     * Shape and checksums of data, to recognise it: {@code rows=442 features=10 x=1d5b09c6 y=90ab13f2}. The checksums are CRC-32C of the
     * values, the same for all layouts of X; they find changes, not forgeries. One pass over X. An offset of X has one of its own: {@code
     * … offset=1f2e3d4c}.
     *
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public static String fingerprint(Matrix x, Vector y) {
        Memory.requireReadable("X", x.segment());
        Memory.requireReadable("y", y.segment());
        String fingerprint = "rows=" + x.rows() + " features=" + x.features() + " x=" + checksum(x.samples()) + " y="
                + checksum(y.samples());
        return fingerprint
                + x.offset()
                        .map(offset -> " offset=" + checksum(offset.samples()))
                        .orElse("");
    }

    /**
     * The same with the weights of the rows: {@code … weights=7c01e5aa}.
     *
     * @throws IllegalStateException if an arena is closed or belongs to another thread
     */
    public static String fingerprint(Matrix x, Vector y, Vector weights) {
        Memory.requireReadable("weights", weights.segment());
        return fingerprint(x, y) + " weights=" + checksum(weights.samples());
    }

    private static String checksum(Samples values) {
        return HexFormat.of().toHexDigits(Preparation.checksum(values));
    }
}
