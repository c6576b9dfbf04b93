package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Reason;
import dev.steepest.Vector;
import dev.steepest.kernel.Kernels;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Every loss with every penalty ends, on generated data, where zero is a subgradient of J. */
class LossPenaltyProperties {

    private static final double BOUND = 2;

    private static long fits = 0;
    private static double worst = 0;

    @AfterContainer
    static void report() {
        System.out.printf(
                "LossPenaltyProperties: kernel=%s fits=%d largest violation=%.3f of its bound%n",
                Kernels.chosen().name(), fits, worst);
    }

    /** λ₁ and λ₂ of a penalty. */
    record Strengths(double l1, double l2) {

        static final List<Strengths> ALL = List.of(
                new Strengths(0, 0), new Strengths(0, 0.25), new Strengths(0.125, 0), new Strengths(0.25, 0.25));

        Penalty penalty() {
            return l1 + l2 == 0 ? Penalty.none() : Penalty.elasticNet(l1 + l2, l1 / (l1 + l2));
        }
    }

    @Provide
    Arbitrary<Loss> kinked() {
        return Arbitraries.of(Loss.quantile(0.5), Loss.epsilonInsensitive(0.25), Loss.hinge());
    }

    @Provide
    Arbitrary<Loss> smooth() {
        return Arbitraries.of(Loss.squared(), Loss.huber(0.5), Loss.logistic(), Loss.squaredHinge(), Loss.poisson());
    }

    @Provide
    Arbitrary<Strengths> strengths() {
        return Arbitraries.of(Strengths.ALL);
    }

    @Provide
    Arbitrary<Shape> dyadic() {
        return Shape.any(129, 17, Values.DYADIC);
    }

