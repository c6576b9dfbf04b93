package dev.steepest;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How long a fit may take, judged between its epochs. */
record TimeLimit(Duration duration, LongSupplier nanoTime) {

    /** Longer than any fit: what a long can count. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    /** Time that runs, from when it was made. */
    static final class Running {

        private final @Nullable TimeLimit limit;
        private final long start;

        private Running(@Nullable TimeLimit limit) {
            this.limit = limit;
            this.start = limit == null ? 0 : limit.nanoTime.getAsLong();
        }

        boolean isOver() {
            return limit != null && limit.nanoTime.getAsLong() - start >= limit.nanos();
        }

        @Override
        public String toString() {
            return "timeLimit=" + (limit == null ? "none" : limit.duration);
        }
    }

    static Running start(@Nullable TimeLimit limit) {
        return new Running(limit);
    }

    private long nanos() {
        return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }
}
