package dev.steepest.properties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Convergence;
import dev.steepest.Fit;
import dev.steepest.GradientDescent;
import dev.steepest.Plan;
import dev.steepest.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real data: the certified coefficients of NIST, and how near stochastic descent comes on the diabetes data. */
class NistTest {

    @Test
    void norris() throws IOException {
        check("norris", "y", GradientDescent.batch().intercept().standardize().maxEpochs(1000), 1e-9);
    }

    @Test
    void noInt1() throws IOException {
        check("noint1", "y", GradientDescent.batch().maxEpochs(1000), 1e-9);
    }

    @Test
    void pontius() throws IOException {
        check("pontius", "y", GradientDescent.batch().intercept().standardize().maxEpochs(20_000), 1e-9);
    }

    /** Condition number 12,220: the slowest error shrinks by e every 12,220 epochs. */
    @Test
    void longley() throws IOException {
        check(
                "longley",
                "employed",
                GradientDescent.batch().intercept().standardize().maxEpochs(400_000),
                1e-6);
    }

    @Test
    void aDivergenceTellsARateThatConverges() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "pontius", "y");
            GradientDescent descent = GradientDescent.batch()
                    .intercept()
                    .until(Convergence.costChange(1e-9))
                    .maxEpochs(100_000);
            Fit diverged = descent.learningRate(1e-20).fit(data.x(), data.y());
            assertEquals(Reason.DIVERGED, diverged.reason(), diverged::message);
            Matcher told = Pattern.compile(" 2/L=(\\S+?);").matcher(diverged.message());
            assertTrue(told.find(), diverged::message);
            Fit fit = descent.learningRate(Double.parseDouble(told.group(1))).fit(data.x(), data.y());
            assertEquals(Reason.COST_CHANGE, fit.reason(), fit::message);
        }
    }

    /**
     * At a constant rate, noise in proportion to rate / batch stays: 5e-4 for each row of a batch leaves less than a percent after 200
     * epochs. The automatic rate, made for speed, leaves more.
     */
    @Test
    void diabetes() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, "diabetes", "target");
            Fit best = GradientDescent.batch()
                    .intercept()
                    .standardize()
                    .maxEpochs(100_000)
                    .until(Convergence.gradientNorm(1e-9))
                    .fit(data.x(), data.y());
            assertEquals(Reason.GRADIENT_NORM, best.reason(), best::message);
            for (GradientDescent descent : List.of(
                    GradientDescent.stochastic(1).learningRate(5e-4),
                    GradientDescent.miniBatch(8, 1).learningRate(4e-3))) {
                Fit fit = descent.intercept().standardize().maxEpochs(200).fit(data.x(), data.y());
                assertTrue(fit.cost() >= best.cost(), () -> fit.cost() + " is less than the least " + best.cost());
                assertTrue(fit.cost() <= 1.01 * best.cost(), () -> fit.cost() + " against " + best.cost());
            }
        }
    }

    private static void check(String name, String target, GradientDescent descent, double tolerance)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ExampleData data = ExampleData.read(arena, name, target);
            Certificate certificate = Certificate.read(name);
            for (Plan plan : List.of(Plan.STREAMING, Plan.GRAM)) {
                Fit fit = descent.plan(plan).fit(data.x(), data.y());
                assertEquals(certificate.theta.length, fit.theta().length());
                for (int j = 0; j < certificate.theta.length; j++) {
                    assertNear(certificate.theta[j], fit.theta().get(j), tolerance, name + " theta[" + j + "] " + plan);
                }
                assertNear(certificate.intercept, fit.intercept(), tolerance, name + " intercept " + plan);
            }
        }
    }

    private static void assertNear(double expected, double actual, double relative, String what) {
        assertEquals(expected, actual, relative * Math.abs(expected), what);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Certificate(double intercept, double[] theta) {

        static Certificate read(String name) throws IOException {
            String json = Files.readString(ExampleData.FOLDER.resolve("nist-certified.json"));
            String object = json.substring(json.indexOf('"' + name + '"'));
            object = object.substring(0, object.indexOf('}'));
            Matcher intercept = Pattern.compile("\"intercept\": \"(.*?)\"").matcher(object);
            Matcher theta =
                    Pattern.compile("\"theta\": \\[(.*?)]", Pattern.DOTALL).matcher(object);
            assertTrue(theta.find(), object);
            return new Certificate(
                    intercept.find() ? Double.parseDouble(intercept.group(1)) : 0,
                    Stream.of(theta.group(1).replaceAll("[\"\\s]", "").split(",", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
    }
}
