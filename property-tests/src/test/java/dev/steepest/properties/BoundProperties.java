package dev.steepest.properties;

import static java.math.BigDecimal.ONE;
import static java.math.BigDecimal.TWO;
import static java.math.BigDecimal.ZERO;

import dev.steepest.Layout;
import dev.steepest.Model;
import dev.steepest.Vector;
import dev.steepest.kernel.Gradient;
import dev.steepest.kernel.Kernel;
import dev.steepest.kernel.Kernels;
import dev.steepest.kernel.Samples;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.opentest4j.AssertionFailedError;

/**
 * Results against exact arithmetic, within bounds derived from the number of roundings on the longest way of a summand (Higham: Accuracy and
 * Stability of Numerical Algorithms, 2002, section 3.1). With u = 2⁻⁵³ and γₖ = k·u/(1 − k·u), k roundings change a term by at most the
 * factor 1 ± γₖ. Values have no underflow: they are 0 or of ordinary size.
 *
 * <pre>
 * z    ROWS: a lane does ⌈d/8⌉ FMAs, then 3 additions:   p = ⌈d/8⌉ + 3
 *      PANELS: a chain of d FMAs:                        p = d
 *      |ẑ − z| ≤ γ_p Sᵢ,   Sᵢ = Σ|xᵢⱼθⱼ|
 * D    z + b − y: two roundings more:    |D̂ᵢ − Dᵢ| ≤ Δᵢ = γ_{p+2} (Sᵢ + |b| + |yᵢ|);   e = D + D is exact of D̂
 * g    ROWS: a chain of B FMAs, B the rows of a block; t = ⌈log₂ blocks⌉ levels of the tree; the division: q = B + t + 1
 *      PANELS: a lane does ⌈B/8⌉ FMAs, then 3 additions, the tree, the division:                            q = ⌈B/8⌉ + 3 + t + 1
 *      |ĝ − g| ≤ (1/m) Σ |xᵢⱼ| 2(γ_q (|Dᵢ| + Δᵢ) + Δᵢ)
 * b    Σe: lanes in either layout:   r = ⌈B/8⌉ + 3 + t + 1, as g with xᵢⱼ = 1
 * J    as b:   |Ĵ − J| ≤ (1/m) Σ (γ_r (|Dᵢ| + Δᵢ)² + Δᵢ(2|Dᵢ| + Δᵢ))
 * </pre>
 */
class BoundProperties {

    private static final MathContext UP = new MathContext(30, RoundingMode.UP);
    private static double closest = 0;
    private static long checks = 0;

    private final Kernel kernel = Kernels.chosen();

    @AfterContainer
    static void report() {
        System.out.printf(
                "BoundProperties: kernel=%s checks=%d largest error=%.3f of its bound%n",
                Kernels.chosen().name(), checks, closest);
    }

    @Provide
    Arbitrary<Shape> small() {
        return Shape.any(257, 65, Values.NEAR_ONE);
    }

    @Property(tries = 150)
    void costAndGradient(@ForAll("small") Shape shape) {
        check(shape);
    }

    @Example
    void costAndGradientOfThreeBlocks() {
        check(new Shape(257, 600, 3, 5, Values.NEAR_ONE, 7));
    }

