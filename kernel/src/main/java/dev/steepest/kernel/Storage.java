package dev.steepest.kernel;

/** How a value of X is stored. Arithmetic is float64 always: float32 is widened, which is exact, as it is loaded. */
public enum Storage {
    /** IEEE 754 binary64. */
    FLOAT64(Double.BYTES),
    /** IEEE 754 binary32. */
    FLOAT32(Float.BYTES);

    private final int bytes;

    Storage(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of a value. */
    public int bytes() {
        return bytes;
    }
}
