package dev.steepest;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** The checks that every segment passes before a kernel may read it. */
final class Memory {

    private Memory() {}

    /** Refuses heap memory, addresses that are no multiple of a value's bytes, and less than {@code elements} values. */
    static MemorySegment checked(String name, MemorySegment segment, Storage storage, long elements) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    name + " is in heap memory (" + segment
                            + "): kernels read native memory only; copy it with an Arena, e.g. arena.allocateFrom(JAVA_DOUBLE, array)");
        }
        if (segment.address() % storage.bytes() != 0) {
            throw new IllegalArgumentException(name + " is misaligned: address=" + segment.address()
                    + " is not a multiple of " + storage.bytes() + " bytes");
        }
        long needed = Math.multiplyExact(elements, (long) storage.bytes());
        if (segment.byteSize() < needed) {
            throw new IllegalArgumentException(name + " is too small: byteSize=" + segment.byteSize() + " needed="
                    + needed + " (" + elements + " " + storage.name().toLowerCase(Locale.ROOT) + " values)");
        }
        return segment.asSlice(0, needed);
    }

    /** Refuses memory that is closed or belongs to another thread. */
    static void requireReadable(String name, MemorySegment segment) {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("the arena of " + name + " is closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalStateException(name + " is in the confined arena of another thread, not of "
                    + Thread.currentThread().getName() + ": use Arena.ofShared() or Arena.ofAuto()");
        }
    }

    /** Refuses memory that only the caller may read. */
    static void requireShared(String name, MemorySegment segment, int threads) {
        Thread another = Thread.ofPlatform().unstarted(() -> {});
        if (!segment.isAccessibleBy(another)) {
            throw new IllegalArgumentException(
                    name + " is in a confined arena, which only its own thread may read: threads=" + threads
                            + " need Arena.ofShared() or Arena.ofAuto()");
        }
    }

    static void requireWritable(String name, MemorySegment segment) {
        requireReadable(name, segment);
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException(name + " is read-only: results cannot be written to it");
        }
    }
}