    /**
     * One feature of halves, targets of quarters, m = 2ᵖ ≤ 8, strengths as above: J is a parabola or a line between kinks at multiples of ¼, its slopes there are multiples of 1/32, so
     * the least cost is that of a multiple of ⅛, of which there are 33 between −2 and 2. All sums are exact.
     *
     * <p>Steps of rate α are no longer than αG, G = 1 + λ₁ + 2λ₂ ≤ 1.75 being the greatest slope; they come from within so much of the optimum at 2α, by slopes of 1/32 at least, in
     * fewer than 2 · 32 · 1.75 = 112 steps, and never leave αG of it again: there J is αG² above the least at most.
     */
    @Property(tries = 100)
    void lossesWithKinksEndAtTheLeastOfTheirKinks(
            @ForAll("kinked") Loss loss, @ForAll("strengths") Strengths strengths, @ForAll long seed) {
        Random random = new Random(seed);
        int m = 1 << random.nextInt(4);
        double[] x = random.ints(m, -2, 3).mapToDouble(n -> n / 2.0).toArray();
        double[] y = random.ints(m, -4, 5)
                .mapToDouble(n -> loss.hasLabels() ? (n < 0 ? 0 : 1) : n / 4.0)
                .toArray();
        double least = IntStream.rangeClosed(-16, 16)
                .mapToDouble(n -> cost(loss, strengths, n / 8.0, x, y))
                .min()
                .orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            Matrix matrix = Matrix.of(
                    arena,
                    Arrays.stream(x).mapToObj(value -> new double[] {value}).toArray(double[][]::new));
            Vector targets = Vector.of(arena, y);
            GradientDescent descent = GradientDescent.batch()
                    .loss(loss)
                    .penalty(strengths.penalty())
                    .bounds(-BOUND, BOUND)
                    .maxEpochs(512);
            double rate = 1;
            Fit fit = descent.learningRate(rate).fit(matrix, targets);
            while (rate > 0x1p-20) {
                rate /= 2;
                fit = descent.learningRate(rate).startAt(fit.model()).fit(matrix, targets);
            }
            fits++;
            double greatest = 1 + strengths.l1 + BOUND * strengths.l2;
            assertWithin(
                    fit.cost() - least,
                    rate * greatest * greatest,
                    fit + " of " + Arrays.toString(x) + " " + Arrays.toString(y) + " " + loss + " " + strengths);
            // the products and sums of a θ that is no multiple of ⅛ are rounded, some m + 8 times
            assertTrue(fit.cost() >= least * (1 - (m + 8) * 0x1p-53), () -> "below the least: " + least);
        }
    }

    private static double cost(Loss loss, Strengths strengths, double theta, double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double z = x[i] * theta;
            sum += switch (loss.toString()) {
                case "quantile:0.5" -> Math.abs(z - y[i]) / 2;
                case "epsilon-insensitive:0.25" -> Math.max(Math.abs(z - y[i]) - 0.25, 0);
                case "hinge" -> Math.max(1 - (2 * y[i] - 1) * z, 0);
                default -> throw new AssertionError(loss);
            };
        }
        return sum / x.length + strengths.l1 * Math.abs(theta) + strengths.l2 / 2 * theta * theta;
    }

    /**
     * Of any number of features, with bounds, as labels that can be told apart have no optimum without: gⱼ + λ₂θⱼ is, to the norm of the gradient map that
     * the fit has met and the roundings r of gⱼ on both sides, what −λ₁∂|θⱼ| and the bounds take up. r is that of {@link OptimizerProperties#endsAtTheOptimum}, the error e being off by
     * ℓ″ ≤ 2 or eᶻ times what z is off, and by 8 ulp of its own for exp: γ_{m+16}.
     */
    @Property(tries = 100)
    void smoothLossesEndAtTheOptimum(
            @ForAll("smooth") Loss loss, @ForAll("strengths") Strengths strengths, @ForAll("dyadic") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] y = Arrays.stream(p.y)
                    .map(value -> loss.hasLabels() ? (value < 0 ? 0 : 1) : Math.abs(value))
                    .toArray();
            GradientDescent descent = GradientDescent.batch()
                    .loss(loss)
                    .penalty(strengths.penalty())
                    .bounds(-0.25, 0.125)
                    .maxEpochs(100_000)
                    .until(Convergence.gradientNorm(0x1p-30));
            GradientDescent rated = loss.hasAutomaticRate() ? descent : descent.learningRate(0x1p-4);
            Fit fit = rated.optimizer(Optimizer.backtracking()).fit(p.matrix(Layout.PANELS), Vector.of(arena, y));
            fits++;
            assertEquals(Reason.GRADIENT_NORM, fit.reason(), () -> fit.message() + " " + loss + " " + shape);
            assertOptimal(p, y, loss, strengths, fit);
        }
    }

    private static void assertOptimal(Problem p, double[] y, Loss loss, Strengths strengths, Fit fit) {
        double[] theta = fit.theta().toArray();
        int m = y.length;
        double[] g = new double[theta.length];
        double[] roundings = new double[theta.length];
        for (int i = 0; i < m; i++) {
            double z = 0;
            double size = Math.abs(y[i]);
            for (int j = 0; j < theta.length; j++) {
                z += p.x[i][j] * theta[j];
                size += Math.abs(p.x[i][j] * theta[j]);
            }
            double e = error(loss, z, y[i]);
            double off = Math.max(2, Math.exp(z)) * gamma(theta.length + 2) * size
                    + gamma(m + 16) * (1 + Math.abs(e) + Math.exp(z));
            for (int j = 0; j < theta.length; j++) {
                g[j] += p.x[i][j] * e / m;
                roundings[j] += 2 * Math.abs(p.x[i][j]) * off / m;
            }
        }
        double norm = fit.gradientNorm();
        double reach = fit.learningRate() * norm;
        for (int j = 0; j < theta.length; j++) {
            double s = g[j] + strengths.l2 * theta[j];
            double left = theta[j] > reach ? strengths.l1 : -strengths.l1;
            double right = theta[j] < -reach ? -strengths.l1 : strengths.l1;
            String what = fit + " j=" + j + " " + loss + " " + strengths + " " + p.shape;
            assertWithin(theta[j] <= -0.25 + reach ? 0 : left + s, norm + roundings[j], what);
            assertWithin(theta[j] >= 0.125 - reach ? 0 : -s - right, norm + roundings[j], what);
        }
    }

    private static double error(Loss loss, double z, double y) {
        double sign = 2 * y - 1;
        return switch (loss.toString()) {
            case "squared" -> 2 * (z - y);
            case "huber:0.5" -> Math.min(Math.max(z - y, -0.5), 0.5);
            case "logistic" -> 1 / (1 + Math.exp(-z)) - y;
            case "squared-hinge" -> -2 * sign * Math.max(1 - sign * z, 0);
            case "poisson" -> Math.exp(z) - y;
            default -> throw new AssertionError(loss);
        };
    }

    private static void assertWithin(double violation, double bound, String what) {
        worst = violation > 0 ? Math.max(worst, violation / bound) : worst;
        assertTrue(violation <= bound, () -> violation + " exceeds " + bound + ": " + what);
    }

    private static double gamma(int n) {
        return n * 0x1p-53 / (1 - n * 0x1p-53);
    }
}
