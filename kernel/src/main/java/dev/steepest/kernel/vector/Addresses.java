package dev.steepest.kernel.vector;

import java.lang.foreign.MemorySegment;

/**
 * How the loops reach X. In a JVM through its segment: C2 makes the checks of bounds and liveness cheap. In a native image through one segment of all
 * addresses, a constant: Graal repeats those checks at every load, seven instructions each, which take longer than the load.
 *
 * <p>What the checks did is done before: {@code dev.steepest} checks bounds where it views memory, and {@link #requireAlive} is asked before each pass over
 * X. During a pass X stays alive: a confined arena can be closed by the passing thread only, and images cannot close shared ones.
 */
final class Addresses {

    private Addresses() {}

    /** What to load from. */
    static MemorySegment of(MemorySegment x) {
        return Width.IN_IMAGE ? Every.ONE : x;
    }

    /** The offset of X's first byte there. */
    static long start(MemorySegment x) {
        return Width.IN_IMAGE ? x.address() : 0;
    }

    static void requireAlive(MemorySegment x) {
        if (Width.IN_IMAGE && !x.scope().isAlive()) {
            throw new IllegalStateException("the arena of X is closed");
        }
    }

    /** A class of its own, so that a JVM never makes this segment, which needs native access. */
    private static final class Every {
        @SuppressWarnings("restricted")
        static final MemorySegment ONE = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}
