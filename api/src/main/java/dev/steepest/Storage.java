package dev.steepest;

/** How the values of a {@link Matrix} are stored. Arithmetic is float64 always. */
public enum Storage {
    /** IEEE 754 binary64, eight bytes. */
    FLOAT64(dev.steepest.kernel.Storage.FLOAT64),
    /**
     * IEEE 754 binary32, four bytes: half the memory to read, a rounding of 2⁻²⁴ relative when values are stored, and none after that, since
     * they are widened as they are loaded. The same values give the same bits as in float64.
     */
    FLOAT32(dev.steepest.kernel.Storage.FLOAT32);

    private final dev.steepest.kernel.Storage inKernel;

    Storage(dev.steepest.kernel.Storage inKernel) {
        this.inKernel = inKernel;
    }

    dev.steepest.kernel.Storage inKernel() {
        return inKernel;
    }

    /** Bytes of a value. */
    public int bytes() {
        return inKernel.bytes();
    }
}
