package dev.steepest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The largest eigenvalue of diagonal H, which has them in plain sight. */
class LanczosProperties {

    /** H = diag(values), and an intercept's entry beside it; counts what it is asked. */
    private static final class Diagonal implements SecondDerivative {
        private final double[] values;
        private final double ofIntercept;
        private int products;

        Diagonal(double[] values, double ofIntercept) {
            this.values = values;
            this.ofIntercept = ofIntercept;
        }

        @Override
        public double multiply(double[] v, double b, double[] to) {
            products++;
            for (int j = 0; j < to.length; j++) {
                to[j] = values[j] * v[j];
            }
            return ofIntercept * b;
        }
    }

    /**
     * What is found lies within 10⁻³ of an eigenvalue, where the search ends, and a thousandth of that for rounding. That it is the largest is what the start is for: the eigenvalues here are spread evenly, or by
     * powers, or are almost equal, or are two.
     */
    @Property(tries = 2000)
    void isWithinAThousandthOfTheLargest(
            @ForAll @IntRange(min = 1, max = 300) int features,
            @ForAll @DoubleRange(min = -9, max = 9) double size,
            @ForAll @IntRange(min = 0, max = 3) int kind,
            @ForAll boolean intercept,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double scale = Math.pow(10, size);
        double[] values = random.doubles(features + 1)
                .map(u -> scale
                        * switch (kind) {
                            case 0 -> u;
                            case 1 -> Math.pow(u, 10);
                            case 2 -> 1 + 1e-6 * u;
                            default -> u < 0.5 ? 1 : 0.5;
                        })
                .toArray();
        Diagonal h = new Diagonal(Arrays.copyOf(values, features), intercept ? values[features] : 0);
        double largest = Arrays.stream(values)
                .limit(intercept ? features + 1 : features)
                .max()
                .orElseThrow();
        double found = Lanczos.largestEigenvalue(h, features, intercept);
        assertTrue(Math.abs(found - largest) <= 1e-3 * 1.001 * largest, () -> found + " for " + largest);
        assertTrue(h.products <= 100);
    }

    /**
     * H = xxᵀ of one row of whole numbers, whose eigenvalue is ‖x‖²: the rows that a start of simple numbers would be orthogonal to, as (−1, 1) to (1, 1).
     */
    @Property(tries = 2000)
    void findsTheEigenvalueOfOneRow(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = -4, max = 4) Integer> row, @ForAll boolean intercept) {
        double[] x = row.stream().mapToDouble(v -> v).toArray();
        SecondDerivative h = (v, b, to) -> {
            double z = intercept ? b : 0;
            for (int j = 0; j < x.length; j++) {
                z += x[j] * v[j];
            }
            for (int j = 0; j < x.length; j++) {
                to[j] = x[j] * z;
            }
            return intercept ? z : 0;
        };
        double largest = Arrays.stream(x).map(v -> v * v).sum() + (intercept ? 1 : 0);
        assertEquals(largest, Lanczos.largestEigenvalue(h, x.length, intercept), 1e-3 * 1.001 * largest);
    }

    /** As many different eigenvalues as there are make as many products enough: the polynomial of that degree has them all as roots. */
    @Test
    void nearlyEqualEigenvaluesTakeAProductEach() {
        double[] values = new double[10];
        for (int j = 0; j < 10; j++) {
            values[j] = 1 + j * 0.002 / 9;
        }
        Diagonal h = new Diagonal(values, 0);
        double found = Lanczos.largestEigenvalue(h, 10, false);
        assertEquals(1.002, found, 1e-3);
        assertTrue(h.products <= 10, h.products + " products");
    }

    @Test
    void whatIsZeroOrNoNumberIsToldSo() {
        assertEquals(0, Lanczos.largestEigenvalue(new Diagonal(new double[3], 0), 3, true));
        assertEquals(Double.NaN, Lanczos.largestEigenvalue(new Diagonal(new double[] {1, Double.NaN}, 0), 2, false));
        assertEquals(
                Double.NaN,
                Lanczos.largestEigenvalue(new Diagonal(new double[] {1, Double.POSITIVE_INFINITY}, 0), 2, false));
    }
}
