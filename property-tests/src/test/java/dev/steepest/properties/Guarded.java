package dev.steepest.properties;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Float64 values between guard words, at any multiple of 8. A guard word is a NaN of its own bits: a read of one poisons a sum, a write
 * is seen. The values are guard words, too, until they are written.
 */
final class Guarded {

    private static final long GUARD = 0x7ff8_5afe_c0de_cafeL;
    private static final int WORDS = 16;

    private final MemorySegment all;
    private final MemorySegment segment;

    /** @param offset 8-byte words from a multiple of 64 bytes, 0 to 7 */
    Guarded(Arena arena, long elements, int offset) {
        all = arena.allocate((elements + 2 * WORDS) * Long.BYTES, 64);
        segment = all.asSlice((8L + offset) * Long.BYTES, elements * Long.BYTES);
        for (long word = 0; word < all.byteSize() / Long.BYTES; word++) {
            all.setAtIndex(JAVA_LONG, word, GUARD);
        }
    }

    MemorySegment segment() {
        return segment;
    }

    void assertIntact(Object context) {
        long before = (segment.address() - all.address()) / Long.BYTES;
        long behind = before + segment.byteSize() / Long.BYTES;
        for (long word = 0; word < all.byteSize() / Long.BYTES; word++) {
            if (word < before || word >= behind) {
                long at = word - before;
                assertEquals(GUARD, all.getAtIndex(JAVA_LONG, word), () -> "guard word " + at + " of " + context);
            }
        }
    }

    /** The gaps of {@code gap} words between rows are untouched as well. */
    void assertIntact(long rows, long rowWords, long gap, Object context) {
        for (long row = 0; row < rows - 1; row++) {
            for (long word = 0; word < gap; word++) {
                long at = row * (rowWords + gap) + rowWords + word;
                assertEquals(GUARD, segment.getAtIndex(JAVA_LONG, at), () -> "gap word " + at + " of " + context);
            }
        }
        assertIntact(context);
    }
}
