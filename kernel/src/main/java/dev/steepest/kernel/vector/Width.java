package dev.steepest.kernel.vector;

import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Lanes;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of every loop in this package: a constant, because loops over a species that is a field or a parameter are not
 * compiled to vector instructions. No other static work belongs here: native images fix this class when they are built.
 */
public final class Width {

    /** Whether this is a native image, or one that is being built: the property is GraalVM's. */
    public static final boolean IN_IMAGE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    /** The widest that serve, in bits. */
    public static final int PREFERRED =
            IN_IMAGE ? ofImage() : Math.min(512, DoubleVector.SPECIES_PREFERRED.vectorBitSize());

    static final VectorSpecies<Double> DOUBLES = switch (Kernels.wantedBits() == 0 ? PREFERRED : Kernels.wantedBits()) {
        case 512 -> DoubleVector.SPECIES_512;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_128;
    };

    /** Bits of a vector. */
    public static final int BITS = DOUBLES.vectorBitSize();

    /** As many values of float32. */
    static final VectorSpecies<Float> FLOATS = switch (DOUBLES.length()) {
        case 8 -> FloatVector.SPECIES_256;
        case 4 -> FloatVector.SPECIES_128;
        default -> FloatVector.SPECIES_64;
    };

    /** Lanes of a vector: 2, 4 or 8. */
    static final int LANES = DOUBLES.length();

    /** Bytes of a vector. */
    static final long BYTES = DOUBLES.vectorByteSize();

    /** Vectors that hold eight lanes: 1, 2 or 4. */
    static final int COLUMNS = Lanes.COUNT / LANES;

    /** Whether lanes are taken from two vectors at once: at 512 bits that is one instruction. Native images do without, as theirs has not been measured. */
    static final boolean TAKES_FROM_TWO = COLUMNS == 1 && !IN_IMAGE;

    private Width() {}

    /**
     * The width that the build asks for by the property of {@link Kernels}, else that of the default {@code -march}: what the species of
     * this JVM tell is the machine that builds, and vectors wider than the image's instructions run a hundred times slower.
     */
    private static int ofImage() {
        if (Kernels.wantedBits() != 0) {
            return Kernels.wantedBits();
        }
        return System.getProperty("os.arch").equals("amd64") ? 256 : 128;
    }
}
