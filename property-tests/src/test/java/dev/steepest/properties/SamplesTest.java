package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.kernel.Samples;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which rows of a list the hardware's prefetch is trusted with: a question of speed, which no other test would notice. */
class SamplesTest {

    private static final int ROWS = 1 << 20;

    @Test
    void rowsInOrderFollow() {
        assertFollow(true, IntStream.range(1000, 1128).toArray());
        assertFollow(true, 7);
    }

    @Test
    void rowsThatAValidationSplitLeavesFollow() {
        Random random = new Random(1);
        assertFollow(
                true,
                IntStream.range(0, 200).filter(row -> random.nextInt(5) != 0).toArray());
    }

    @Test
    void shuffledBlocksFollow() {
        IntStream block = IntStream.range(64_000, 64_064);
        assertFollow(true, IntStream.concat(block, IntStream.range(640, 704)).toArray());
    }

    @Test
    void shuffledRowsDoNot() {
        int[] shuffled = new Random(1).ints(128, 0, ROWS).toArray();
        assertFollow(false, shuffled);
        Arrays.sort(shuffled);
        assertFollow(false, shuffled);
        assertFollow(false, IntStream.range(0, 32).map(row -> 32 - row).toArray());
    }

    private static void assertFollow(boolean expected, int... list) {
        assertEquals(expected, Samples.follow(list, 0, list.length), () -> Arrays.toString(list));
    }
}
