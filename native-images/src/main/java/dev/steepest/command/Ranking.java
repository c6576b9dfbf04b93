package dev.steepest.command;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Which features change predictions most: by |θ| times the spread of the feature. */
final class Ranking {

    private Ranking() {}

    /** The numbers of the first so many, the largest first; of equal ones the first in the file. */
    static int[] largest(double[] theta, double[] scales, int most) {
        return IntStream.range(0, theta.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -Math.abs(theta[j] * scales[j])))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
