package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Layout;
import dev.steepest.Link;
import dev.steepest.Loss;
import dev.steepest.Matrix;
import dev.steepest.Model;
import dev.steepest.Optimizer;
import dev.steepest.Penalty;
import dev.steepest.Plan;
import dev.steepest.Storage;
import dev.steepest.Validation;
import dev.steepest.Vector;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * An offset of zero is none; where losses look at z − y alone, one is as good as so much less in the targets; and one that is the same
 * for all rows is an intercept.
 */
class OffsetProperties {

    private static final AtomicInteger FITS = new AtomicInteger();

    @AfterContainer
    static void report() {
        System.out.println("OffsetProperties: fits=" + FITS);
    }

    @Provide
    Arbitrary<Shape> ordinary() {
        return Shape.any(129, 33, Values.NEAR_ONE).filter(shape -> shape.rows() > 3);
    }

    @Property(tries = 25)
    void zeroIsNone(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] labels = new double[shape.rows()];
            Arrays.setAll(labels, i -> i % 2);
            Vector y = Vector.of(arena, labels);
            Vector zero = Vector.allocate(arena, shape.rows());
            for (GradientDescent descent : methods()) {
                for (Layout layout : descent.toString().contains("method=batch")
                                && !descent.toString().contains("fraction")
                        ? Layout.values()
                        : new Layout[] {Layout.ROWS}) {
                    Matrix x = p.matrix(layout);
                    assertSame(descent.fit(x, y), descent.fit(x.withOffset(zero), y), shape + " " + descent);
                }
            }
        }
    }

    /** All that reads predictions of rows. */
    private static List<GradientDescent> methods() {
        GradientDescent batch = GradientDescent.batch().intercept().maxEpochs(4);
        GradientDescent rows = GradientDescent.stochastic(1).intercept().maxEpochs(2);
        GradientDescent few = GradientDescent.miniBatch(2, 1).intercept().maxEpochs(2);
        return List.of(
                batch.plan(Plan.GRAM).until(Convergence.remaining(0)),
                batch.plan(Plan.STREAMING).penalty(Penalty.l2(0.5)).until(Convergence.remaining(0)),
                batch.loss(Loss.poisson()).optimizer(Optimizer.lbfgs()).until(Convergence.remaining(0)),
                batch.loss(Loss.logistic())
                        .standardize()
                        .penalty(Penalty.l1(0.01))
                        .until(Convergence.remaining(0)),
                batch.loss(Loss.quantile(0.25)).optimizer(Optimizer.lbfgs()),
                batch.loss(Loss.huber(1)).optimizer(Optimizer.backtracking()),
                batch.validation(Validation.split(0.3, 1, 2)).optimizer(Optimizer.barzilaiBorwein()),
                rows,
                rows.loss(Loss.logistic()).penalty(Penalty.l2(0.1)).standardize(),
                rows.loss(Loss.hinge()).optimizer(Optimizer.dog()),
                few.optimizer(Optimizer.svrg()),
                few.loss(Loss.huber(1)).optimizer(Optimizer.adam()).learningRate(1e-3));
    }

    /**
     * 2ᵏ rows, d ≤ 9, values k/64: θ of two steps of rate 2⁻⁴ and the first cost are exact, as in {@link LawProperties}.
     */
    @Provide
    Arbitrary<Shape> exactForTwoSteps() {
        return Combinators.combine(
                        Arbitraries.of(1, 2, 4, 8), Arbitraries.integers().between(1, 9), Arbitraries.longs())
                .as((rows, features, seed) -> new Shape(rows, features, 0, 0, Values.DYADIC, seed));
    }

    @Property(tries = 100)
    void isSoMuchLessInTheTargets(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] offsets = Values.DYADIC.array(new Random(~shape.seed()), shape.rows());
            double[] differences = p.y.clone();
            Arrays.setAll(differences, i -> p.y[i] - offsets[i]);
            Vector offset = Vector.of(arena, offsets);
            Vector less = Vector.of(arena, differences);
            for (Loss loss :
                    List.of(Loss.squared(), Loss.huber(0.5), Loss.quantile(0.25), Loss.epsilonInsensitive(0.25))) {
                GradientDescent batch = twoSteps(GradientDescent.batch(), loss);
                GradientDescent judged =
                        batch.maxEpochs(1).penalty(Penalty.l2(0.25)).until(Convergence.remaining(0));
                for (Layout layout : Layout.values()) {
                    Matrix x = p.matrix(layout);
                    assertSameSteps(batch.maxEpochs(2), x, p.targets, offset, less, shape);
                    assertSame(
                            judged.fit(x, less),
                            judged.fit(x.withOffset(offset), p.targets),
                            shape + " " + loss + " " + layout);
                }
                Matrix x = p.matrix(Layout.ROWS);
                if (loss.equals(Loss.quantile(0.25)) || loss.equals(Loss.epsilonInsensitive(0.25))) {
                    // as much smoothed, by what a constant costs: in the first step all is exact but the rate
                    GradientDescent smoothed = GradientDescent.batch()
                            .loss(loss)
                            .optimizer(Optimizer.accelerated())
                            .intercept();
                    assertSameSteps(smoothed.maxEpochs(1), x, p.targets, offset, less, shape);
                }
                Matrix others = x.copy(arena, Layout.PANELS, Storage.FLOAT32).withOffset(offset);
                Fit validated =
                        judged.validation(Validation.on(others, p.targets, 5)).fit(x.withOffset(offset), p.targets);
                Fit expected = judged.validation(Validation.on(x, less, 5)).fit(x, less);
                assertSame(expected, validated, shape + " " + loss + " validation");
                Bits.assertSame(expected.validationCost(), validated.validationCost(), shape, loss + " held out");
                if (shape.rows() == 2) {
                    GradientDescent byRows =
                            twoSteps(GradientDescent.stochastic(shape.seed()).maxEpochs(1), loss);
                    assertSameSteps(byRows, x, p.targets, offset, less, shape);
                    // θ is kept as c·v, and c is halved by a step: with another strength, v would be rounded.
                    assertSameSteps(byRows.penalty(Penalty.l2(8)), x, p.targets, offset, less, shape);
                }
                if (shape.rows() == 4) {
                    GradientDescent few =
                            twoSteps(GradientDescent.miniBatch(2, shape.seed()).maxEpochs(1), loss);
                    assertSameSteps(few, x, p.targets, offset, less, shape);
                }
            }
        }
    }

    private static GradientDescent twoSteps(GradientDescent descent, Loss loss) {
        return descent.loss(loss).learningRate(0x1p-4).intercept();
    }

    private static void assertSameSteps(
            GradientDescent descent, Matrix x, Vector y, Vector offset, Vector less, Shape shape) {
        Fit expected = descent.fit(x, less);
        Fit actual = descent.fit(x.withOffset(offset), y);
        String context = shape + " " + descent + " " + x.layout();
        FITS.addAndGet(2);
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), context, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), context, "b");
        Bits.assertSame(expected.costHistory()[0], actual.costHistory()[0], context, "J at the start");
    }

    /** z = x·θ + c + b: from b = −c on, b alone differs, by c. */
    @Property(tries = 100)
    void oneThatIsTheSameForAllIsAnIntercept(@ForAll("exactForTwoSteps") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double c = Values.DYADIC.next(new Random(~shape.seed()));
            double[] same = new double[shape.rows()];
            Arrays.fill(same, c);
            GradientDescent descent = twoSteps(GradientDescent.batch().maxEpochs(2), Loss.squared());
            Model shifted = Model.of(-c, new double[shape.features()]);
            for (Layout layout : Layout.values()) {
                Matrix x = p.matrix(layout);
                Fit expected = descent.fit(x, p.targets);
                Fit actual = descent.startAt(shifted).fit(x.withOffset(Vector.of(arena, same)), p.targets);
                FITS.addAndGet(2);
                String context = shape + " " + layout;
                Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), context, "θ");
                Bits.assertSame(expected.intercept() - c, actual.intercept(), context, "b");
            }
        }
    }

    /** The written order: (x·θ + o) + b, then what the link makes of it. */
    @Property(tries = 100)
    void predictionsHaveIt(@ForAll("ordinary") Shape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Problem p = new Problem(arena, shape);
            double[] offsets = shape.values().array(new Random(~shape.seed()), shape.rows());
            Vector offset = Vector.of(arena, offsets);
            Vector predictions = Vector.allocate(arena, shape.rows());
            for (Link link : Link.values()) {
                Model model = Model.of(link, p.intercept, p.theta);
                Model identity = Model.of(0, p.theta);
                for (Layout layout : Layout.values()) {
                    identity.predict(p.matrix(layout), predictions);
                    double[] z = predictions.toArray();
                    model.predict(p.matrix(layout).withOffset(offset), predictions);
                    for (int i = 0; i < z.length; i++) {
                        double expected = Model.of(link, z[i] + offsets[i] + p.intercept, 0)
                                .predict(0);
                        Bits.assertSame(expected, predictions.get(i), shape, link + " " + layout, i);
                        if (layout == Layout.ROWS) {
                            Bits.assertSame(expected, model.predict(offsets[i], p.x[i]), shape, "of a row", i);
                        }
                    }
                }
            }
        }
    }

    private static void assertSame(Fit expected, Fit actual, String context) {
        FITS.addAndGet(2);
        assertEquals(expected.reason(), actual.reason(), context);
        Bits.assertSame(expected.theta().toArray(), actual.theta().toArray(), context, "θ");
        Bits.assertSame(expected.intercept(), actual.intercept(), context, "b");
        Bits.assertSame(expected.cost(), actual.cost(), context, "J");
        Bits.assertSame(expected.remaining(), actual.remaining(), context, "remaining");
    }
}
