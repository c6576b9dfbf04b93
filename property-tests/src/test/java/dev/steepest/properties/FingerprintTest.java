package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Steepest;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Data is recognised in every layout, and every changed value is noticed. */
class FingerprintTest {

    @Test
    void layoutsAndStridesDoNotMatter() {
        Random random = new Random(3);
        for (int[] shape : new int[][] {{1, 1}, {63, 65}, {64, 64}, {200, 7}, {130, 130}}) {
            try (Arena arena = Arena.ofConfined()) {
                Matrix x = random(arena, random, shape[0], shape[1]);
                Vector y = Vector.of(arena, random.doubles(shape[0]).toArray());
                String expected = Steepest.fingerprint(x, y);
                for (Layout layout : Layout.values()) {
                    assertEquals(expected, Steepest.fingerprint(x.copy(arena, layout), y));
                }
                Matrix wide = Matrix.allocate(arena, Layout.ROWS, shape[0], shape[1] + 3);
                wide.segment().fill((byte) 7);
                Matrix part = Matrix.wrap(wide.segment(), Layout.ROWS, shape[0], shape[1], shape[1] + 3);
                for (int i = 0; i < shape[0]; i++) {
                    for (int j = 0; j < shape[1]; j++) {
                        wide.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, (long) i * (shape[1] + 3) + j, x.get(i, j));
                    }
                }
                assertEquals(expected, Steepest.fingerprint(part, y));
            }
        }
    }

    @Test
    void everyValueCounts() {
        Random random = new Random(4);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = random(arena, random, 70, 66);
            Vector y = Vector.of(arena, random.doubles(70).toArray());
            String before = Steepest.fingerprint(x, y);
            for (long at = 0; at < 70 * 66; at++) {
                double value = x.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, at);
                x.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at, Math.nextUp(value));
                assertNotEquals(before, Steepest.fingerprint(x, y));
                x.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at, value);
            }
            y.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 69, -0.0);
            assertNotEquals(before, Steepest.fingerprint(x, y));
        }
    }

    /** Pinned: checkpoints and models of other versions name it. */
    @Test
    void theFormIsFixed() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.of(arena, new double[][] {{1, 2}, {1, 3}, {1, 4}});
            assertEquals("rows=3 features=2 x=ebf18248 y=5c2180af", Steepest.fingerprint(x, Vector.of(arena, 2, 5, 9)));
        }
    }

    private static Matrix random(Arena arena, Random random, int rows, int features) {
        Matrix x = Matrix.allocate(arena, Layout.ROWS, rows, features);
        for (long at = 0; at < (long) rows * features; at++) {
            x.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, at, random.nextGaussian());
        }
        return x;
    }
}
