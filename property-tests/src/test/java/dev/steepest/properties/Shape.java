package dev.steepest.properties;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A problem in a line: what a failing property prints.
 *
 * @param gap float64 values between the rows of layout ROWS
 * @param offset of every segment from a multiple of 64 bytes, in 8-byte words
 */
record Shape(int rows, int features, int gap, int offset, Values values, long seed) {

    private static final Integer[] ROWS = {
        1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 255, 256, 257, 383, 384, 385, 511, 512, 513
    };
    private static final Integer[] FEATURES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 257, 1023};

    /** Shapes at and around every boundary of lanes, vectors, panels, tiles and (where features are many) blocks. */
    static Arbitrary<Shape> any(int mostRows, int mostFeatures, Values... values) {
        return Combinators.combine(
                        sizes(ROWS, mostRows),
                        sizes(FEATURES, mostFeatures),
                        gaps(),
                        offsets(),
                        Arbitraries.of(values),
                        seeds())
                .as(Shape::new);
    }

    private static Arbitrary<Integer> sizes(Integer[] edges, int most) {
        return Arbitraries.oneOf(
                Arbitraries.of(edges).filter(size -> size <= most),
                Arbitraries.integers().between(1, Math.min(most, 80)).withoutEdgeCases());
    }

    private static Arbitrary<Integer> gaps() {
        return Arbitraries.of(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    private static Arbitrary<Integer> offsets() {
        return Arbitraries.of(0, 1, 2, 3, 4, 5, 6, 7);
    }

    private static Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    Shape {
        if (rows < 1 || features < 1) {
            throw new IllegalArgumentException("rows=" + rows + " features=" + features);
        }
    }
}
