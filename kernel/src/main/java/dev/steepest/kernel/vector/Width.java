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

    /** What the hardware has, in bits. */
    public static final int PREFERRED = Math.min(512, DoubleVector.SPECIES_PREFERRED.vectorBitSize());

    static final VectorSpecies<Double> DOUBLES = switch (Kernels.wantedBits() == 0 ? PREFERRED : Kernels.wantedBits()) {
        case 512 -> DoubleVector.SPECIES_512;
        case 256 -> DoubleVector.SPECIES_256;
        default -> DoubleVector.SPECIES_128;
    };

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

    private Width() {}
}