    @Property(tries = 150)
    void predictions(@ForAll("small") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Model model = Model.of(p.intercept, p.theta);
            Vector z = Vector.allocate(arena, shape.rows());
            for (Layout layout : Layout.values()) {
                model.predict(p.matrix(layout), z);
                BigDecimal gamma = gamma(roundingsOfDot(shape, layout == Layout.ROWS) + 1);
                for (int i = 0; i < shape.rows(); i++) {
                    BigDecimal exact = dot(p.x[i], p.theta, false).add(exact(p.intercept));
                    BigDecimal size =
                            dot(p.x[i], p.theta, true).add(exact(p.intercept).abs());
                    check(exact, z.get(i), gamma.multiply(size), shape, layout + " z", i);
                    if (layout == Layout.ROWS) {
                        check(exact, model.predict(p.x[i]), gamma.multiply(size), shape, "z of row", i);
                    }
                }
            }
        }
    }

    private void check(Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (Samples x : p.layouts()) {
                Gradient gradient = new Gradient(kernel, x, p.targets.segment(), kernel.squared());
                gradient.evaluate(p.theta, p.intercept);
                check(p, x.byRows(), gradient);
            }
        }
    }

    private static void check(Problem p, boolean byRows, Gradient actual) {
        Shape shape = p.shape;
        int m = shape.rows();
        String layout = byRows ? "ROWS" : "PANELS";
        int blockRows = WrittenOrder.blockRows(m, shape.features());
        int blocks = (m + blockRows - 1) / blockRows;
        int rowsOfBlock = Math.min(m, blockRows);
        int tree = 32 - Integer.numberOfLeadingZeros(blocks - 1);
        int lanes = (rowsOfBlock + 7) / 8 + 3 + tree + 1;
        BigDecimal gammaOfD = gamma(roundingsOfDot(shape, byRows) + 2);
        BigDecimal gammaOfG = gamma(byRows ? rowsOfBlock + tree + 1 : lanes);
        BigDecimal gammaOfLanes = gamma(lanes);
        BigDecimal gammaOfLosses = gamma(lanes + 1); // δ² is rounded before it is added

        BigDecimal[] differences = new BigDecimal[m];
        BigDecimal[] deltas = new BigDecimal[m];
        BigDecimal cost = ZERO;
        BigDecimal costBound = ZERO;
        BigDecimal errors = ZERO;
        BigDecimal errorsBound = ZERO;
        for (int i = 0; i < m; i++) {
            BigDecimal d = dot(p.x[i], p.theta, false).add(exact(p.intercept)).subtract(exact(p.y[i]));
            BigDecimal size = dot(p.x[i], p.theta, true)
                    .add(exact(p.intercept).abs())
                    .add(exact(p.y[i]).abs());
            BigDecimal delta = gammaOfD.multiply(size, UP);
            BigDecimal computed = d.abs().add(delta);
            differences[i] = d;
            deltas[i] = delta;
            cost = cost.add(d.multiply(d));
            costBound = costBound
                    .add(gammaOfLosses.multiply(computed).multiply(computed, UP))
                    .add(delta.multiply(computed.add(d.abs()), UP));
            errors = errors.add(TWO.multiply(d));
            errorsBound = errorsBound.add(errorBound(gammaOfLanes, computed, delta));
        }
        check(mean(cost, m), actual.cost(), mean(costBound, m), shape, layout + " J", -1);
        check(mean(errors, m), actual.interceptGradient(), mean(errorsBound, m), shape, layout + " ∂J/∂b", -1);
        for (int j = 0; j < shape.features(); j++) {
            BigDecimal sum = ZERO;
            BigDecimal bound = ZERO;
            for (int i = 0; i < m; i++) {
                BigDecimal x = exact(p.x[i][j]);
                sum = sum.add(TWO.multiply(x).multiply(differences[i]));
                BigDecimal computed = differences[i].abs().add(deltas[i]);
                bound = bound.add(x.abs().multiply(errorBound(gammaOfG, computed, deltas[i]), UP));
            }
            check(mean(sum, m), actual.values()[j], mean(bound, m), shape, layout + " ∇J", j);
        }
    }

    private static BigDecimal errorBound(BigDecimal gamma, BigDecimal computed, BigDecimal delta) {
        return TWO.multiply(gamma.multiply(computed).add(delta)).round(UP);
    }

    private static int roundingsOfDot(Shape shape, boolean byRows) {
        return byRows ? (shape.features() + 7) / 8 + 3 : shape.features();
    }

    private static BigDecimal gamma(int k) {
        BigDecimal ku = exact(k * 0x1p-53);
        return ku.divide(ONE.subtract(ku), UP);
    }

    /** Σxθ, or the sum of the sizes. */
    private static BigDecimal dot(double[] row, double[] theta, boolean sizes) {
        BigDecimal sum = ZERO;
        for (int j = 0; j < row.length; j++) {
            BigDecimal product = exact(row[j]).multiply(exact(theta[j]));
            sum = sum.add(sizes ? product.abs() : product);
        }
        return sum;
    }

    /** To 60 digits: an error of 1e-60 is nothing beside u². */
    private static BigDecimal mean(BigDecimal sum, int m) {
        return sum.divide(BigDecimal.valueOf(m), new MathContext(60, RoundingMode.UP));
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    private static void check(BigDecimal exact, double actual, BigDecimal bound, Shape shape, String what, int index) {
        BigDecimal error = exact.subtract(exact(actual)).abs();
        checks++;
        if (error.compareTo(bound) > 0) {
            throw new AssertionFailedError(
                    what + "[" + index + "]: exact " + exact.round(new MathContext(25)) + ", was " + actual + ", error "
                            + error.doubleValue() + " exceeds bound " + bound.doubleValue() + ", of " + shape);
        }
        if (bound.signum() > 0) {
            closest = Math.max(closest, error.divide(bound, UP).doubleValue());
        }
    }
}
