package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Reason;
import dev.steepest.Schedule;
import dev.steepest.Vector;
import dev.steepest.kernel.Kernels;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What optimizers and penalties have to do with each other, to the bit, and that they end where the optimum is. */
class OptimizerProperties {

    private static final double RATE = 0x1p-4;
    private static long fits = 0;
    private static long conditions = 0;
    private static double closest = 0;

    @AfterContainer
    static void report() {
        System.out.printf(
                "OptimizerProperties: kernel=%s fits=%d conditions of optimality=%d largest violation=%.3f of its bound%n",
                Kernels.chosen().name(), fits, conditions, closest);
    }

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(129, 33, Values.NEAR_ONE);
    }

    @Provide
    Arbitrary<Shape> dyadic() {
        return Shape.any(129, 17, Values.DYADIC);
    }

    /** Two steps of rate 2⁻⁴ are exact, as in {@link LawProperties}. */
    @Provide
    Arbitrary<Shape> exactForTwoSteps() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.integers().between(1, 17), Arbitraries.longs())
                .as((rows, features, seed) -> new Shape(rows, features, 0, 0, Values.DYADIC, seed));
    }

    /** Of powers of two, so that they are exact where gradients are. */
    @Provide
    Arbitrary<UnaryOperator<GradientDescent>> penalties() {
        return Arbitraries.of(
                descent -> descent,
                descent -> descent.penalty(Penalty.l2(0.25)),
                descent -> descent.penalty(Penalty.l1(0.125)),
                descent -> descent.penalty(Penalty.elasticNet(0.25, 0.5)),
                descent -> descent.penalty(Penalty.weightDecay(0.5)),
                GradientDescent::nonNegative,
                descent -> descent.penalty(Penalty.elasticNet(0.125, 0.25)).bounds(-0.5, 0.25));
    }

    @Property(tries = 300)
    void withoutItsParameterAnOptimizerIsTheSimplerOne(
            @ForAll("ordinary") Shape shape, @ForAll("penalties") UnaryOperator<GradientDescent> penalty) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent method : methods(shape)) {
                GradientDescent descent = penalty.apply(method);
                Fit plain = fit(descent.optimizer(dense(method)), p);
                assertSame(plain, fit(descent.optimizer(Optimizer.momentum(0)), p), shape);
                assertSame(plain, fit(descent.optimizer(Optimizer.nesterov(0)), p), shape);
                Fit adam = fit(descent.optimizer(Optimizer.adam()), p);
                assertSame(adam, fit(descent.optimizer(Optimizer.adamW(0)), p), shape);
            }
        }
    }

    /** Plain steps over single rows round in another way: there, momentum 0 has to stand for plain. */
    private static Optimizer dense(GradientDescent method) {
        return method.toString().contains("batchSize=1 ") ? Optimizer.momentum(0) : Optimizer.plain();
    }

    @Property(tries = 200)
    void adamWIsAdamWithWeightDecay(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent descent : methods(shape)) {
                assertSame(
                        fit(descent.optimizer(Optimizer.adam()).penalty(Penalty.weightDecay(0.3)), p),
                        fit(descent.optimizer(Optimizer.adamW(0.3)), p),
                        shape);
            }
        }
    }

    @Property(tries = 200)
    void penaltiesThatAskForNothingAreNone(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            for (GradientDescent descent : methods(shape)) {
                Fit none = fit(descent.optimizer(Optimizer.momentum(0.5)), p);
                for (Penalty penalty : List.of(Penalty.l2(0), Penalty.l1(0), Penalty.elasticNet(0, 0.5))) {
                    assertSame(
                            none, fit(descent.optimizer(Optimizer.momentum(0.5)).penalty(penalty), p), shape);
                }
                assertSame(
                        fit(descent.penalty(Penalty.l2(0.3)), p),
                        fit(descent.penalty(Penalty.elasticNet(0.3, 0)), p),
                        shape);
                assertSame(
                        fit(descent.penalty(Penalty.l1(0.3)), p),
                        fit(descent.penalty(Penalty.elasticNet(0.3, 1)), p),
                        shape);
            }
        }
    }

    @Property(tries = 200)
    void weightDecayOfPlainStepsIsL2(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent = GradientDescent.batch().learningRate(RATE).maxEpochs(2);
            Bits.assertSame(
                    fit(descent.penalty(Penalty.l2(0.25)), p).theta().toArray(),
                    fit(descent.penalty(Penalty.weightDecay(0.25)), p).theta().toArray(),
                    shape,
                    "θ");
        }
    }

    /**
     * c·w instead of θ, in the order that is written down: forty steps over one and the same row, as the order of rows is another matter. With k = 1/16, c goes into w
     * twice on the way.
     */
    @Property(tries = 200)
    void stochasticStepsWithL2AreThoseOfTheWrittenOrder(
            @ForAll("ordinary") Shape shape, @ForAll boolean decays, @ForAll boolean scheduled) {
        double initial = 0x1p-30;
        double first = shape.seed() % 2 == 0 ? 0.0625 : 0.984375;
        double strength = (1 - first) / initial;
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] row = p.x[0];
            double target = p.y[0];
            double[] w = p.theta.clone();
            double b = p.intercept;
            double factor = 1;
            for (int step = 0; step < 40; step++) {
                double z = factor * WrittenOrder.dotInLanes(row, w) + b;
                double rate = initial * (scheduled ? 1 / Math.sqrt(step + 1) : 1);
                double scale = -rate * ((z - target) + (z - target));
                factor *= 1 - rate * strength;
                for (int j = 0; j < w.length; j++) {
                    w[j] = Math.fma(row[j], scale / factor, w[j]);
                }
                b += scale;
                if (factor < 0x1p-64 || step == 39) {
                    for (int j = 0; j < w.length; j++) {
                        w[j] *= factor;
                    }
                    factor = 1;
                }
            }
            double[][] rows = new double[40][];
            Arrays.fill(rows, row);
            double[] targets = new double[40];
            Arrays.fill(targets, target);
            Fit fit = GradientDescent.stochastic(1)
                    .penalty(decays ? Penalty.weightDecay(strength) : Penalty.l2(strength))
                    .learningRate(initial)
                    .schedule(scheduled ? Schedule.inverseSquareRoot() : Schedule.constant())
                    .intercept()
                    .startAt(Model.of(p.intercept, p.theta))
                    .maxEpochs(1)
                    .fit(Matrix.of(arena, rows), Vector.of(arena, targets));
            fits++;
            assertEquals(Reason.MAX_EPOCHS, fit.reason(), fit::message);
            Bits.assertSame(w, fit.theta().toArray(), shape, "θ");
            Bits.assertSame(b, fit.intercept(), shape, "b");
        }
    }

    /** The step is that of the gradient with λθ, where nothing rounds: k = 1/2, two rows. */
    @Property(tries = 200)
    void stochasticStepsWithL2AreThoseOfTheGradient(@ForAll("twoRows") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent = GradientDescent.stochastic(1)
                    .learningRate(0.25)
                    .maxEpochs(1)
                    .penalty(Penalty.l2(2));
            Bits.assertSame(
                    fit(descent.optimizer(Optimizer.momentum(0)), p).theta().toArray(),
                    fit(descent, p).theta().toArray(),
                    shape,
                    "θ");
        }
    }

    @Provide
    Arbitrary<Shape> twoRows() {
        return Combinators.combine(Arbitraries.integers().between(1, 17), Arbitraries.longs())
                .as((features, seed) -> new Shape(2, features, 0, 0, Values.DYADIC, seed));
    }

    @Property(tries = 200)
    void varianceReductionOfAllRowsIsTheBatch(
            @ForAll("ordinary") Shape shape, @ForAll("penalties") UnaryOperator<GradientDescent> penalty) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent reduced = GradientDescent.miniBatch(shape.rows(), 3)
                    .optimizer(Optimizer.svrg())
                    .intercept();
            GradientDescent batch = GradientDescent.batch().plan(Plan.STREAMING).intercept();
            Fit expected = fit(penalty.apply(batch.maxEpochs(4)), p);
            Fit actual = fit(penalty.apply(reduced.maxEpochs(4)), p);
            Bits.assertSame(expected.learningRate(), actual.learningRate(), shape, "α");
            Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), shape, "θ");
            Bits.assertSame(expected.intercept(), actual.intercept(), shape, "b");
            Bits.assertSame(expected.cost(), actual.cost(), shape, "J");
        }
    }

    /** Where every gradient is exactly zero, all θ are the same, and so is their mean. */
    @Property(tries = 100)
    void theMeanOfConstantsIsTheConstant(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] z = new double[shape.rows()];
            for (int i = 0; i < z.length; i++) {
                for (int j = 0; j < shape.features(); j++) {
                    z[i] += p.x[i][j] * p.theta[j];
                }
            }
            Fit fit = GradientDescent.stochastic(1)
                    .optimizer(Optimizer.averaging())
                    .startAt(Model.of(0, p.theta))
                    .maxEpochs(5)
                    .fit(p.matrix(Layout.ROWS), Vector.of(arena, z));
            Bits.assertSame(p.theta, fit.theta().toArray(), shape, "θ");
        }
    }

    @Property(tries = 200)
    void permutingFeaturesPermutesTheta(
            @ForAll("exactForTwoSteps") Shape shape, @ForAll("penalties") UnaryOperator<GradientDescent> penalty) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int by = new Random(shape.seed()).nextInt(shape.features());
            int[] order = IntStream.range(0, shape.features())
                    .map(j -> (j + by) % shape.features())
                    .toArray();
            double[][] permuted = Stream.of(p.x)
                    .map(row -> IntStream.of(order).mapToDouble(j -> row[j]).toArray())
                    .toArray(double[][]::new);
            Matrix x = Matrix.of(arena, permuted);
            for (Optimizer optimizer : List.of(
                    Optimizer.momentum(0.5),
                    Optimizer.nesterov(0.5),
                    Optimizer.adaGrad(),
                    Optimizer.rmsProp(),
                    Optimizer.adam(),
                    Optimizer.accelerated(),
                    Optimizer.backtracking())) {
                // those that scale gradients are exact no longer than the first step
                int steps = optimizer.toString().matches("(ada|rms).*") ? 1 : 2;
                GradientDescent descent = penalty.apply(GradientDescent.batch())
                        .optimizer(optimizer)
                        .learningRate(RATE)
                        .maxEpochs(steps);
                double[] theta =
                        descent.fit(p.matrix(Layout.ROWS), p.targets).theta().toArray();
                double[] expected =
                        IntStream.of(order).mapToDouble(j -> theta[j]).toArray();
                Bits.assertSame(expected, descent.fit(x, p.targets).theta().toArray(), shape, optimizer + " θ");
            }
        }
    }

    @Property(tries = 100)
    void exactStepsOfEitherPlanAreTheSame(
            @ForAll("exactForTwoSteps") Shape shape, @ForAll("penalties") UnaryOperator<GradientDescent> penalty) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            GradientDescent descent = penalty.apply(GradientDescent.batch())
                    .optimizer(Optimizer.momentum(0.5))
                    .learningRate(RATE)
                    .maxEpochs(2);
            Fit streaming = fit(descent.plan(Plan.STREAMING), p);
            Fit gram = fit(descent.plan(Plan.GRAM), p);
            Bits.assertSame(streaming.theta().toArray(), gram.theta().toArray(), shape, "θ");
            Bits.assertSame(streaming.cost(), gram.cost(), shape, "J");
        }
    }

    /**
     * Cost and norm of the gradient map by their definitions, where all sums are exact: only the norm's own sum rounds, d squares and d + 1 additions, and the root.
     */
    @Property(tries = 200)
    void costAndNormAreThoseOfTheDefinition(@ForAll("exactForTwoSteps") Shape shape, @ForAll boolean bounded) {
        double lambda = 0.25;
        double lower = bounded ? -0.5 : Double.NEGATIVE_INFINITY;
        double upper = bounded ? 0.25 : Double.POSITIVE_INFINITY;
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            int m = shape.rows();
            int d = shape.features();
            double[] theta = new double[d];
            double cost = 0;
            for (int j = 0; j < d; j++) {
                theta[j] = Math.clamp(p.theta[j], lower, upper);
                cost += lambda * (Math.abs(theta[j]) + theta[j] * theta[j] / 2);
            }
            double[] gradient = new double[d];
            for (int i = 0; i < m; i++) {
                double e = -p.y[i];
                for (int j = 0; j < d; j++) {
                    e += p.x[i][j] * theta[j];
                }
                cost += e * e / m;
                for (int j = 0; j < d; j++) {
                    gradient[j] += 2 * e * p.x[i][j] / m;
                }
            }
            double squares = 0;
            for (int j = 0; j < d; j++) {
                double v = theta[j] - RATE * (gradient[j] + lambda * theta[j]);
                double soft = Math.signum(v) * Math.max(0, Math.abs(v) - RATE * lambda);
                double map = (theta[j] - Math.clamp(soft, lower, upper)) / RATE;
                squares += map * map;
            }
            double[] told = new double[2];
            GradientDescent.batch()
                    .penalty(Penalty.elasticNet(2 * lambda, 0.5))
                    .bounds(lower, upper)
                    .learningRate(RATE)
                    .startAt(Model.of(0, theta))
                    .observer(epoch -> {
                        told[0] = epoch.cost();
                        told[1] = epoch.gradientNorm();
                        return false;
                    })
                    .fit(p.matrix(Layout.ROWS), p.targets);
            fits++;
            Bits.assertSame(cost, told[0], shape, "J");
            double norm = Math.sqrt(squares);
            assertEquals(norm, told[1], 2 * gamma(d + 2) * norm, shape::toString);
        }
    }

    @Property(tries = 50)
    void threadsChangeNothing(
            @ForAll("ordinary") Shape shape, @ForAll("penalties") UnaryOperator<GradientDescent> penalty) {
        try (Arena arena = Arena.ofShared()) {
            Problem p = new Problem(arena, shape);
            for (Optimizer optimizer : List.of(
                    Optimizer.accelerated(),
                    Optimizer.barzilaiBorwein(),
                    Optimizer.backtracking(),
                    Optimizer.momentum(0.9))) {
                GradientDescent descent = penalty.apply(GradientDescent.batch())
                        .optimizer(optimizer)
                        .maxEpochs(5);
                assertSame(fit(descent, p), fit(descent.threads(3), p), shape);
            }
        }
    }

    /**
     * The conditions of an optimum, by plain sums in double precision, n = d + 2 roundings for z − y and m + 8 for the rest in any layout's order:
     *
     * <pre>
     * rounding of gⱼ   r = (2/m) Σ |xᵢⱼ| (γₙ Sᵢ + γ_{m+8} |eᵢ|),  Sᵢ = Σ|xᵢⱼθⱼ| + |b| + |yᵢ|, twice, as both sides round
     * sⱼ = gⱼ + λθⱼ   its distance from what −λ∂|θⱼ| and the bounds take up is at most the norm of the gradient map that the fit has met, and r
     * </pre>
     *
     * <p>A θⱼ on its way to a kink is as far from it as α times that norm, at most: then |sⱼ| is at most what a kink takes up, with the same norm besides.
     */
    @Property(tries = 150)
    void endsAtTheOptimum(@ForAll("dyadic") Shape shape, @ForAll boolean gram) {
        double[] strengths = {0.25, 0.015625};
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            Random random = new Random(shape.seed());
            double strength = strengths[random.nextInt(2)];
            double lower = random.nextBoolean() ? Double.NEGATIVE_INFINITY : -0.25;
            double upper = random.nextBoolean() ? Double.POSITIVE_INFINITY : 0.125;
            GradientDescent descent = GradientDescent.batch()
                    .plan(gram ? Plan.GRAM : Plan.STREAMING)
                    .penalty(Penalty.elasticNet(2 * strength, 0.5))
                    .bounds(lower, upper)
                    .intercept()
                    .maxEpochs(100_000)
                    .until(Convergence.gradientNorm(0x1p-30));
            for (Optimizer optimizer : List.of(
                    Optimizer.plain(),
                    Optimizer.accelerated(),
                    Optimizer.barzilaiBorwein(),
                    Optimizer.backtracking())) {
                Fit fit = descent.optimizer(optimizer).fit(p.matrix(Layout.PANELS), p.targets);
                fits++;
                assertEquals(Reason.GRADIENT_NORM, fit.reason(), () -> optimizer + " " + fit.message() + " " + shape);
                assertOptimal(p, fit, strength, lower, upper);
            }
        }
    }

    private static void assertOptimal(Problem p, Fit fit, double strength, double lower, double upper) {
        double[] theta = fit.theta().toArray();
        int m = p.shape.rows();
        double[] e = new double[m];
        double[] sizes = new double[m];
        for (int i = 0; i < m; i++) {
            e[i] = fit.intercept() - p.y[i];
            sizes[i] = Math.abs(fit.intercept()) + Math.abs(p.y[i]);
            for (int j = 0; j < theta.length; j++) {
                e[i] += p.x[i][j] * theta[j];
                sizes[i] += Math.abs(p.x[i][j] * theta[j]);
            }
        }
        double norm = fit.gradientNorm();
        double reach = fit.learningRate() * norm;
        for (int j = 0; j <= theta.length; j++) {
            double s = 0;
            double rounding = 0;
            for (int i = 0; i < m; i++) {
                double x = j == theta.length ? 1 : p.x[i][j];
                s += 2 * x * e[i] / m;
                rounding += 4 * Math.abs(x) * (gamma(theta.length + 2) * sizes[i] + gamma(m + 8) * Math.abs(e[i])) / m;
            }
            double bound = norm + rounding;
            if (j == theta.length) {
                assertWithin(Math.abs(s), bound, fit, p);
                continue;
            }
            s += strength * theta[j];
            assertTrue(theta[j] >= lower && theta[j] <= upper, fit::toString);
            // −s < slope to the left pulls θ down, which only a lower bound takes up; −s > slope to the right pulls it
            // up
            double left = theta[j] > reach ? strength : -strength;
            double right = theta[j] < -reach ? -strength : strength;
            assertWithin(theta[j] <= lower + reach ? 0 : left + s, bound, fit, p);
            assertWithin(theta[j] >= upper - reach ? 0 : -s - right, bound, fit, p);
        }
    }

    private static void assertWithin(double violation, double bound, Fit fit, Problem p) {
        conditions++;
        closest = violation > 0 ? Math.max(closest, violation / bound) : closest;
        assertTrue(violation <= bound, () -> violation + " exceeds " + bound + ": " + fit + " of " + p.shape);
    }

    private static double gamma(int n) {
        return n * 0x1p-53 / (1 - n * 0x1p-53);
    }

    private static List<GradientDescent> methods(Shape shape) {
        return Stream.of(
                        GradientDescent.batch().plan(Plan.STREAMING),
                        GradientDescent.batch().plan(Plan.GRAM).intercept(),
                        GradientDescent.miniBatch(1 + shape.rows() / 3, 5).intercept(),
                        GradientDescent.miniBatch(1, 5))
                .map(descent -> descent.learningRate(0x1p-8).maxEpochs(3))
                .toList();
    }

    private static Fit fit(GradientDescent descent, Problem p) {
        fits++;
        return descent.fit(p.matrix(Layout.ROWS), p.targets);
    }

    private static void assertSame(Fit expected, Fit actual, Shape shape) {
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), shape, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), shape, "b");
        Bits.assertSame(expected.cost(), actual.cost(), shape, "J");
        Bits.assertSame(expected.costHistory(), actual.costHistory(), shape, "costs");
    }
}
